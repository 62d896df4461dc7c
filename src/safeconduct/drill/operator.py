"""A drill operator: signs in at the desk's pages, finds each contact there, and answers."""

import asyncio
import base64
import hashlib
import hmac
import io
import re
import struct
import time
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.drill.browser import Browser, Unreachable
from safeconduct.drill.journal import Contact, answer_to
from safeconduct.drill.pages import Page
from safeconduct.drill.personas import MARKER
from safeconduct.drill.telephone.marking import marker_in

FILE = re.compile(r"/file/\d+/$")
PERIOD = 30
LOOKS_AGAIN = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one member of the demonstration's cast signs in with."""

    call_sign: str
    phrase: str = field(repr=False)
    totp_secret: str = field(repr=False)


def totp(secret: str, at: float) -> str:
    """Return the six digits of RFC 6238 (SHA-1, 30 s) for a base32 secret."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(at) // PERIOD)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


async def sign_in(browser: Browser, card: Card) -> Page:
    """Sign in with phrase and code; a code that was used before is met by the next one."""
    for _ in range(4):
        page = await browser.open("/")
        form = page.form_with("password")
        if form is not None:
            values = {**form.values, "login": card.call_sign, "password": card.phrase}
            page = await browser.send(form, values)
        form = page.form_with("code")
        if form is not None:
            page = await browser.send(
                form, {**form.values, "code": totp(card.totp_secret, time.time())}
            )
        if page.form_with("password") is None and page.form_with("code") is None:
            return page
        await asyncio.sleep(PERIOD - time.time() % PERIOD + 0.5)
    raise Unreachable("the desk does not let the operator in")


@dataclass(slots=True, kw_only=True)
class Shift:
    """Operators at work: they look at the queue and answer until everybody was served."""

    contacts: Mapping[str, Contact]
    begun: Mapping[str, float]
    taken: set[str] = field(default_factory=set, repr=False)
    looked: dict[str, float] = field(default_factory=dict, repr=False)
    over: bool = False

    async def work(self, browser: Browser, card: Card) -> None:
        await sign_in(browser, card)
        while not self.over:
            rows = await self._rows(browser, card)
            for address in rows:
                if self.over:
                    return
                if self._is_due(address):
                    self.taken.add(address)
                    await self._serve(browser, card, address)
            await asyncio.sleep(0.5 if not rows else 0.05)

    def _is_due(self, address: str) -> bool:
        return address not in self.taken and time.monotonic() >= self.looked.get(address, 0.0)

    def _look_later(self, address: str) -> None:
        """Leave a case for now: what names its person may come with later words."""
        self.taken.discard(address)
        self.looked[address] = time.monotonic() + LOOKS_AGAIN

    async def _rows(self, browser: Browser, card: Card) -> list[str]:
        page = await browser.open("/queue/")
        if page.form_with("password") is not None:
            await sign_in(browser, card)
            return []
        return [link.address for link in page.links if "data-reference" in link.attributes]

    async def _serve(self, browser: Browser, card: Card, address: str) -> None:
        page = await browser.open(address)
        form = page.form_with("words")
        if form is None:
            self.taken.discard(address)
            await sign_in(browser, card)
            return
        found = MARKER.search(page.words)
        marker = found.group() if found else await marker_heard(browser, page)
        contact = self.contacts.get(marker)
        if contact is None:
            self._look_later(address)
            return
        note_found(contact, self.begun)
        begun = time.monotonic()
        answer = answer_to(contact.marker)
        page = await browser.send(form, {**form.values, "words": answer})
        if answer in page.words:
            contact.took["answered"] = time.monotonic() - begun
            contact.answered = True
        else:
            self.taken.discard(address)


async def marker_heard(browser: Browser, page: Page) -> str:
    """Open the voices of a case as its page offers them; return the marker in one, else "".

    The page that was open stays the one whose form is sent.
    """
    here = browser.address
    for link in page.links:
        if FILE.search(link.address):
            opened = await browser.open(link.address)
            for address in opened.sounds:
                marker = marker_in(samples_of(await browser.content(address)))
                if marker:
                    browser.address = here
                    return marker
    browser.address = here
    return ""


def samples_of(content: bytes) -> bytes:
    """Return the samples of a voice message; nothing where it is none."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            samples: bytes = file.readframes(file.getnframes())
            return samples
    except (wave.Error, EOFError):
        return b""


def note_found(contact: Contact, begun: Mapping[str, float]) -> None:
    if not contact.found:
        contact.found = True
        contact.took["found"] = time.monotonic() - begun[contact.marker]
