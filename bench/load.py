"""Durable hand-ins per second: many people press the last button of the request form at once."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from bench.wire import Wire
from safeconduct.drill.browser import Browser, new_session
from safeconduct.drill.journal import quantile
from safeconduct.drill.pages import Form
from safeconduct.drill.personas import PERSONAS
from safeconduct.drill.site_person import code_of, filled, main_form


@dataclass(slots=True, kw_only=True)
class Seen:
    """What a load run saw: seconds of each hand-in that was acknowledged, failures, and effort.

    `effort` is the processor seconds of all who served it, and of the load itself.
    """

    took: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0
    effort: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def within(self, share: float, ms: float) -> bool:
        """Say whether that share of all was answered within so many milliseconds."""
        return (quantile(self.took, share) or 0.0) <= ms

    def add(self, more: "Seen") -> None:
        self.took += more.took
        self.failed += more.failed
        self.seconds += more.seconds

    def summary(self) -> dict[str, object]:
        return {
            "per_second": round(self.rate, 1),
            "p50_ms": quantile(self.took, 0.5),
            "p99_ms": quantile(self.took, 0.99),
            "slowest_ms": quantile(self.took, 1.0),
            "failed": self.failed,
        }


async def last_form(port: int) -> tuple[str, dict[str, str]]:
    """Walk the form once as a person does; return the address and values of its last sending."""
    persona = next(one for one in PERSONAS if one.name == "self")
    async with new_session(jar=False) as session:
        browser = Browser(session=session, base=f"http://127.0.0.1:{port}/")
        page = await browser.open("/ru/write/")
        for _ in range(20):
            form = main_form(page)
            if form is None:
                break
            values = filled(form, persona, "drill-000000000000")
            page = await browser.send(form, values)
            if code_of(page):
                return path_of(form, browser), values
    raise RuntimeError("the form has no end")


def path_of(form: Form, browser: Browser) -> str:
    address = form.action or browser.address
    return "/" + address.split("/", 3)[3] if "://" in address else address


def renewed(values: dict[str, str]) -> dict[str, str]:
    """Return the same answers as another person's form: its 32 random bytes are drawn anew."""
    token = values["token"]
    return {**values, "token": secrets.token_hex(32) + token[64:]}


async def press_often(port: int, at_once: int, seconds: float) -> Seen:
    path, values = await last_form(port)
    seen, until = Seen(), time.monotonic() + seconds
    begun = time.monotonic()
    await asyncio.gather(
        *(one_after_another(port, path, values, until=until, seen=seen) for _ in range(at_once))
    )
    seen.seconds = time.monotonic() - begun
    return seen


async def one_after_another(
    port: int, path: str, values: dict[str, str], *, until: float, seen: Seen
) -> None:
    wire = Wire(port)
    while time.monotonic() < until:
        begun = time.monotonic()
        status, body, _ = await wire.post(path, renewed(values))
        if status == 200 and b"data-digits" in body:
            seen.took.append(time.monotonic() - begun)
        else:
            seen.failed += 1
