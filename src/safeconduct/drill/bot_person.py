"""A simulated person at the bot: answers by button, digit or word, keeps the code, reads there.

They see messages and buttons only. When nothing comes for a while they do the last thing again.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.drill.bot_api.person import Seen
from safeconduct.drill.chat import Chat, newest
from safeconduct.drill.code_seen import digits_in, words_in
from safeconduct.drill.journal import Contact
from safeconduct.drill.personas import ORDINARY, Persona
from safeconduct.drill.phrasebook import Phrasebook, labels, phrasebook

FREE_WORDS = frozenset({"message", "question", "added"})
ORDINARY_HERE = {**ORDINARY, "needs": "none", "own_word": "skip", "language": "skip"}
SAID_NUMBERS = {"2-5": "4", "6-15": "12", "16-50": "30", "over-50": "70"}
"""Where the bot asks how many there are, a digit is a number of people, no place in a list."""

AGAIN = 8.0
"""Seconds after which people press again."""
START_ANEW = 4
"""So many times in vain, and they begin anew."""
COMES_BACK = 5.0
DROPS_AFTER = 2
READS = (0.2, 1.2)
MOST_STEPS = 20
FIRST, LAST_OF_A_VISIT = "safe", "contact"
COMING_BACK = Persona(name="coming back", share=0)


@dataclass(slots=True, kw_only=True)
class Answering:
    """One conversation: which question was answered last, and in which way the next one is."""

    chat: Chat
    wanted: Mapping[str, str] = field(repr=False)
    book: Phrasebook = field(repr=False)
    free: str = field(default="", repr=False)
    twice: bool = False
    past: int = 0
    first_turn: int = 0
    answered: int = 0
    in_vain: int = 0
    said_free: bool = False

    async def next(self, *, patience: float = AGAIN) -> Seen | None:
        """Wait for a code or a question that was not answered yet; None: nothing came."""
        found = await self.chat.until(self._is_new, patience)
        self.in_vain = 0 if found else self.in_vain + 1
        return found

    def _is_new(self, one: Seen) -> bool:
        return one.number > self.past and bool(digits_in(one.words) or self.book.asked(one))

    async def go_on(self, asked: Seen | None) -> None:
        """Answer a question, for the first time or again; begin anew where that is in vain."""
        if asked is None or self.in_vain >= START_ANEW:
            self.in_vain = 0
            self.said_free = False
            await self.chat.start()
        else:
            await self.answer(asked)

    async def answer(self, asked: Seen) -> None:
        """Answer a question: by button, by digit and by word, in turn."""
        if self.is_greeted_anew(asked):
            self.said_free = False
        await asyncio.sleep(random.uniform(*READS))  # noqa: S311 - how long one reads, no secret
        asked = await self._lowest(asked)
        await self._answer(asked, again=self.in_vain > 0)
        if self.twice:
            await self._answer(asked, again=True)
        self.past = max(self.past, asked.number)
        self.answered += 1

    async def _lowest(self, asked: Seen) -> Seen:
        """Return what is asked lowest on the screen by now: that is what people answer."""
        new = (one for one in newest(await self.chat.look()) if self._is_new(one))
        return next((one for one in new if self.book.asked(one)), asked)

    def is_greeted_anew(self, asked: Seen) -> bool:
        """Say whether the bot begins again, as after a crash of its server: say it all again."""
        return self.answered > 0 and self.book.asked(asked) == FIRST

    def leaves_at(self, asked: Seen) -> bool:
        return self.wanted["safe"] == "no" and self.book.asked(asked) == FIRST

    async def _answer(self, asked: Seen, *, again: bool) -> None:
        question = self.book.asked(asked)
        choice = self.wanted.get(question, "")
        if question in FREE_WORDS:
            self.said_free = True
            await self.chat.say(self.free)
            return
        label = self.book.label(question, choice)
        if not label and choice:
            await self.chat.say(choice)
            return
        offered = labels(asked)
        label = label if label in offered else offered[0]
        ways = PRESSES if again else SKIPS if choice == "skip" else ANSWERS
        await ways[(self.first_turn + self.answered) % len(ways)](self, asked, label, choice)

    async def by_button(self, asked: Seen, label: str, _choice: str) -> None:
        await self.chat.press(label)
        done = self.book.words("bot.done")
        if self.book.asked(asked) == "needs":
            ticked = await self.chat.until(lambda one: done in labels(one), 2.0)
            if ticked:
                await self.chat.press(done)

    async def by_digit(self, asked: Seen, label: str, choice: str) -> None:
        place = str(labels(asked).index(label) + 1)
        await self.chat.say(SAID_NUMBERS.get(choice, place))

    async def by_word(self, _asked: Seen, label: str, _choice: str) -> None:
        await self.chat.say(label)


ANSWERS = (Answering.by_button, Answering.by_digit, Answering.by_word)
PRESSES = (Answering.by_button,)
"""What is done again is pressed: said again, it would answer the next question."""
SKIPS = (Answering.by_button, Answering.by_word)
"""Where free words are asked for, a digit would be taken as what is meant."""


def answering(chat: Chat, contact: Contact, persona: Persona) -> Answering:
    wanted = {**ORDINARY_HERE, **persona.answers, "contact": contact.way.may}
    return Answering(
        chat=chat,
        wanted=wanted,
        book=phrasebook(contact.language),
        free=f"{persona.words} {contact.marker}".strip(),
        twice=persona.sends_twice,
        first_turn=chat.person.number,
    )


async def ask(chat: Chat, persona: Persona, contact: Contact) -> None:
    """Talk with the bot until it shows the code; `acknowledged` once the code is seen."""
    begun = time.monotonic()
    talk = answering(chat, contact, persona)
    await chat.start()
    if persona.speaks_first:
        talk.said_free = True
        await chat.say(talk.free)
    await talk.next()
    contact.took["form"] = time.monotonic() - begun
    code = None if persona.leaves_early else await _until_code(talk, persona, contact)
    contact.gave_up = code is None
    if code:
        await keep_code(chat, code, contact)
    if code and not talk.said_free:
        await chat.say(talk.free)


async def _until_code(talk: Answering, persona: Persona, contact: Contact) -> Seen | None:
    until, last = time.monotonic() + talk.chat.patience, None
    while time.monotonic() < until:
        begun = time.monotonic()
        asked = await talk.next()
        if asked and digits_in(asked.words):
            contact.took["hand_in"] = time.monotonic() - begun
            return asked
        await talk.go_on(asked or last)
        last = asked or last
        if asked and talk.leaves_at(asked):
            return None
        if persona.drops and talk.answered == DROPS_AFTER:
            await asyncio.sleep(COMES_BACK)
    return None


async def keep_code(chat: Chat, shown: Seen, contact: Contact) -> None:
    """Write the code down, as words or as digits, and have it taken off the screen."""
    ways = (digits_in(shown.words), words_in(shown.words))
    contact.code = ways[chat.person.number % len(ways)]
    contact.acknowledged = True
    written = phrasebook(contact.language).words("bot.code.written")
    for _ in range(START_ANEW):
        await chat.press(written)
        if await chat.until_gone(lambda one: bool(digits_in(one.words)), AGAIN):
            return
    contact.left_on_screen = True


async def read_in_the_chat(chat: Chat, contact: Contact, patience: float) -> None:
    """Wait for the answer; who is told that there is news comes back with the code."""
    news = phrasebook(contact.language).words("bot.news")
    begun = time.monotonic()
    seen = await chat.until(lambda one: contact.marker in one.words or news in one.words, patience)
    if seen and contact.marker in seen.words:
        note_read(contact, begun)
    elif seen:
        await read_with_the_code(chat, contact, patience)


async def read_with_the_code(chat: Chat, contact: Contact, patience: float) -> None:
    """Come back with the code, again and again, until the answer stands in the chat."""
    until = time.monotonic() + patience
    await chat.start()
    while time.monotonic() < until:
        begun = time.monotonic()
        if await _visit(chat, contact) or await _reads(chat, contact, COMES_BACK):
            note_read(contact, begun)
            return


async def _visit(chat: Chat, contact: Contact) -> bool:
    """Say the code and what else is asked; True once the answer stands there to be read.

    Whoever goes on after that has it taken off the screen: it is read before.
    """
    talk = answering(chat, contact, COMING_BACK)
    talk.wanted = {**talk.wanted, "return_code": contact.code}
    talk.past = max((one.number for one in newest(await chat.look())), default=0)
    await chat.say("/code")
    for _ in range(MOST_STEPS):
        asked = await talk.next()
        if asked is None:
            return False
        if await _reads(chat, contact, 0):
            return True
        await talk.go_on(asked)
        if talk.book.asked(asked) == LAST_OF_A_VISIT:
            return False
    return False


async def _reads(chat: Chat, contact: Contact, patience: float) -> bool:
    return bool(await chat.until(lambda one: contact.marker in one.words, patience))


def note_read(contact: Contact, begun: float) -> None:
    contact.took["read_back"] = time.monotonic() - begun
    contact.read_back = True
