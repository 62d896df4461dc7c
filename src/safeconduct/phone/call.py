"""One call on the switch: take its steps one by one, and hear the answer in the way that each asks.

What plays and which key stops it is `playing`'s.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from safeconduct.domain.scripts.report import claimed_signs
from safeconduct.domain.urgency import Sign
from safeconduct.phone.ari import END_KEY, REPEAT, Gone
from safeconduct.phone.entering import enter_code
from safeconduct.phone.happened import Kind
from safeconduct.phone.keypad import PERSON, Did, Heard
from safeconduct.phone.playing import HungUp, Playing
from safeconduct.phone.recorded import is_empty, voice_name
from safeconduct.phone.speaker import Aloud, Ask, How, Say, Sounds, Speaker, Spell, Step, Wait
from safeconduct.phone.spelling import spell
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks.talk import Talk

WISHES_PERSON = Heard(did=Did.WISHES_PERSON)
ANSWER_SECONDS = 8.0
NEXT_KEY_SECONDS = 4.0
VOICE_SECONDS = 200.0
TIMES_SPELLED = 3
# Star says a question again, but no call stays up for star alone.
MOST_TIMES = 12
LEAST_VOICE_SECONDS = 1
"""What is told as so short is looked at: it is rounded up."""

Said = Callable[[Spoken], AbstractAsyncContextManager[Path]]
"""Makes one part of an answer, and removes it once it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of one turn: which items were said, and what the caller did."""

    said: tuple[int, ...]
    heard: Heard


@dataclass(slots=True, kw_only=True)
class Call(Playing):
    """One call that is up: what is said and heard on it, turn by turn.

    `conducted`: the task that conducts it. `talk`: what is known of it, stored or not.
    `drawn`: stores a short number in place of the code; `shortened`: how that is told.
    `kept`: stores a talk, and does its errands, while its caller is in the middle of something.
    `unanswered`: the switch did not answer, and whether the call is over nobody knows.
    `reached`: whether somebody can pick up for who has named these signs.
    `mark`: the keyed hash of the number it comes from, nothing where that is hidden.
    """

    aloud: Said
    tone: Path
    speaker: Speaker
    attend: "Attend"
    reached: "Reached"
    drawn: "Drawn"
    kept: Callable[[Talk], Awaitable[Talk]]
    conducted: asyncio.Task[None] | None = None
    talk: Talk | None = field(default=None, repr=False)
    broken: bool = False
    unanswered: bool = False
    shortened: Spell | None = field(default=None, repr=False)
    mark: bytes = field(default=b"", repr=False)

    def staffed(self) -> bool:
        """Say whether somebody can pick up for this caller."""
        return self.reached(claimed_signs(self.talk.answers) if self.talk else frozenset())

    async def turn(self, steps: Sequence[Step]) -> Turn:
        """Do every step up to a question and hear the answer to it; raises HungUp."""
        said: list[int] = []
        before: Sounds = ()
        self.shortened = None
        for step in steps:
            said.append(step.number)
            if isinstance(step, Ask):
                return Turn(said=tuple(said), heard=await self.ask(before, step))
            if isinstance(step, Wait):
                attended = await self.attend(self, replace(step, before=before))
                return replace(attended, said=(*said, *attended.said))
            if isinstance(step, Say):
                before += step.sounds
                continue
            if isinstance(step, Aloud):
                key = await self._read(replace(step, before=(*before, *step.before)))
                if key == PERSON and self.staffed():
                    return Turn(said=tuple(said), heard=WISHES_PERSON)
            elif not await spell(self, replace(step, before=(*before, *step.before))):
                return Turn(said=(), heard=WISHES_PERSON)
            before = ()
        await self.say(before)
        return Turn(said=tuple(said), heard=Heard(did=Did.NOTHING_ASKED))

    async def ask(self, before: Sounds, step: Ask) -> Heard:
        """Ask as often as the question says; star has it said again, and is no silence."""
        if step.how is How.CODE:
            return await enter_code(self, before + step.sounds)
        sounds, silent = before + step.sounds, 0
        for _ in range(MOST_TIMES):
            key = await self.play(sounds, hash_counts=step.how is not How.KEY)
            if not key and step.how is not How.VOICE:
                key = await self.next_key(ANSWER_SECONDS, passed_over=PASSED_OVER[step.how])
            if key != REPEAT and (key or step.how is How.VOICE):
                heard = await HEARD[step.how](self, key)
                if heard.did is not Did.SILENT:
                    return heard
                key = ""
            silent += not key
            if silent == step.times:
                break
            told = () if key else self.speaker.sounds("phone.silence")
            sounds = (*told, *step.sounds)
        return Heard(did=Did.SILENT)

    async def _key(self, key: str) -> Heard:
        return Heard(did=Did.ENTERED, keys=key)

    async def _keys(self, key: str) -> Heard:
        """Gather keys up to the hash key, a pause or the end of the call; star begins them anew."""
        keys = ""
        with suppress(HungUp):
            while key and key != END_KEY:
                keys = "" if key == REPEAT else keys + key
                key = await self.next_key(NEXT_KEY_SECONDS)
        return Heard(did=Did.ENTERED, keys=keys)

    async def _voice(self, key: str) -> Heard:
        """Record after the tone; the hash key in place of a word skips, zero asks for a person."""
        if key and key in "0#":
            return Heard(did=Did.ENTERED, keys=key.strip(END_KEY))
        await self.play_files([self.tone], stops=frozenset())
        name = voice_name(self.id)
        await self.ari.record(self.id, name)
        if await self._spoken(name):
            return Heard(did=Did.SPOKE, voice=name)
        await self.ari.forget_voice(name)
        return Heard(did=Did.SILENT)

    async def _spoken(self, name: str) -> bool:
        """Say whether something was recorded; who hangs up while speaking has spoken."""
        kinds = {Kind.RECORDED, Kind.NOT_RECORDED}
        try:
            ended = await self.until(kinds, of=name, within=VOICE_SECONDS)
        except HungUp:
            return True
        if ended is None:
            return True
        if ended.kind is Kind.NOT_RECORDED or ended.seconds > LEAST_VOICE_SECONDS:
            return ended.kind is Kind.RECORDED
        with suppress(Gone):
            return not is_empty(await self.ari.voice(name))
        return False

    async def shorten(self) -> Spell:
        """Have a short number stored in place of the code; return how it is told."""
        return await self.drawn(self)

    async def _read(self, step: Aloud) -> str:
        """Read an answer of staff aloud; again for star, and return the other key that ends it."""
        await self.say(step.before)
        for _ in range(TIMES_SPELLED):
            key = await self._pieces(step.pieces)
            key = key or await self.play(step.after) or await self.next_key(ANSWER_SECONDS)
            if key != REPEAT:
                return key
        return ""

    async def _pieces(self, pieces: Sounds) -> str:
        for piece in pieces:
            async with self.aloud(piece) as path:
                key = await self.play_files([path])
            if key:
                return key
        return ""


Attend = Callable[[Call, Wait], Awaitable[Turn]]
"""Lets a caller wait for a person and talk with them; tells what came of it."""


Reached = Callable[[frozenset[Sign]], bool]
"""Says whether somebody can pick up, by the signs that a caller has named."""


Drawn = Callable[[Call], Awaitable[Spell]]
"""Draws and stores a short number for the case of a call, before it is told."""


PASSED_OVER = {How.KEY: END_KEY, How.KEYS: "", How.VOICE: "", How.CODE: ""}
"""The key that says nothing where one key is an answer: many press it after each."""

HEARD: dict[How, Callable[[Call, str], Awaitable[Heard]]] = {
    How.KEY: Call._key,  # noqa: SLF001 - the table of this class's own ways
    How.KEYS: Call._keys,  # noqa: SLF001 - as above
    How.VOICE: Call._voice,  # noqa: SLF001 - as above
}
