"""One page that tries the line: its account, what its call says as text, and its end in time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from safeconduct.drill.try_line.hearing import Happened, Kind, heard
from safeconduct.phone.ari import Ari, Gone, Unreachable
from safeconduct.phone.guests import Guest, Guests
from safeconduct.phone.switch import Account

LIVES_SECONDS = 600.0
PAGES_AT_ONCE = 4
APPLICATION = "trying-{}"
TONE, MUSIC = "tone", "music"

Json = dict[str, object]
Words = Callable[[], Mapping[str, str]]
"""The words of every prompt by the name of its recording, as they are signed now."""


@dataclass(slots=True, kw_only=True)
class Tryouts:
    """All pages that try the line now; each holds one account, for ten minutes at most.

    `practice` is asked anew each time: a programme that has become live lets nobody in.
    """

    account: Account
    words: Words
    practice: Callable[[], bool]
    lives: float = LIVES_SECONDS
    ari: Ari = field(init=False)
    guests: Guests = field(init=False)
    free: list[str] = field(init=False)
    swept: bool = False
    sweeping: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.ari = Ari(self.account)
        self.guests = Guests(self.ari)
        self.free = [APPLICATION.format(number) for number in range(PAGES_AT_ONCE)]

    async def close(self) -> None:
        await self.ari.close()

    async def visit(self, page: web.WebSocketResponse) -> None:
        """Let a page call until it is left, its time is over or the switch has gone."""
        if not self.practice():
            return await page.send_json({"over": "closed"})
        if not self.free:
            return await page.send_json({"over": "full"})
        application = self.free.pop()
        try:
            await self._visit(page, application)
        except (Gone, Unreachable):
            await _told(page, {"over": "no-line"})
        finally:
            self.free.append(application)
        return None

    async def _visit(self, page: web.WebSocketResponse, application: str) -> None:
        await self.sweep()
        guest = await self.guests.let_in()
        visit = Visit(page=page, guests=self.guests, words=self.words())
        try:
            async with (
                asyncio.timeout(self.lives),
                heard(self.account, self.ari, guest.name, application) as happens,
            ):
                await page.send_json(_as_told(guest))
                await visit.until_left(happens)
        except TimeoutError:
            await _told(page, {"over": "time"})
        finally:
            await asyncio.shield(self._show_out(guest))

    async def _show_out(self, guest: Guest) -> None:
        with suppress(Unreachable):
            await self.guests.show_out(guest.name)

    async def sweep(self) -> None:
        """Take away the accounts that an earlier process left, before the first of ours."""
        async with self.sweeping:
            if not self.swept:
                for name in await self.guests.names():
                    await self.guests.show_out(name)
            self.swept = True


@dataclass(slots=True, kw_only=True)
class Visit:
    """What happens on the calls of one page, told to that page."""

    page: web.WebSocketResponse
    guests: Guests
    words: Mapping[str, str] = field(repr=False)
    calls: list[str] = field(default_factory=list)
    last: str = ""

    async def until_left(self, happens: AsyncIterator[Happened]) -> None:
        """Tell what happens until the page is closed; raises Unreachable when the switch goes."""
        telling = asyncio.create_task(self._tell(happens))
        left = asyncio.create_task(self._left())
        try:
            await asyncio.wait({telling, left}, return_when=asyncio.FIRST_COMPLETED)
            if not left.done():
                raise Unreachable
        finally:
            for task in (telling, left):
                task.cancel()
            await asyncio.gather(telling, left, return_exceptions=True)

    async def _left(self) -> None:
        async for _ in self.page:
            continue

    async def _tell(self, happens: AsyncIterator[Happened]) -> None:
        async for happened in happens:
            await HAPPENS[happened.kind](self, happened)

    async def _began(self, happened: Happened) -> None:
        """One call at a time: a second is hung up before it is heard."""
        if self.calls:
            await self.guests.hang_up(happened.call)
        else:
            self.calls.append(happened.call)

    async def _ended(self, happened: Happened) -> None:
        if happened.call in self.calls:
            self.calls.remove(happened.call)
            self.last = ""

    async def _bridged(self, happened: Happened) -> None:
        if happened.call in self.calls:
            await self._shows({"hears": "person"})

    async def _plays(self, happened: Happened) -> None:
        if happened.call not in self.calls:
            return
        # Music is played again and again; it is told once.
        if happened.played == self.last == MUSIC:
            return
        self.last = happened.played
        words = self.words.get(happened.played)
        sound = happened.played if happened.played in {TONE, MUSIC} else "aloud"
        await self._shows({"says": words} if words else {"hears": sound})

    async def _shows(self, what: Json) -> None:
        await _told(self.page, what)


HAPPENS = {
    Kind.BEGAN: Visit._began,  # noqa: SLF001 - the table of this class's own ways
    Kind.PLAYS: Visit._plays,  # noqa: SLF001 - as above
    Kind.BRIDGED: Visit._bridged,  # noqa: SLF001 - as above
    Kind.ENDED: Visit._ended,  # noqa: SLF001 - as above
}


async def _told(page: web.WebSocketResponse, what: Json) -> None:
    """Tell a page; one that has just been left misses nothing."""
    with suppress(ConnectionError, RuntimeError):
        await page.send_json(what)


def _as_told(guest: Guest) -> Json:
    return {"name": guest.name, "password": guest.password}
