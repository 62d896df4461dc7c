"""One person's chat with the bot, in memory: what they do is heard, what is said is shown."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from safeconduct.cases.promises import facts
from safeconduct.programme.texts import texts
from safeconduct.talks.hearing import hear
from safeconduct.talks.said import Button, Kind, Said
from safeconduct.talks.saying import Sent, confirmed, heard_on_screen
from safeconduct.talks.talk import Errand, Shown, Talk, Visit
from safeconduct.talks.walking import ask, asked, renewed
from safeconduct.telegram.speaker import Message, Removal, Speaker
from tests.front.programme import deployment
from tests.making import NOON

ADDRESS = "quiet_shore_bot/7"


def a_talk(at: datetime = NOON, **changes: object) -> Talk:
    given = {
        "id": uuid.uuid4(),
        "channel": "telegram",
        "address": ADDRESS,
        "language": "en",
        "seed": "5e" * 32,
        "heard_at": at,
        **changes,
    }
    return Talk(**given)


def speaker(language: str = "en") -> Speaker:
    words = texts(language)
    return Speaker(texts=words, facts=facts(deployment(("ru", "uk", "en")), language, words))


class Chat:
    """`screen`: message number → its words; `said`: every text of the bot, in order."""

    def __init__(self, language: str = "en", at: datetime = NOON, talk: Talk | None = None) -> None:
        self.talk = talk or a_talk(at, language=language)
        self.at, self.number = at, 0
        self.screen: dict[int, str] = {}
        self.buttons: dict[str, str] = {}
        self.said: list[str] = []

    @property
    def question(self) -> str:
        found = asked(self.talk)
        return found.key if found else ""

    def later(self, **passed: float) -> "Chat":
        self.at += timedelta(**passed)
        return self

    def writes(self, words: str) -> "Chat":
        return self.does(Kind.WORDS, words=words)

    def sends(self, kind: Kind) -> "Chat":
        return self.does(kind)

    def writes_at_once(self, *messages: str) -> "Chat":
        """Write several messages before the bot has heard the first of them."""
        for number, words in [(self.stands(words), words) for words in messages]:
            self.hears(Said(kind=Kind.WORDS, words=words, message=number))
        return self

    def does(self, kind: Kind, words: str = "") -> "Chat":
        number = self.stands(words or kind.value)
        return self.hears(Said(kind=kind, words=words, message=number))

    def stands(self, words: str) -> int:
        self.number += 1
        self.screen[self.number] = words
        return self.number

    def presses(self, choice: str, question: str = "") -> "Chat":
        button = Button(question=question or self.question, choice=choice)
        return self.hears(Said(kind=Kind.BUTTON, button=button))

    def hears(self, said: Said) -> "Chat":
        voice = speaker(self.talk.language)
        talk = renewed(self.talk, voice.label)
        question = asked(talk)
        shown = heard_on_screen(talk, said.message, self.at, question.key if question else "")
        self.talk = hear(shown, said, voice.label, self.at)
        return self.speaks()

    def speaks(self) -> "Chat":
        """Do on the screen what the talk wants done there, as the network would."""
        voice = speaker(self.talk.language)
        shown = [one for step in voice.steps(self.talk) for one in self._step(step)]
        numbers = frozenset(item.number for item in self.talk.items)
        self.talk = confirmed(self.talk, Sent(talk=self.talk, numbers=numbers, shown=tuple(shown)))
        return self

    def _step(self, step: object) -> Iterable[Shown]:
        if isinstance(step, Removal):
            for one in step.ids:
                self.screen.pop(one, None)
        if isinstance(step, Message):
            self.number += 1
            self.screen[self.number] = step.words
            self.said.append(step.words)
            self.buttons = {label: data for row in step.buttons for label, data in row}
            at = int(self.at.timestamp())
            yield Shown(id=self.number, at=at, sensitive=step.sensitive, question=step.question)

    @property
    def errands(self) -> list[Errand]:
        return [job.errand for job in self.talk.jobs]

    def without_jobs(self, **changes: object) -> "Chat":
        """Go on as if what the talk asked of the cases were done."""
        self.talk = ask(replace(self.talk, jobs=(), **changes))
        return self.speaks()


KNOWN = Visit(locator="10" * 32, seed="5e" * 32)
