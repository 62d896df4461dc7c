"""One call in memory or on real databases: keys are pressed, and what is said comes as words."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from safeconduct.cases.promises import facts
from safeconduct.phone.applying import Due, Worker
from safeconduct.phone.keypad import Did, Heard, came, hear
from safeconduct.phone.node import Node
from safeconduct.phone.speaker import Aloud, Ask, How, Say, Sounds, Speaker, Spell, Step, Wait
from safeconduct.programme.current import current_bundle
from safeconduct.programme.line_rules import LineRules
from safeconduct.programme.texts import texts
from safeconduct.talks.couriers import Courier
from safeconduct.talks.files import Fetched
from safeconduct.talks.saying import Sent, confirmed
from safeconduct.talks.talk import Do, Talk
from tests.front.programme import deployment
from tests.making import NOON
from tests.talks.chat import a_talk

LANGUAGES = ("ru", "uk", "en")
DAY_AND_NIGHT = LineRules()


def speaker(language: str = "en", line: LineRules = DAY_AND_NIGHT) -> Speaker:
    words = texts(language)
    promised = facts(replace(deployment(LANGUAGES), line=line), language, words)
    return Speaker(language=language, texts=words, facts=promised)


def words_of(sounds: Sounds) -> list[str]:
    return [line.words for sound in sounds for line in sound.lines]


def all_words(steps: list[Step]) -> list[str]:
    said = []
    for step in steps:
        if isinstance(step, Say | Ask):
            said += words_of(step.sounds)
        elif isinstance(step, Wait):
            said += words_of(step.before)
        elif isinstance(step, Aloud):
            said += words_of((*step.before, *step.pieces, *step.after))
        else:
            said += words_of(step.before)
            said += [word for group in step.groups for word in words_of(group)]
            said += words_of(step.after)
    return said


class Caller:
    """A caller without a line: `said` is what the last turn said; `how` is how it is answered."""

    def __init__(self, first: str = "3", usual: str = "en", script: str = "report") -> None:
        fresh = a_talk(channel="phone", address="line/1", language=usual)
        self.script = script
        self.talk: Talk = came(fresh, LANGUAGES, script=script)
        self.said: list[str] = []
        self.how: How | None = None
        self._says()
        self.keys(first)

    def keys(self, *pressed: str) -> "Caller":
        for keys in pressed:
            self.does(Heard(did=Did.ENTERED, keys=keys))
        return self

    def speaks(self, name: str = "1-voice") -> "Caller":
        return self.does(Heard(did=Did.SPOKE, voice=name))

    def does(self, heard: Heard) -> "Caller":
        self.talk = hear(self.talk, heard, LANGUAGES, label, script=self.script)
        self._says()
        return self

    def _says(self) -> None:
        asks = [item for item in self.talk.items if item.do is Do.LANGUAGES]
        steps = speaker(self.talk.language).steps(self.talk)
        self.said = all_words(steps)
        self.how = next((step.how for step in steps if isinstance(step, Ask)), None)
        self.how = How.KEY if asks else self.how
        numbers = frozenset(item.number for item in self.talk.items)
        self.talk = confirmed(self.talk, Sent(talk=self.talk, numbers=numbers))


def label(key: str) -> str:
    return speaker().label(key)


def a_worker(node: str = "north") -> Worker:
    """Return what `safeconduct phone` works with; its day keys lie in the test's own home."""
    return Worker(
        courier=Courier("phone", settings.HOME),
        node=Node(name=node),
        bundle=current_bundle(),
        speakers={tag: speaker(tag) for tag in LANGUAGES},
        default_language="ru",
        numbers={"380800000000": "uk", "79000000000": "en"},
    )


@dataclass(slots=True)
class Call:
    """A call on real databases; `spelled` are the digits of the code that it was told."""

    at: datetime = NOON
    id: str = "1.1"
    dialled: str = ""
    worker: Worker = field(default_factory=a_worker)
    talk: Talk | None = None
    spelled: str = ""

    def begins(self) -> "Call":
        self.worker.courier.begin_day(self.at)
        self.talk = self.kept(self.worker.begun(self.id, self.dialled, self.at))
        return self if self.dialled else self.keys("3")

    def keys(self, *pressed: str) -> "Call":
        for keys in pressed:
            self.does(Heard(did=Did.ENTERED, keys=keys))
        return self

    def hears(self) -> list[str]:
        """Return the words that are to be said now."""
        return all_words(self.worker.steps(self.talk))

    def does(self, heard: Heard) -> "Call":
        said = []
        for step in self.worker.steps(self.talk):
            said.append(step.number)
            if isinstance(step, Spell) and not step.short:
                names = {f"phone.digit.{digit}": digit for digit in map(str, range(10))}
                spoken = {speaker().words(key): digit for key, digit in names.items()}
                heard_digits = [spoken[w] for group in step.groups for w in words_of(group)[1:]]
                self.spelled = "".join(heard_digits)
        self.talk = self.kept(self.worker.turned(self.talk, said, heard, self.at))
        return self

    def speaks(self, content: bytes, name: str = "1.1-voice") -> "Call":
        self.does(Heard(did=Did.SPOKE, voice=name))
        return self.fetched(content)

    def fetched(self, content: bytes) -> "Call":
        for brought in self.talk.files:
            voice = Fetched(talk=self.talk.id, file=brought.id, content=content)
            self.talk = self.kept(self.talk, voice)
        return self

    def hangs_up(self) -> "Call":
        self.talk = self.kept(self.worker.ended(self.talk))
        return self

    def kept(self, talk: Talk, voice: Fetched | None = None) -> Talk:
        (talk,) = self.worker.round([Due(talk=talk, voice=voice)], self.at)
        return talk
