"""The line's work on its databases, in rounds: what several calls wait for is stored together.

What is said is kept after each step, so that a process that is killed picks its calls up again.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError

from safeconduct.cases.arrivals import Gathered
from safeconduct.cases.doors import panic_state
from safeconduct.domain.answering import Mode, People
from safeconduct.domain.call_backs import CameOf
from safeconduct.phone.answering import worded
from safeconduct.phone.happened import BACK
from safeconduct.phone.keypad import THIS_NUMBER, WHOLE, Did, Heard, came, hear, tried
from safeconduct.phone.node import Node
from safeconduct.phone.recorded import any_voice
from safeconduct.phone.shortening import Shortening
from safeconduct.phone.sounds import by_language, chosen_by_key, every_sound, languages_asked
from safeconduct.phone.speaker import Ask, How, Speaker, Step, how, name_of_call
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.numbers import plain_number
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks import bots, call_backs, keeping
from safeconduct.talks.bots import Standing
from safeconduct.talks.call_backs import Taken
from safeconduct.talks.carrying_out import Errands
from safeconduct.talks.couriers import Courier
from safeconduct.talks.files import Fetched, HandingIn
from safeconduct.talks.hearing import left
from safeconduct.talks.saying import Sent, confirmed
from safeconduct.talks.talk import Brought, Do, Talk
from safeconduct.talks.walking import ask, asked, renewed

BATCH = 100
ON_DUTY = Mode(people=People.ON_DUTY)
logger = logging.getLogger("safeconduct.phone")


class Closed(Exception):
    """The panic key closed the doors: nothing is heard until two people open them again."""


class Broken(Exception):
    """An errand of one talk broke; it is stored, and tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one call waits for: its talk stored and its errands done, or a voice of it handed in."""

    talk: Talk = field(repr=False)
    voice: Fetched | None = field(default=None, repr=False)

    @property
    def undone(self) -> bool:
        return bool(self.talk.jobs or self.voice)


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
        return chosen_by_key(self.speakers)

    def begun(self, call: str, dialled: str, at: datetime, *, script: str = WHOLE) -> Talk:
        """Begin a call's talk. Its address is the call, never the number it comes from."""
        where = self.node.address(call)
        talk = keeping.new_talk(self.courier.channel, where, self.default_language, at)
        known = self.numbers.get(plain_number(dialled), "")
        language = known if known in self.languages else ""
        return came(talk, self.languages, script=script, language=language)

    def turned(
        self, talk: Talk, said: Sequence[int], heard: Heard, at: datetime, *, script: str = WHOLE
    ) -> Talk:
        """Return the talk after some of it was said and something was heard; not stored yet.

        `script`: which first contact a call begins that has just chosen its language.
        """
        label = self.speaker(talk.language).label
        told = renewed(confirmed(talk, Sent(talk=talk, numbers=frozenset(said))), label)
        return hear(replace(told, heard_at=at), heard, self.languages, label, script=script)

    def adopted(self, talk: Talk, voice: str, at: datetime) -> Talk:
        """Return a talk with a voice that nobody fetched, as when our process was killed."""
        question = asked(talk)
        if question is None or how(question) is not How.VOICE:
            return talk
        if any(brought.number == voice for brought in talk.files):
            return talk
        return self.turned(talk, until_asked(talk), Heard(did=Did.SPOKE, voice=voice), at)

    def round(self, several: Sequence[Due], at: datetime) -> list[Talk | Broken]:
        """Store talks, do what they wait for, and store them again: each for all together.

        Once this returns everything is on disk, and may be told to callers. Each talk is there
        once. Raises Closed, and django.db.Error: then all of it may be done again.
        """
        refuse_while_closed()
        self._keep([due.talk for due in several if not due.voice], at)
        gathered = Gathered()
        done = [self._done(due, gathered, at) for due in several]
        gathered.store_all()
        after = [talk for talk, due in zip(done, several, strict=True) if due.undone]
        self._keep([talk for talk in after if isinstance(talk, Talk)], at)
        return done

    def ended(self, talk: Talk) -> Talk:
        """Hand in what a call said before it ended; the talk goes when its voices are in."""
        return left(talk)

    def ended_unseen(self, talk: Talk) -> Talk:
        """Do the same for a call whose end nobody saw: it may have been speaking just then.

        The talk waits until the switch has said whether something was recorded.
        """
        question = None if talk.gone else asked(talk)
        if question is None or how(question) is not How.VOICE:
            return left(talk)
        return left(talk).bringing(any_voice(name_of_call(talk)), "", 0)

    def talk_at(self, call: str, at: datetime) -> Talk | None:
        """Return the living talk of a call that an earlier process conducted."""
        where = self.node.address(call)
        return keeping.talks_at([where], self.courier, at).get(where)

    def mark(self, number: str) -> bytes:
        """Return the keyed hash by which an abusive number is known; nothing of a hidden one."""
        return self.courier.hash_of(f"number {number}") if number else b""

    def silent_mark(self, number: str) -> bytes:
        """Return another, by which it is known that a number called in silence."""
        return self.courier.hash_of(f"silent {number}") if number else b""

    def alive(self, standing: Standing, at: datetime) -> None:
        """Say that this process lives, and whether its switch answers."""
        bots.note(self.node.name, self.courier.channel, standing, at, address=self.node.sip)

    def taken(self, identity: UUID, at: datetime) -> Taken | None:
        """Take a try to call somebody back; None where it is not to be made, or not any more."""
        found = call_backs.take(identity, self.courier, self.bundle.reply_keys, at)
        if found and panic_state():
            call_backs.came(identity, CameOf.NOT_DIALLED)
            return None
        return found

    def name_back(self, identity: UUID) -> str:
        """Name a call that we make as the switch names those that come: by its node first."""
        return f"{self.node.name}{BACK}{identity.hex}"

    def elsewhere(self, at: datetime) -> frozenset[str]:
        """Return the other nodes that live, by their names: their calls are theirs to end."""
        return bots.heard_of(self.courier.channel, at) - {self.node.name}

    def neighbours(self, at: datetime) -> dict[str, str]:
        """Return where the other living nodes are reached, by their names; a lone one has none."""
        if not self.node.sip:
            return {}
        found = bots.addresses(self.courier.channel, at)
        return {name: address for name, address in found.items() if name != self.node.name}

    def waiting(self, at: datetime, known: Collection[UUID] = ()) -> list[Talk]:
        """Return talks that an earlier process or a fault left here, or a node that is silent.

        `known`: those of calls that are conducted.
        """
        living = bots.heard_of(self.courier.channel, at)
        return keeping.waiting_talks(
            self.courier,
            most=BATCH,
            ours=lambda talk: talk.id not in known and self.node.ends(talk, living),
        )

    def awaited(self) -> frozenset[str]:
        """Return the voices on this switch that talks wait for, by their names there."""
        waiting = keeping.waiting_talks(
            self.courier, most=None, ours=lambda talk: bool(self.voices(talk))
        )
        return frozenset(brought.number for talk in waiting for brought in talk.files)

    def voices(self, talk: Talk) -> tuple[Brought, ...]:
        """Return a talk's voices that lie on this switch; another node's wait for it there."""
        return talk.files if self.node.has(talk) else ()

    def steps(
        self, talk: Talk, mode: Mode = ON_DUTY, by_people: Collection[str] = ()
    ) -> list[Step]:
        """Return what is to be said now, in the language of the talk and as the line answers."""
        first = next((item for item in talk.items if item.do is Do.LANGUAGES), None)
        if first:
            sounds = tuple(languages_asked(self.speakers))
            return [Ask(number=first.number, sounds=sounds, how=How.KEY, times=1)]
        return self.speaker(talk.language).steps(worded(talk, mode, by_people))

    def every_sound(self) -> Iterator[Spoken]:
        """Yield all that a call can hear, the usual language first."""
        return every_sound(self.speakers, self.default_language, self.courier.channel)

    def sounds_by_language(self) -> dict[str, tuple[Spoken, ...]]:
        """Return all that a call hears in each language, but for the words that say who speaks."""
        return by_language(self.speakers, self.courier.channel)

    def speaker(self, language: str) -> Speaker:
        """Return a language's speaker; where the programme has dropped it, the usual one."""
        return self.speakers.get(language) or self.speakers[self.default_language]

    def _keep(self, talks: Sequence[Talk], at: datetime) -> None:
        if talks:
            with keeping.keeping():
                keeping.keep(talks, self.courier, at)

    def _done(self, due: Due, gathered: Gathered, at: datetime) -> Talk | Broken:
        """Do what one call waits for; what breaks there holds up no other call."""
        try:
            return self._carried_out(due, gathered, at)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("an errand of a call broke; it is tried again")
            return Broken()

    def _carried_out(self, due: Due, gathered: Gathered, at: datetime) -> Talk:
        talk = due.talk
        if due.voice:
            talk = HandingIn(bundle=self.bundle, at=at, store=gathered.add).heard(talk, due.voice)
        while talk.jobs:
            own = Shortening(courier=self.courier, at=at).errands
            doing = Errands(bundle=self.bundle, at=at, store=gathered.add, own=own)
            talk = tried(doing.done(talk))
        return replace(talk, items=()) if talk.gone else talk


def again(talk: Talk) -> Talk:
    """Return a talk of an earlier process, ready to go on: what was asked is asked again.

    What is still to be done asks by itself, once it is done.
    """
    return talk if talk.items or talk.jobs else ask(talk)


def until_asked(talk: Talk) -> list[int]:
    """Return what had been said, by numbers, once a question was asked; that question too."""
    place = next((place for place, item in enumerate(talk.items, 1) if item.do is Do.ASK), 0)
    return [item.number for item in talk.items[:place]]


def unspoken(talk: Talk, steps: Sequence[Step]) -> list[int]:
    """Return items that are not to be heard any more, as a question that was answered meanwhile."""
    spoken = {step.number for step in steps}
    return [item.number for item in talk.items if item.number not in spoken]


def refuse_while_closed() -> None:
    if panic_state():
        raise Closed


def asks_for_number(talk: Talk) -> bool:
    """Say whether the answer that comes now may be the wish to be called on this number."""
    question = asked(talk)
    return question is not None and question.key == THIS_NUMBER
