"""One call of a simulated caller: hears a prompt, presses a key, leaves a voice, writes a code.

They know nothing but what is said to them. Asked again, they answer again.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.drill.line_book import LineBook, Prompt, Told
from safeconduct.drill.telephone.calling import Telephone
from safeconduct.drill.telephone.marking import as_tones

LISTENS_SECONDS = 45.0
"""So long a caller hears nothing that they know before they hang up."""
AFTER_TONE = 0.7
REACTS = (0.4, 0.9)
"""Seconds until a caller presses what they have just been told to; sooner, no line takes it."""
MANY, NUMBERS = frozenset({"needs"}), frozenset({"size"})
END_KEY, WRITTEN_KEY = "#", "1"
GROUPS, GROUP_DIGITS = 5, 6
FIRST, SPOKE, LANGUAGE = "safe", "spoke", "which language"


class Ends(Exception):
    """The caller has what they called for, or gives up: they hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a caller calls for: the choice at each question, and a code to come back with.

    `numbers`: what is entered where a number is asked. `ends_at`: the questions at which they hang
    up, or `SPOKE`. `twice`: keys are pressed twice. `drops_after`: seconds until the connection
    breaks.
    """

    wanted: Mapping[str, str] = field(repr=False)
    numbers: Mapping[str, str] = field(default_factory=dict, repr=False)
    has_code: str = field(default="", repr=False)
    twice: bool = False
    drops_after: float | None = None
    ends_at: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Conversation:
    """What one caller has been asked and has noted.

    `known`: keys that were told in an earlier call; who knows one does not listen to the end.
    `asked_at`: when the first question came. `groups`: the code as it is written down.
    `spoke`: the voice is left and the line went on.
    """

    telephone: Telephone
    prompts: asyncio.Queue[str]
    book: LineBook = field(repr=False)
    marker: str
    wish: Wish
    known: dict[str, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict, repr=False)
    writing: int = 0
    asked: str = ""
    slipped: bool = False
    whole: bool = False
    speaking: bool = False
    spoke: bool = False
    asked_at: float | None = None
    told: set[Told] = field(default_factory=set)

    @property
    def code(self) -> str:
        """The code, once every group of it was heard and the line said that it is whole."""
        groups = [self.groups.get(place, "") for place in range(1, GROUPS + 1)]
        complete = self.whole and all(len(group) == GROUP_DIGITS for group in groups)
        return " ".join(groups) if complete else ""

    async def until_over(self) -> None:
        """Talk until either side hangs up; whatever was noted by then stays noted."""
        over = asyncio.create_task(self.telephone.over.wait())
        talking = asyncio.create_task(self._talk())
        await asyncio.wait(
            {over, talking}, timeout=self.wish.drops_after, return_when=asyncio.FIRST_COMPLETED
        )
        for task in (over, talking):
            task.cancel()
        for fault in await asyncio.gather(talking, over, return_exceptions=True):
            if isinstance(fault, Exception) and not isinstance(fault, (Ends, TimeoutError)):
                raise fault

    async def _talk(self) -> None:
        while True:
            async with asyncio.timeout(LISTENS_SECONDS):
                name = await self.prompts.get()
            prompt = self.book.heard(name)
            if self.speaking and name != "tone":
                await self._was_heard()
            if prompt:
                self.told.add(prompt.told)
                await DOES[prompt.told](self, prompt)

    async def _was_heard(self) -> None:
        """Take what is said after the voice as the news that it was taken; else it was cut off."""
        self.speaking, self.spoke = False, not self.telephone.hush()
        if self.spoke and SPOKE in self.wish.ends_at and (self.code or self.wish.has_code):
            raise Ends

    async def _languages(self, _prompt: Prompt) -> None:
        """Press the key of their language at once where they know it; it is pressed once a call."""
        if LANGUAGE in self.known and not self.asked:
            self.asked = LANGUAGE
            await self._press(self.known[LANGUAGE])

    async def _language(self, prompt: Prompt) -> None:
        self.asked = LANGUAGE
        self.known[LANGUAGE] = prompt.key
        await self._press(prompt.key)

    async def _greeted(self, _prompt: Prompt) -> None:
        """Press through the greeting where they know the key of the first question."""
        key = self.known.get(self._first())
        if key:
            self.asked = ""
            await self._press(key)

    def _first(self) -> str:
        """Name what is pressed at the first question: a way of their own has who has a code."""
        return f"{FIRST} {bool(self.wish.has_code)}"

    async def _question(self, prompt: Prompt) -> None:
        self.asked = prompt.what
        self.asked_at = self.asked_at or time.monotonic()
        if self.asked in self.wish.ends_at:
            raise Ends
        if self.asked in self.wish.numbers:
            await self._press(self.wish.numbers[self.asked] + END_KEY, twice=False)

    async def _offered(self, prompt: Prompt) -> None:
        """Press what leads on: the way of who has a code, else the choice that is wanted."""
        if not self.asked or prompt.what != self._wanted():
            return
        asked, self.asked = self.asked, ""
        if asked == FIRST:
            self.known[self._first()] = prompt.key
        await self._press(prompt.key + (END_KEY if asked in MANY else ""))

    def _wanted(self) -> str:
        if self.wish.has_code and self.asked == FIRST:
            return self.book.words("report.way.code")
        return self.book.label(self.asked, self.wish.wanted.get(self.asked, ""))

    async def _speak(self, _prompt: Prompt) -> None:
        await asyncio.sleep(AFTER_TONE)
        self.telephone.say(as_tones(self.marker))
        self.telephone.press(END_KEY)
        self.speaking = True

    async def _group(self, prompt: Prompt) -> None:
        """Write a group down as it is said, or type it where the code is asked for."""
        self.writing = int(prompt.what)
        if self.wish.has_code:
            group = self.wish.has_code.split()[self.writing - 1]
            slips = self.wish.twice and not self.slipped
            self.slipped = True
            await self._press(group[:1] + group if slips else group, twice=False)
        else:
            self.groups[self.writing] = ""

    async def _digit(self, prompt: Prompt) -> None:
        if self.writing in self.groups:
            self.groups[self.writing] += prompt.key

    async def _written(self, _prompt: Prompt) -> None:
        await self._press(WRITTEN_KEY)

    async def _whole(self, _prompt: Prompt) -> None:
        self.whole = True

    async def _answer(self, _prompt: Prompt) -> None:
        self.telephone.listen()

    async def _end(self, _prompt: Prompt) -> None:
        raise Ends

    async def _press(self, keys: str, *, twice: bool = True) -> None:
        await asyncio.sleep(random.uniform(*REACTS))  # noqa: S311 - how long one reacts, no secret
        for key in keys:
            for _ in range(2 if self.wish.twice and twice and key != END_KEY else 1):
                self.telephone.press(key)


DOES = {
    Told.LANGUAGES: Conversation._languages,  # noqa: SLF001 - the table of this class's own ways
    Told.GREETING: Conversation._greeted,  # noqa: SLF001 - as above
    Told.LANGUAGE: Conversation._language,  # noqa: SLF001 - as above
    Told.QUESTION: Conversation._question,  # noqa: SLF001 - as above
    Told.PRESS: Conversation._offered,  # noqa: SLF001 - as above
    Told.TONE: Conversation._speak,  # noqa: SLF001 - as above
    Told.GROUP: Conversation._group,  # noqa: SLF001 - as above
    Told.DIGIT: Conversation._digit,  # noqa: SLF001 - as above
    Told.WRITTEN: Conversation._written,  # noqa: SLF001 - as above
    Told.WHOLE: Conversation._whole,  # noqa: SLF001 - as above
    Told.ANSWER: Conversation._answer,  # noqa: SLF001 - as above
    Told.ANSWERED: Conversation._end,  # noqa: SLF001 - as above
    Told.UNKNOWN_CODE: Conversation._end,  # noqa: SLF001 - as above
    Told.BROKEN: Conversation._end,  # noqa: SLF001 - as above
}
