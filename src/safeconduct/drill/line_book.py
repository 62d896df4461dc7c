"""What a caller recognises of the line's prompts, in their own language, and knows the keys of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from safeconduct.domain.return_digits import GROUPS
from safeconduct.domain.script import Channel, Question
from safeconduct.domain.scripts.brief import BRIEF
from safeconduct.domain.scripts.report import REPORT
from safeconduct.domain.scripts.return_visit import RETURN_VISIT
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.recordings.spoken import Line, Spoken
from safeconduct.programme.texts import Text, texts

KEYS = "123456789"
ASKED: tuple[Question, ...] = (*REPORT.questions, *BRIEF.questions, *RETURN_VISIT.questions)
"""What a caller can be asked; a question that two scripts share stands here twice."""


class Told(StrEnum):
    """What a prompt is to a caller."""

    LANGUAGES = "languages"
    LANGUAGE = "language"
    GREETING = "greeting"
    QUESTION = "question"
    PRESS = "press"
    TONE = "tone"
    GROUP = "group"
    DIGIT = "digit"
    WRITTEN = "written"
    WHOLE = "whole"
    ANSWER = "answer"
    ANSWERED = "answered"
    UNKNOWN_CODE = "unknown code"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt as a caller takes it: `what` is asked, offered or said, `key` leads there."""

    told: Told
    what: str = ""
    key: str = ""


PHRASES: Mapping[str, Told] = {
    "phone.begin": Told.GREETING,
    "phone.begin.nobody": Told.GREETING,
    "phone.begin.recorded": Told.GREETING,
    "phone.begin.nobody.recorded": Told.GREETING,
    "phone.code.next": Told.WRITTEN,
    "phone.code.end": Told.WHOLE,
    "phone.code.end.last": Told.WHOLE,
    "phone.answer": Told.ANSWER,
    "phone.answer.again": Told.ANSWERED,
    "site.return.unknown": Told.UNKNOWN_CODE,
    "phone.sorry": Told.BROKEN,
}


@dataclass(frozen=True, slots=True)
class LineBook:
    """One language's words and the prompts that say them; a prompt's name is their digest."""

    texts: Mapping[str, Text] = field(repr=False)
    prompts: Mapping[str, Prompt] = field(repr=False)

    def heard(self, name: str) -> Prompt | None:
        """Return what a prompt of that name tells, None where it asks nothing of a caller."""
        return self.prompts.get(name)

    def label(self, question: str, choice: str) -> str:
        """Return what is said of a choice, "" where a question has no such choice."""
        options = (one.option(choice) for one in ASKED if one.key == question)
        option = next((one for one in options if one), None)
        return self.texts[option.said(Channel.PHONE)].words if option else ""

    def words(self, key: str) -> str:
        return self.texts[key].words

    @property
    def voice(self) -> str:
        """The language in which answers of staff are read aloud."""
        return self.texts["phone.answer"].language


@cache
def line_book(language: str) -> LineBook:
    found = texts(language)
    tone = {"tone": Prompt(told=Told.TONE)}
    others = {
        _name(texts(other)["phone.language"], digit=key): Prompt(told=Told.LANGUAGES)
        for other in WRITTEN
        for key in KEYS
    }
    return LineBook(found, {**others, **dict(_prompts(found)), **tone})


def _prompts(found: Mapping[str, Text]) -> Iterator[tuple[str, Prompt]]:
    for key, told in PHRASES.items():
        yield _name(found[key]), Prompt(told=told)
    for digit in range(10):
        yield _name(found[f"phone.digit.{digit}"]), Prompt(told=Told.DIGIT, key=str(digit))
    for place in range(1, GROUPS + 1):
        name = _name(found["phone.code.group"], place=str(place))
        yield name, Prompt(told=Told.GROUP, what=str(place))
    for key in KEYS:
        yield _name(found["phone.language"], digit=key), Prompt(told=Told.LANGUAGE, key=key)
    for question in ASKED:
        asked = found[question.said(Channel.PHONE)]
        yield _name(asked), Prompt(told=Told.QUESTION, what=question.key)
    for label in {found[key].words for key in _labels()}:
        for key in KEYS:
            name = _name(found["voice.press"], label=label, digit=key)
            yield name, Prompt(told=Told.PRESS, what=label, key=key)


def _labels() -> Iterator[str]:
    for question in ASKED:
        yield from (option.said(Channel.PHONE) for option in question.options)
        yield from (way.text for way in question.ways)


def _name(text: Text, **facts: str) -> str:
    words = text.fill(**facts) if facts else text.words
    return Spoken(language=text.language, lines=(Line(words=words),)).digest
