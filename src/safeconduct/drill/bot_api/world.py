"""All that the stand-in knows, in memory: bots, people, the clock, the journal of calls."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.bots import Bot, new_bot
from safeconduct.drill.bot_api.chats import Person
from safeconduct.drill.bot_api.clock import Clock
from safeconduct.drill.bot_api.faults import Faults
from safeconduct.drill.bot_api.pace import Limits
from safeconduct.drill.bot_api.refusals import Refused, bad, unauthorized

JOURNAL = 20_000
TOKEN = re.compile(r"[1-9][0-9]{0,15}:[^/]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call in the journal; no word of anybody."""

    number: int
    at: float
    bot: str
    method: str
    status: int
    size: int


Perform = Callable[[Bot, str, Arguments], object]


def perform_nothing(_bot: Bot, _method: str, _arguments: Arguments) -> None:
    return None


@dataclass(slots=True)
class World:
    limits: Limits = field(default_factory=Limits)
    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    bots: dict[str, Bot] = field(default_factory=dict, repr=False)
    people: dict[int, Person] = field(default_factory=dict, repr=False)
    journal: deque[Entry] = field(default_factory=lambda: deque(maxlen=JOURNAL), repr=False)
    noted: int = 0
    first: int = 1
    perform: Perform = perform_nothing

    def add_bot(self, name: str, token: str) -> Bot:
        if not TOKEN.fullmatch(token):
            raise bad("a token is NUMBER:LETTERS")
        now = self.clock.now()
        self.bots[token] = new_bot(name, token, limits=self.limits, now=now, first=self.first)
        return self.bots[token]

    def bot_of(self, token: str) -> Bot:
        """Return the bot of a token; unknown and switched off look the same."""
        bot = self.bots.get(token)
        if bot is None and not TOKEN.fullmatch(token):
            raise Refused(HTTPStatus.UNAUTHORIZED, "invalid token specified")
        if bot is None or bot.off:
            raise unauthorized()
        return bot

    def bot_named(self, name: str) -> Bot:
        """Return the bot of this name; the only one when none is named."""
        found = [bot for bot in self.bots.values() if name in {"", bot.name}]
        if len(found) != 1:
            raise bad("name one bot")
        return found[0]

    def note(self, bot: str, method: str, status: int, size: int) -> None:
        self.noted += 1
        self.journal.append(
            Entry(
                number=self.noted,
                at=self.clock.now(),
                bot=bot,
                method=method,
                status=status,
                size=size,
            )
        )
