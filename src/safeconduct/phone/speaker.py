"""Turn what a talk has to say into recordings, and what it asks into a way of listening."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from safeconduct.domain import return_code, short_number
from safeconduct.domain.answering import DAY_HOURS
from safeconduct.domain.dialogue import Channel, Kind, Question, Script
from safeconduct.domain.return_code import ReturnCode
from safeconduct.domain.return_digits import GROUPS
from safeconduct.domain.scripts.report import claimed_signs
from safeconduct.domain.scripts.short_number import SHORT_NUMBER
from safeconduct.domain.urgency import written
from safeconduct.domain.waiting import MINUTES_SAID
from safeconduct.phone.aloud import pieces
from safeconduct.programme.recordings.spoken import Line, Spoken
from safeconduct.programme.texts import Text
from safeconduct.talks.calls import Asked
from safeconduct.talks.talk import Do, Item, Talk
from safeconduct.talks.walking import script_of

ENTERED: Mapping[Kind, str] = {
    Kind.MANY: "voice.many",
    Kind.COUNT: "voice.count",
    Kind.NUMBER: "voice.digits",
}
"""How an answer that is more than one key is entered."""

PHRASES = (
    "phone.begin", "phone.code", "phone.code.next", "phone.code.end", "phone.code.end.last",
    "phone.code.right", "phone.code.wrong", "phone.code.lost", "phone.no_person",
    "phone.no_person.offer", "phone.answer", "phone.answer.again", "phone.number_hidden",
    "site.return.unknown", "site.return.nothing", "phone.silence", "phone.silent_end",
    "phone.sorry", "talk.unclear.not_an_option", "talk.unclear.empty",
    "talk.unclear.not_a_number", "phone.wait.begin", "phone.wait.long", "phone.dropped",
    "phone.talked_end", "phone.back", "phone.back.wrong", "phone.begin.nobody", "phone.instead",
    "phone.begin.recorded", "phone.begin.nobody.recorded", "phone.crisis.person",
    "phone.short", "phone.short.next", "phone.short.end", "phone.short.end.last",
    "phone.short.found", "phone.short.unknown", "phone.short.no_person",
)  # fmt: skip
"""What is said beside a script."""
DIGITS, STATUS = "0123456789", "status."
TIMES_SHORT = 6
"""So often a short number is said: who keeps it in mind hears it more often than who writes."""
MOST_PLACES = 20
"""The last place in the queue that is said as a number."""

Sounds = tuple[Spoken, ...]


class How(StrEnum):
    """How an answer is given: one key, several keys and the hash key, a voice, a return code."""

    KEY = "key"
    KEYS = "keys"
    VOICE = "voice"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Something that is said and asks nothing."""

    number: int
    sounds: Sounds = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question: said, then listened for in its own way; in silence said so many `times`."""

    number: int
    sounds: Sounds = field(repr=False)
    how: How
    times: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A code: said group by group, each until `confirm` is answered, so many `times` at most.

    `short`: a short number, which is said as a whole; a code can be had as one.
    """

    number: int
    before: Sounds = field(repr=False)
    groups: tuple[Sounds, ...] = field(repr=False)
    confirm: Sounds = field(repr=False)
    after: Sounds = field(repr=False)
    times: int = 3
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A wish for a person: the caller waits, and talks with them; `code` is told meanwhile.

    `before` is said first, but the place in the queue is theirs already.
    """

    number: int
    asked: Asked
    before: Sounds = field(default=(), repr=False)
    code: Spell | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloud:
    """What staff wrote: read by a machine, and again as long as star is pressed."""

    number: int
    before: Sounds = field(repr=False)
    pieces: Sounds = field(repr=False)
    after: Sounds = field(repr=False)


Step = Say | Ask | Spell | Wait | Aloud


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One language's words; `facts` are what the programme promises in them.

    `known`: what was said already, by the name of its place and what was filled in there.
    """

    language: str
    texts: Mapping[str, Text] = field(repr=False)
    facts: Mapping[str, str]
    known: dict[str, Spoken] = field(default_factory=dict, repr=False, compare=False)

    def steps(self, talk: Talk) -> list[Step]:
        """Return what is to be done for the items of a talk, in their order."""
        return [
            step
            for item in talk.items
            if item.do in SPOKEN
            for step in SPOKEN[item.do](self, talk, item)
        ]

    def said(self, _talk: Talk, item: Item) -> Iterator[Step]:
        yield Say(number=item.number, sounds=self.sounds(item.key, **dict(item.facts)))

    def asked(self, talk: Talk, item: Item) -> Iterator[Step]:
        question = script_of(talk).question(item.key) if talk.script else None
        if question:
            sounds = self.asks(question)
            yield Ask(number=item.number, sounds=sounds, how=how(question))

    def read(self, _talk: Talk, item: Item) -> Iterator[Step]:
        before = self.sounds("phone.answer")
        yield Aloud(
            number=item.number,
            before=before,
            pieces=pieces(item.words, before[0].language),
            after=self.sounds("phone.answer.again"),
        )

    def spelled(self, talk: Talk, item: Item) -> Iterator[Step]:
        groups = return_code.digits(ReturnCode(bytes.fromhex(item.words)))
        yield Spell(
            number=item.number,
            before=self.sounds("phone.code"),
            groups=tuple(self._group(place, six) for place, six in enumerate(groups, start=1)),
            confirm=self.sounds("phone.code.next"),
            after=self.sounds("phone.code.end" if _asks(talk) else "phone.code.end.last"),
        )

    def shortened(self, talk: Talk, item: Item) -> Iterator[Step]:
        groups = enumerate(short_number.groups(item.words), start=1)
        whole = tuple(sound for place, few in groups for sound in self._group(place, few))
        yield Spell(
            number=item.number,
            before=self.sounds("phone.short"),
            groups=(whole,),
            confirm=self.sounds("phone.short.next"),
            after=self.sounds("phone.short.end" if _asks(talk) else "phone.short.end.last"),
            times=TIMES_SHORT,
            short=True,
        )

    def code(self, talk: Talk) -> Spell | None:
        """Return how the code, or the short number in its place, is still to be told."""
        steps = (
            step
            for item in talk.items
            if item.do in TELLS
            for step in TELLS[item.do](self, talk, item)
        )
        return next((step for step in steps if isinstance(step, Spell)), None)

    def waited(self, talk: Talk, item: Item) -> Iterator[Step]:
        arrival = arrival_of(talk)
        asked = Asked(
            call=name_of_call(talk),
            language=talk.language,
            urgent=written(claimed_signs(talk.answers)),
            arrival=UUID(hex=arrival) if arrival else None,
            by_short_number=talk.script == SHORT_NUMBER.key,
        )
        yield Wait(number=item.number, asked=asked, code=self.code(talk))

    def waiting(self, place: int, minutes: int | None) -> Sounds:
        """Return what a waiting caller hears: what cannot wait first, then their place and time."""
        told = self.sounds("phone.wait.place", place=str(place)) if place <= MOST_PLACES else ()
        said = self.sounds("phone.wait.danger") + (told or self.sounds("phone.wait.many"))
        if minutes is not None:
            key = "phone.wait.minutes" if minutes else "phone.wait.longer"
            said += self.sounds(key, minutes=str(minutes)) if minutes else self.sounds(key)
        return (*said, *self.sounds("phone.wait.keys"))

    def _group(self, place: int, six: str) -> Sounds:
        digits = (self.sound(f"phone.digit.{digit}") for digit in six)
        return (self.sound("phone.code.group", place=str(place)), *digits)

    def asks(self, question: Question) -> Sounds:
        """Return a question as it is said: its words, then each key that answers it."""
        return tuple(self._question(question))

    def _question(self, question: Question) -> Iterator[Spoken]:
        yield self.sound(question.said(Channel.PHONE))
        if question.kind is Kind.WORDS:
            yield self.sound("voice.speak" if question.skip is None else "voice.speak_or_skip")
        if question.kind in {Kind.ONE, Kind.MANY}:
            labels = [option.said(Channel.PHONE) for option in question.options]
            labels += [way.text for way in question.ways]
            for place, label in enumerate(labels, start=1):
                press = self.sound("voice.press", label=self.words(label), digit=str(place))
                yield replace(press, name=f"{label} {place}")
        if question.kind in ENTERED:
            yield self.sound(ENTERED[question.kind])

    def every(self, script: Script) -> Iterator[Spoken]:
        """Yield all that a call can hear of a script, so that it can be made beforehand."""
        statuses = (key for key in self.texts if key.startswith(STATUS))
        for key in (script.greeting(Channel.PHONE), *PHRASES, *statuses):
            yield from self.sounds(key)
        for question in script.questions:
            yield from self._question(question)
            yield from (self.sound(option.says) for option in question.options if option.says)
        for end in (*script.stops, *script.ends):
            yield from (self.sound(key) for key in end.said(Channel.PHONE))
        for place in range(1, GROUPS + 1):
            yield from self._group(place, DIGITS)
        for place in range(1, MOST_PLACES + 2):
            yield from self.waiting(place, None)
        yield from self._hours()
        for minutes in (*MINUTES_SAID, 0):
            yield from self.waiting(1, minutes)

    def _hours(self) -> Iterator[Spoken]:
        """Yield when people answer again; of who answers day and night nobody has to record it."""
        if not self.facts["opens"]:
            return
        yield self.sound("phone.hours.opens")
        for hours in range(1, DAY_HOURS + 1):
            yield self.sound("phone.hours.left", hours=str(hours))

    def sounds(self, key: str, **facts: str) -> Sounds:
        return (self.sound(key, **facts),) if key else ()

    def sound(self, key: str, **facts: str) -> Spoken:
        """Return what is said under a key, in the language in which it is written."""
        name = " ".join((key, *facts.values()))
        if name not in self.known:
            line = Line(words=self.words(key, **facts))
            language = self.texts[key].language
            self.known[name] = Spoken(language=language, lines=(line,), name=name)
        return self.known[name]

    def words(self, key: str, **facts: str) -> str:
        return self.texts[key].fill(**{**self.facts, **facts})

    def label(self, key: str) -> str:
        return self.texts[key].words


TELLS = {Do.CODE: Speaker.spelled, Do.SHORT: Speaker.shortened}
SPOKEN = {
    **TELLS,
    Do.SAY: Speaker.said,
    Do.ASK: Speaker.asked,
    Do.WAIT: Speaker.waited,
    Do.WORDS: Speaker.read,
}


def name_of_call(talk: Talk) -> str:
    """Return the switch's own name of the call that a talk is held on."""
    return talk.address.rpartition("/")[2]


def arrival_of(talk: Talk) -> str:
    """Return the arrival that opened the case of a talk; nothing where it has none."""
    if talk.tie:
        return talk.tie.arrival
    return talk.visit.arrival if talk.visit else ""


def _asks(talk: Talk) -> bool:
    return any(item.do is Do.ASK for item in talk.items)


def how(question: Question) -> How:
    if question.kind is Kind.CODE:
        return How.CODE
    if question.kind is Kind.WORDS:
        return How.VOICE
    return How.KEYS if question.kind in ENTERED else How.KEY
