"""The line's work on its databases: begin a call's talk, hear it, hand in; runs in one thread.

What is said is kept after each step, so that a process that is killed picks its calls up again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from safeconduct.cases.doors import panic_state
from safeconduct.phone.keypad import THIS_NUMBER, Did, Heard, came, hear, tried
from safeconduct.phone.node import Node
from safeconduct.phone.speaker import Ask, How, Speaker, Step, how
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.numbers import plain_number
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks import bots, keeping
from safeconduct.talks.bots import Standing
from safeconduct.talks.carrying_out import Errands
from safeconduct.talks.couriers import Courier
from safeconduct.talks.files import Fetched, HandingIn
from safeconduct.talks.hearing import left
from safeconduct.talks.saying import Sent, confirmed
from safeconduct.talks.talk import Brought, Do, Talk
from safeconduct.talks.walking import ask, asked, renewed, spoken

BATCH = 100
SCRIPTS_BY_PHONE = ("report", "return_visit", "callback")
"""What a call can come to, by its keys."""


class Closed(Exception):
    """The panic key closed the doors: nothing is heard until two people open them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """The line's side of the databases: its courier, the keys it seals to, its words.

    `node`: whose calls it conducts, where several switches serve one programme.
    `numbers`: the language in which a call to one of our numbers begins.
    """

    courier: Courier
    node: Node
    bundle: Bundle
    speakers: Mapping[str, Speaker] = field(repr=False)
    default_language: str
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return what can be chosen by a key: the languages that are written."""
        return tuple(tag for tag in self.speakers if tag in WRITTEN)

    def begin(self, call: str, dialled: str, at: datetime) -> Talk:
        """Begin a call's talk. Its address is the call, never the number it comes from."""
        refuse_while_closed()
        where = self.node.address(call)
        talk = keeping.new_talk(self.courier.channel, where, self.default_language, at)
        known = self.numbers.get(plain_number(dialled), "")
        language = known if known in self.languages else ""
        label = self.speaker(language or talk.language).label
        return self._kept(came(talk, self.languages, label, language=language), at)

    def again(self, call: str, at: datetime) -> Talk | None:
        """Return the talk of a call that an earlier process conducted, ready to go on."""
        where = self.node.address(call)
        talk = keeping.talks_at([where], self.courier, at).get(where)
        if talk is None or talk.gone:
            return None
        talk = self._kept(talk, at)
        return talk if talk.items else ask(talk)

    def adopt(self, voice: str, call: str, at: datetime) -> Talk | None:
        """Return a call's talk with a voice that nobody fetched, as when our process was killed."""
        where = self.node.address(call)
        talk = keeping.talks_at([where], self.courier, at).get(where)
        question = asked(talk) if talk else None
        if talk is None or question is None or how(question) is not How.VOICE:
            return talk
        if any(brought.number == voice for brought in talk.files):
            return talk
        return self.turn(talk, (), Heard(did=Did.SPOKE, voice=voice), at)

    def turn(self, talk: Talk, said: Sequence[int], heard: Heard, at: datetime) -> Talk:
        """Return the talk after some of it was said and something was heard; all is stored."""
        refuse_while_closed()
        label = self.speaker(talk.language).label
        told = renewed(confirmed(talk, Sent(talk=talk, numbers=frozenset(said))), label)
        after = hear(replace(told, heard_at=at), heard, self.languages, label)
        return self._kept(after, at)

    def hand_in(self, talk: Talk, voice: Fetched, at: datetime) -> Talk:
        """Hand in a voice that was fetched from the switch; once this returns it is stored."""
        after = HandingIn(bundle=self.bundle, at=at).heard(talk, voice)
        return self._kept(after, at)

    def end(self, talk: Talk, at: datetime) -> Talk:
        """Hand in what a call said before it ended; the talk goes when its voices are in."""
        return self._kept(left(talk), at)

    def alive(self, standing: Standing, at: datetime) -> None:
        """Say that this process lives, and whether its switch answers."""
        bots.note(self.node.name, self.courier.channel, standing, at)

    def elsewhere(self, at: datetime) -> tuple[str, ...]:
        """Return how the names of calls begin that are up on other nodes, as far as they live."""
        living = bots.heard_of(self.courier.channel, at) - {self.node.name}
        return tuple(f"{name}-" for name in living)

    def waiting(self, at: datetime) -> list[Talk]:
        """Return talks that an earlier process or a fault left here, or a node that is silent."""
        living = bots.heard_of(self.courier.channel, at)
        return keeping.waiting_talks(
            self.courier, most=BATCH, ours=lambda talk: self.node.ends(talk, living)
        )

    def voices(self, talk: Talk) -> tuple[Brought, ...]:
        """Return a talk's voices that lie on this switch; another node's wait for it there."""
        return talk.files if self.node.has(talk) else ()

    def steps(self, talk: Talk) -> list[Step]:
        """Return what is to be said now, in the language of the talk."""
        first = next((item for item in talk.items if item.do is Do.LANGUAGES), None)
        if first:
            sounds = tuple(self._languages())
            return [Ask(number=first.number, sounds=sounds, how=How.KEY, times=1)]
        return self.speaker(talk.language).steps(talk)

    def every_sound(self) -> Iterator[Spoken]:
        """Yield all that a call can hear, the usual language first."""
        yield from self._languages()
        for tag in sorted(self.languages, key=lambda tag: tag != self.default_language):
            for script in SCRIPTS_BY_PHONE:
                yield from self.speaker(tag).every(spoken(script, self.courier.channel))

    def _languages(self) -> Iterator[Spoken]:
        for place, tag in enumerate(self.languages, start=1):
            yield self.speakers[tag].sound("phone.language", digit=str(place))

    def speaker(self, language: str) -> Speaker:
        """Return a language's speaker; where the programme has dropped it, the usual one."""
        return self.speakers.get(language) or self.speakers[self.default_language]

    def _kept(self, talk: Talk, at: datetime) -> Talk:
        """Store a talk before its jobs are done, and again after; closed doors keep nothing."""
        refuse_while_closed()
        self._keep(talk, at)
        if not talk.jobs:
            return talk
        done = tried(self._carried_out(talk, at))
        return self._kept(done, at)

    def _keep(self, talk: Talk, at: datetime) -> None:
        with keeping.keeping():
            keeping.keep([talk], self.courier, at)

    def _carried_out(self, talk: Talk, at: datetime) -> Talk:
        done = Errands(bundle=self.bundle, at=at).done(talk)
        return replace(done, items=()) if done.gone else done


def refuse_while_closed() -> None:
    if panic_state():
        raise Closed


def asks_for_number(talk: Talk) -> bool:
    """Say whether the answer that comes now may be the wish to be called on this number."""
    question = asked(talk)
    return question is not None and question.key == THIS_NUMBER
