"""What a conversation is made of: questions, options, ends and the script that orders them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

Answers = Mapping[str, str]
"""Question key → understood value; the whole state of a talk. Several choices: joined by commas."""


class Channel(StrEnum):
    SITE = "site"
    TELEGRAM = "telegram"
    PHONE = "phone"
    SMS = "sms"
    MAIL = "mail"


class Kind(StrEnum):
    """How an answer is given."""

    ONE = "one"
    MANY = "many"
    COUNT = "count"
    WORDS = "words"
    CODE = "code"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """A condition: holds when the answer to an earlier question is, or contains, one of `among`."""

    question: str
    among: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        return not set(answers.get(self.question, "").split(",")).isdisjoint(self.among)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice. `says`: text said at once when it is chosen. `counts`: the band it stands for.

    `spoken` replaces `text` on the phone.
    """

    key: str
    text: str
    says: str = ""
    counts: tuple[int, int] = (0, 0)
    spoken: str = ""

    def said(self, channel: Channel) -> str:
        return self.spoken if channel is Channel.PHONE and self.spoken else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A key beside a question's choices on the phone: it leads into another script.

    Who presses it has said that it is safe to talk: its text says so, or the question comes later.
    """

    text: str
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One step. `skip`: what an empty answer means (None: an answer is needed).

    `unless`: not asked while one of these holds, because it can wait; an answer given anyway stays.
    `spoken` replaces `text` on the phone; `channels` empty means every channel; `sensitive`
    answers are removed from the person's screen as soon as they are understood. `ways` are offered
    on the phone alone, by the keys after those of the options.
    """

    key: str
    text: str
    kind: Kind = Kind.ONE
    options: tuple[Option, ...] = ()
    when: tuple[If, ...] = ()
    unless: tuple[If, ...] = ()
    hint: str = ""
    spoken: str = ""
    sensitive: bool = False
    skip: str | None = None
    channels: tuple[Channel, ...] = ()
    ways: tuple[Way, ...] = ()

    def applies(self, answers: Answers) -> bool:
        return all(condition.holds(answers) for condition in self.when)

    def waits(self, answers: Answers) -> bool:
        return any(condition.holds(answers) for condition in self.unless)

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    def said(self, channel: Channel) -> str:
        return self.spoken if channel is Channel.PHONE and self.spoken else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a talk ends: what is said, and whether what was answered is handed in."""

    key: str
    texts: tuple[str, ...]
    when: tuple[If, ...] = ()
    spoken: tuple[str, ...] = ()
    hands_in: bool = False

    def applies(self, answers: Answers) -> bool:
        return all(condition.holds(answers) for condition in self.when)

    def said(self, channel: Channel) -> tuple[str, ...]:
        return self.spoken if channel is Channel.PHONE and self.spoken else self.texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A conversation. `stops` end it as soon as they apply; `ends` when no question is left."""

    key: str
    questions: tuple[Question, ...]
    ends: tuple[End, ...]
    stops: tuple[End, ...] = ()
    hello: tuple[tuple[Channel, str], ...] = ()

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise ValueError(f"script {self.key}: " + "; ".join(faults))

    @property
    def digest(self) -> str:
        """Names this exact version, so that a running talk finds its own script again."""
        canonical = json.dumps(asdict(self), ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def greeting(self, channel: Channel) -> str:
        return dict(self.hello).get(channel, "")


def on_channel(script: Script, channel: Channel) -> Script:
    """Return the script as this channel speaks it: questions meant for others are left out."""
    kept = tuple(q for q in script.questions if not q.channels or channel in q.channels)
    return replace(script, questions=kept)


def text_keys(script: Script) -> frozenset[str]:
    """Name every text a person can meet in the script."""
    keys = {text for _, text in script.hello}
    for question in script.questions:
        keys |= {question.text, question.hint, question.spoken}
        for option in question.options:
            keys |= {option.text, option.says, option.spoken}
        keys |= {way.text for way in question.ways}
    for end in (*script.stops, *script.ends):
        keys |= {*end.texts, *end.spoken}
    return frozenset(keys - {""})


def _faults(script: Script) -> Iterator[str]:
    earlier: dict[str, Question] = {}
    for question in script.questions:
        if question.key in earlier:
            yield f"{question.key} is asked twice"
        yield from _loose(question.key, (*question.when, *question.unless), earlier)
        keys = len(question.options) + len(question.ways)
        if question.kind in {Kind.ONE, Kind.MANY} and not 1 < keys <= 9:  # noqa: PLR2004 - a keypad has nine
            yield f"{question.key} does not fit a keypad"
        earlier[question.key] = question
    for end in (*script.stops, *script.ends):
        yield from _loose(end.key, end.when, earlier)
    if not script.ends or script.ends[-1].when:
        yield "the last end must always apply"


def _loose(owner: str, when: Iterable[If], earlier: Mapping[str, Question]) -> Iterator[str]:
    for condition in when:
        asked = earlier.get(condition.question)
        if asked is None:
            yield f"{owner} depends on {condition.question}, which is not asked before"
        elif not set(condition.among) <= {option.key for option in asked.options}:
            yield f"{owner} depends on an answer that {asked.key} does not offer"
