"""A chat kept up through faults: a person looks again, and says again what did not get through."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from safeconduct.drill.bot_api.person import Impossible, Person, Seen, View
from safeconduct.drill.browser import Unreachable

T = TypeVar("T")
Wanted = Callable[[Seen], bool]

LONGEST_LOOK = 10.0


@dataclass(slots=True, kw_only=True)
class Chat:
    """One person's chat with the bot; `patience`: seconds until an app that fails is put away."""

    person: Person
    patience: float = 60.0

    async def start(self) -> None:
        await self._kept(self.person.start)

    async def say(self, words: str) -> None:
        await self._kept(lambda: self.person.say(words))

    async def press(self, label: str) -> bool:
        """Press a button; False where it does not stand in the chat any more."""
        try:
            await self._kept(lambda: self.person.press(label))
        except Impossible:
            return False
        return True

    async def look(self, *, since: int = -1, patience: float = 0) -> View:
        return await self._kept(lambda: self.person.chat(since=since, patience=patience))

    async def until(self, wanted: Wanted, patience: float) -> Seen | None:
        """Wait for a message of the bot that is wanted; the newest, None when none came."""
        loop = asyncio.get_running_loop()
        end, version = loop.time() + patience, -1
        while True:
            left = max(0.0, min(end - loop.time(), LONGEST_LOOK))
            view = await self.look(since=version, patience=left)
            found = next((one for one in newest(view) if wanted(one)), None)
            if found or loop.time() >= end:
                return found
            version = view.version

    async def until_gone(self, unwanted: Wanted, patience: float) -> bool:
        """Wait until no message of the bot is of that kind; False when one still stands."""
        loop = asyncio.get_running_loop()
        end, version = loop.time() + patience, -1
        while True:
            left = max(0.0, min(end - loop.time(), LONGEST_LOOK))
            view = await self.look(since=version, patience=left)
            if not any(unwanted(one) for one in newest(view)):
                return True
            if loop.time() >= end:
                return False
            version = view.version

    async def _kept(self, work: Callable[[], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + self.patience, 0.1
        while True:
            try:
                return await work()
            except (aiohttp.ClientError, OSError, TimeoutError):
                if loop.time() > until:
                    raise Unreachable(self.person.base) from None
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)


def newest(view: View) -> Iterator[Seen]:
    """Return the bot's messages as they stand, the newest first."""
    return (one for one in reversed(view.messages) if one.from_bot)
