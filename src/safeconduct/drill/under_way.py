"""One drill under way: everybody asks at the given rate and comes back until answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from safeconduct.drill import bot_person, phone_person, site_person
from safeconduct.drill.bot_api.person import Person
from safeconduct.drill.browser import Browser, Unreachable, new_session
from safeconduct.drill.chat import Chat
from safeconduct.drill.journal import Contact, tally
from safeconduct.drill.line_trouble import kill_line
from safeconduct.drill.operator import Card, Shift
from safeconduct.drill.personas import Persona, invite
from safeconduct.drill.phone_person import Phone
from safeconduct.drill.telephone.overhearing import Overhearing
from safeconduct.drill.trouble import make_trouble
from safeconduct.drill.ways import IN_THE_CHAT, PHONE, SITE, TELEGRAM, WITH_THE_CODE
from safeconduct.phone.switch import Account

NO_LINE = Account(url="", user="", password="")
ANY_NUMBER = "100"
"""Dialled by everybody: the line asks for the language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one drill does: how many people, how fast, where, and for how long they wait.

    `bot` is the stand-in's address; people there are numbered from `first_number` on, and so are
    telephones. `line`: where the switch tells what it plays, and `sip` where it takes calls.
    """

    contacts: int
    channels: tuple[str, ...] = (SITE,)
    rate: float
    site: str
    desk: str
    bot: str = ""
    line: Account = field(default=NO_LINE)
    sip: int = 0
    home: Path = Path()
    first_number: int = 1
    faults: bool = False
    patience: float
    seed: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What one person has in hand: a browser, a chat, and a telephone where there is a line."""

    browser: Browser
    chat: Chat
    phone: Phone


Ask = Callable[[Hands, Persona, Contact], Awaitable[None]]
Read = Callable[[Hands, Contact, float], Awaitable[None]]

ASKS: Mapping[str, Ask] = {
    SITE: lambda hands, *who: site_person.ask(hands.browser, *who),
    TELEGRAM: lambda hands, *who: bot_person.ask(hands.chat, *who),
    PHONE: lambda hands, *who: phone_person.ask(hands.phone, *who),
}
READS: Mapping[str, Read] = {
    SITE: lambda hands, *how: site_person.read_answer(hands.browser, *how),
    IN_THE_CHAT: lambda hands, *how: bot_person.read_in_the_chat(hands.chat, *how),
    WITH_THE_CODE: lambda hands, *how: bot_person.read_with_the_code(hands.chat, *how),
    PHONE: lambda hands, *how: phone_person.read_by_phone(hands.phone, *how),
}


class Drill:
    """The people, the operators and what is seen of them; `run` returns the tally."""

    def __init__(self, plan: Plan, *, quiet: bool) -> None:
        self.plan = plan
        self.people = invite(plan.contacts, plan.seed, plan.channels)
        self.contacts = {contact.marker: contact for _, contact in self.people}
        self.begun: dict[str, float] = {}
        self.overhearing = Overhearing(plan.line)
        self.shift = Shift(contacts=self.contacts, begun=self.begun)
        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            console=Console(stderr=True), disable=quiet,
        )  # fmt: skip

    async def run(self) -> dict[str, object]:
        with self.progress:
            bars = {
                name: self.progress.add_task(name, total=self.plan.contacts)
                for name in ("acknowledged", "found", "answered", "read_back")
            }
            beside = [asyncio.create_task(part) for part in (self._draw(bars), *self._beside())]
            staff = [asyncio.create_task(self._operate(card)) for card in self.plan.cards]
            await self._everybody()
            self.shift.over = True
            await asyncio.gather(*staff, return_exceptions=True)
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            self._show(bars)
        return tally(self.contacts.values())

    def _beside(self) -> Iterator[Coroutine[None, None, None]]:
        """Yield what goes on beside the people: who overhears calls, and who makes trouble."""
        if PHONE in self.plan.channels:
            yield self.overhearing.forever()
        if self.plan.faults:
            yield make_trouble(self.plan.bot)
        if self.plan.faults and PHONE in self.plan.channels:
            yield kill_line(self.plan.home)

    async def _everybody(self) -> None:
        async with new_session(jar=False) as phones:
            await asyncio.gather(
                *(self._live(*one, place, phones) for place, one in enumerate(self.people))
            )

    async def _operate(self, card: Card) -> None:
        while not self.shift.over:
            async with new_session(jar=True) as session:
                browser = Browser(session=session, base=self.plan.desk)
                try:
                    await self.shift.work(browser, card)
                except Unreachable:
                    await asyncio.sleep(1)

    async def _live(
        self, persona: Persona, contact: Contact, place: int, phones: aiohttp.ClientSession
    ) -> None:
        await asyncio.sleep(place / self.plan.rate)
        self.begun[contact.marker] = time.monotonic()
        async with new_session(jar=False) as session:
            hands = self._hands(session, phones, contact, place)
            try:
                await ASKS[contact.way.asks](hands, persona, contact)
                if contact.acknowledged:
                    await READS[contact.way.reads](hands, contact, self.plan.patience)
            except Unreachable:
                contact.gave_up = not contact.acknowledged

    def _hands(
        self, session: aiohttp.ClientSession, phones: aiohttp.ClientSession, contact: Contact,
        place: int,
    ) -> Hands:  # fmt: skip
        number = self.plan.first_number + place
        person = Person(
            session=phones, base=self.plan.bot, number=number, language=contact.language
        )
        return Hands(
            browser=Browser(session=session, base=self.plan.site),
            chat=Chat(person=person, patience=self.plan.patience),
            phone=Phone(
                overhearing=self.overhearing, number=f"7900{number % 10**7:07d}",
                port=self.plan.sip, dialled=ANY_NUMBER, place=place,
                patience=self.plan.patience, faults=self.plan.faults,
            ),
        )  # fmt: skip

    async def _draw(self, bars: dict[str, TaskID]) -> None:
        while True:
            self._show(bars)
            await asyncio.sleep(0.5)

    def _show(self, bars: dict[str, TaskID]) -> None:
        for name, bar in bars.items():
            done = sum(bool(getattr(one, name)) for one in self.contacts.values())
            self.progress.update(bar, completed=done)
