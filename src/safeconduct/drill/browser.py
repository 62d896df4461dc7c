"""A plain browser for simulated people and operators: addresses, forms, patience."""

import asyncio
import random
from dataclasses import dataclass
from urllib.parse import urljoin

import aiohttp

from safeconduct.drill.pages import Form, Page

BUSY = frozenset({429, 500, 502, 503, 504})


class Unreachable(Exception):
    """The other side did not answer within a person's patience."""


@dataclass(slots=True, kw_only=True)
class Browser:
    """Open addresses and send forms; trouble of the moment is met by trying again.

    Sending a form again is what a person does whose page did not load: a hand-in is made so
    that this is harmless.
    """

    session: aiohttp.ClientSession
    base: str
    patience: float = 60.0
    address: str = ""

    async def open(self, address: str) -> Page:
        return await self._fetch("GET", address, None)

    async def send(self, form: Form, values: dict[str, str]) -> Page:
        return await self._fetch("POST", form.action or self.address, values)

    async def content(self, address: str) -> bytes:
        """Return what lies at an address of a page; nothing where it does not come."""
        target = urljoin(self.address or self.base, address)
        try:
            async with self.session.get(target) as got:
                return await got.read() if got.ok else b""
        except (aiohttp.ClientError, TimeoutError):
            return b""

    async def cut_off(self, form: Form, values: dict[str, str]) -> None:
        """Send a form and hang up before the answer has arrived."""
        address = urljoin(self.address or self.base, form.action or self.address)
        impatient = aiohttp.ClientTimeout(total=random.uniform(0.001, 0.02))  # noqa: S311 - no secret
        try:
            async with self.session.post(address, data=values, timeout=impatient):
                pass
        except (aiohttp.ClientError, TimeoutError):
            pass

    async def _fetch(self, method: str, address: str, values: dict[str, str] | None) -> Page:
        target = urljoin(self.address or self.base, address)
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + self.patience, 0.1
        while True:
            page = await self._once(method, target, values)
            if page is not None:
                return page
            if loop.time() > until:
                raise Unreachable(target)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _once(self, method: str, target: str, values: dict[str, str] | None) -> Page | None:
        headers = {"Origin": self.base.rstrip("/"), "Referer": target} if values else {}
        try:
            async with self.session.request(method, target, data=values, headers=headers) as got:
                if got.status in BUSY:
                    return None
                self.address = str(got.url)
                return Page(await got.text())
        except (aiohttp.ClientError, TimeoutError):
            return None


def new_session(*, jar: bool) -> aiohttp.ClientSession:
    """Make a session; people carry no cookie jar, since the public site sets no cookie."""
    cookies = aiohttp.CookieJar(unsafe=True) if jar else aiohttp.DummyCookieJar()
    return aiohttp.ClientSession(
        cookie_jar=cookies,
        timeout=aiohttp.ClientTimeout(total=20),
        connector=aiohttp.TCPConnector(limit=64),
    )
