"""The desk's pages at scale: p95 of each, over real HTTP, by who signed in at the desk."""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import aiohttp

from bench.effort import processor_seconds
from safeconduct.drill.browser import Browser, new_session
from safeconduct.drill.journal import quantile
from safeconduct.drill.operator import Card, sign_in
from tests.product import Product

ROUNDS, WARM = 40, 3
BUDGET_MS = 100
LOOK_SECONDS, QUIET_SHARE, QUIET_LOOKS, MOST_SETTLING = 2.0, 0.1, 8, 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One kind of page, whom it is shown to, and the addresses that are asked for in turn."""

    name: str
    member: str
    addresses: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Timed:
    """What one kind of page took: seconds of each by the clock, processor seconds of the desk."""

    took: list[float] = field(default_factory=list)
    effort: float = 0.0

    def summary(self) -> dict[str, object]:
        return {
            "p50_ms": quantile(self.took, 0.5),
            "p95_ms": quantile(self.took, 0.95),
            # What a shared machine does not change: the desk's processor time, on average.
            "processor_ms": round(1000 * self.effort / len(self.took), 1),
        }

    @property
    def holds(self) -> bool:
        return (quantile(self.took, 0.95) or 0.0) <= BUDGET_MS


def asked(cases: Sequence[str], onward: str) -> Iterator[Asked]:
    """The pages that the budget speaks of; `cases` are those that the desk opens."""
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=60)
    paths = tuple(f"/case/{one.lower().replace(' ', '-')}/" for one in cases)
    found = tuple(f"/find/?reference={one.replace(' ', '+')}" for one in cases)
    yield Asked(name="queue", member="Alice", addresses=("/queue/",))
    yield Asked(name="queue, later page", member="Alice", addresses=(onward,))
    yield Asked(name="queue, its rows alone", member="Alice", addresses=("/rows/queue/",))
    yield Asked(name="mine", member="Alice", addresses=("/mine/",))
    yield Asked(name="recent", member="Alice", addresses=("/recent/",))
    yield Asked(name="found by reference", member="Alice", addresses=found)
    yield Asked(name="case", member="Alice", addresses=paths)
    yield Asked(name="recent, of who sees few", member="Carol", addresses=("/recent/",))
    yield Asked(name="queue, of who sees few", member="Carol", addresses=("/queue/",))
    yield Asked(name="log", member="Victor", addresses=("/log/",))
    for question in LOG:
        address = f"/log/?{question.format(day=day)}"
        yield Asked(
            name=f"log, {question.format(day='a past day')}", member="Victor", addresses=(address,)
        )


LOG = (
    "kind=read", "kind=replace_code", "actor=Alice", "actor=victor", "actor=nobody",
    "day={day}", "kind=reply&day={day}", "kind=take&actor=Bob", "kind=replace_code&actor=Alice",
    "before=1000",
)  # fmt: skip


def load(product: Product, cases: int) -> list[str]:
    """Fill a product that stands still; return the references that the desk opens."""
    words = [sys.executable, "-m", "bench.bulk", "--cases", str(cases)]
    done = subprocess.run(  # noqa: S603 - our own program
        words, env=product.environment, text=True, stdout=subprocess.PIPE, check=True
    )
    return list(json.loads(done.stdout)["opened"])


def let_settle(product: Product) -> None:
    """Wait until errands have done what they do once at each start: that is no day's work."""
    errands, until = product.pids("errands"), time.monotonic() + MOST_SETTLING
    quiet = 0
    while quiet < QUIET_LOOKS and time.monotonic() < until:
        before = processor_seconds(errands, itself=False)
        time.sleep(LOOK_SECONDS)
        used = processor_seconds(errands, itself=False) - before
        quiet = quiet + 1 if used < QUIET_SHARE * LOOK_SECONDS else 0


async def ask_all(
    product: Product, cases: Sequence[str], told: Callable[[str, Timed], None]
) -> None:
    """Ask for each kind of page again and again, one at a time; tell each as it is known."""
    browsers = {name: await _signed_in(product, name) for name in ("Alice", "Carol", "Victor")}
    try:
        onward = await _onward(browsers["Alice"])
        for one in asked(cases[-ROUNDS:], onward):
            told(one.name, await _timed(browsers[one.member], one, product))
    finally:
        for browser in browsers.values():
            await browser.session.close()


async def _signed_in(product: Product, name: str) -> Browser:
    found = next(one for one in product.cast() if one["call_sign"] == name)
    card = Card(**{key: str(found[key]) for key in ("call_sign", "phrase", "totp_secret")})
    browser = Browser(session=new_session(jar=True), base=f"{product.desk}/")
    await sign_in(browser, card)
    return browser


async def _onward(browser: Browser) -> str:
    page = await browser.open("/queue/")
    onward = (link.address for link in page.links if link.attributes.get("rel") == "next")
    return next(onward, "/queue/")


async def _timed(browser: Browser, one: Asked, product: Product) -> Timed:
    timed, desk, before = Timed(), product.pids("desk"), 0.0
    for number in range(-WARM, ROUNDS):
        address = f"{product.desk}{one.addresses[number % len(one.addresses)]}"
        before = before if number > 0 else processor_seconds(desk, itself=False)
        took = await _once(browser.session, address)
        if number >= 0:
            timed.took.append(took)
    timed.effort = processor_seconds(desk, itself=False) - before
    return timed


async def _once(session: aiohttp.ClientSession, address: str) -> float:
    begun = time.monotonic()
    async with session.get(address, allow_redirects=False) as got:
        await got.read()
        if got.status not in {200, 302}:
            raise RuntimeError(f"{address}: {got.status}")
    return time.monotonic() - begun
