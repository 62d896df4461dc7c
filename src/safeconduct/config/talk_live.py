"""`safeconduct talk report --as telegram --live`: chat with the running stand-in's bot."""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from safeconduct.drill.bot_api.person import Impossible, Person, Seen
from safeconduct.drill.browser import new_session
from safeconduct.drill.code_seen import digits_in
from safeconduct.drill.phrasebook import labels
from safeconduct.programme.bots import stand_in
from safeconduct.programme.home import current_home

PATIENCE = 15.0
MORE, QUIET = 4.0, 0.6
HELP = "[a number presses that button, a space before it says it; /code, /stop; Ctrl-D hangs up]"
NO_ANSWER = "[the bot has not answered yet]"
NO_STAND_IN = "no stand-in's bot is reachable here; `safeconduct up` runs it in a demonstration"

Say = Callable[[str], None]
Listen = Callable[[], str | None]


@dataclass(slots=True, kw_only=True)
class LiveChat:
    """One chat at the terminal: what the bot says is shown, what is typed is said or pressed."""

    person: Person
    listen: Listen
    show: Say
    buttons: tuple[str, ...] = ()

    async def until_code(self) -> bool:
        """Chat until the bot shows a code; False when the words run out before."""
        await self.person.start()
        while not await self._heard():
            words = await asyncio.to_thread(self.listen)
            if words is None:
                return False
            await self._done(words)
        return True

    async def _heard(self) -> bool:
        """Show what came, up to a message that can be answered; True once a code is among it."""
        came = await self.person.heard(patience=PATIENCE, quiet=QUIET)
        if came and (digits_in(came[-1].words) or not came[-1].buttons):
            came += await self.person.heard(patience=MORE, quiet=QUIET)
        for one in came:
            self._shown(one)
        if not came:
            self.show(NO_ANSWER)
        return any(digits_in(one.words) for one in came)

    def _shown(self, one: Seen) -> None:
        self.show("")
        for line in one.words.splitlines():
            self.show(f"bot: {line}" if line else "")
        for place, label in enumerate(labels(one), start=1):
            self.show(f"     [{place} {label}]")
        self.buttons = labels(one) or self.buttons

    async def _done(self, words: str) -> None:
        self.show(f"  > {words}")
        place = int(words) if words.isascii() and words.isdigit() else 0
        label = self.buttons[place - 1] if 0 < place <= len(self.buttons) else words
        try:
            await (self.person.press(label) if label in self.buttons else self._said(words))
        except Impossible as reason:
            self.show(f"[{reason}]")

    async def _said(self, words: str) -> None:
        if words.strip():
            await self.person.say(words.strip())


def chat(language: str, listen: Listen, show: Say) -> int:
    """Chat with the bot of this programme's stand-in; 0 once a code was shown."""
    if not stand_in(current_home()):
        show(f"Safe Conduct: {NO_STAND_IN}")
        return 1
    show(HELP)
    return asyncio.run(_reached(_chat(language, listen, show), show))


async def _chat(language: str, listen: Listen, show: Say) -> int:
    base = f"http://127.0.0.1:{os.environ.get('BOT_PORT', '8002')}"
    async with new_session(jar=False) as session:
        number = secrets.randbelow(10**9) + 1
        person = Person(session=session, base=base, number=number, language=language)
        return 0 if await LiveChat(person=person, listen=listen, show=show).until_code() else 1


async def _reached(work: Awaitable[int], show: Say) -> int:
    try:
        return await work
    except (aiohttp.ClientError, OSError, TimeoutError):
        show(f"Safe Conduct: {NO_STAND_IN}")
        return 1
