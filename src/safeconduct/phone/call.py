"""One call on the switch: say what is to be said, and hear what the caller does meanwhile.

Any key cuts a prompt short and counts. A key that comes before a prompt has begun was meant for
the one before, and is dropped: who presses twice has not answered twice.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from safeconduct.domain.scripts.report import claimed_signs
from safeconduct.domain.urgency import Sign
from safeconduct.phone.ari import END_KEY, REPEAT, Ari
from safeconduct.phone.entering import enter_code
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.recorded import voice_name
from safeconduct.phone.speaker import Aloud, Ask, How, Say, Sounds, Speaker, Spell, Step, Wait
from safeconduct.phone.spelling import spell
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks.talk import Talk

WISHES_PERSON = Heard(did=Did.WISHES_PERSON)
ANSWER_SECONDS = 8.0
NEXT_KEY_SECONDS = 4.0
PROMPT_SECONDS = 180.0
VOICE_SECONDS = 200.0
TIMES_SPELLED = 3
# Star says a question again, but no call stays up for star alone.
MOST_TIMES = 12
# A key pressed twice, and the hash key after an answer that needs none, belong to what was before.
DEAF_SECONDS, DEAF_TO_HASH_SECONDS, LONG_AGO = 0.3, 2.0, 60.0
LEAST_VOICE_SECONDS = 1
# A name of what is played comes again only when the one before it has long ended.
NAMES_OF_PLAYED = 4

Made = Callable[[Sounds], Awaitable[Sequence[Path]]]
"""Makes prompts where they are missing, and returns the files that say them."""


Beside = Callable[[Happened], Awaitable[None]]
"""Hears what happens beside a caller: on operators' legs, and what the desk wishes."""
Said = Callable[[Spoken], AbstractAsyncContextManager[Path]]
"""Makes one part of an answer, and removes it once it was said."""


class HungUp(Exception):
    """The caller has gone."""


async def nothing(_happened: Happened) -> None:
    """Hear nothing beside the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of one turn: which items were said, and what the caller did."""

    said: tuple[int, ...]
    heard: Heard


@dataclass(slots=True, kw_only=True)
class Call:
    """One call that is up; `events` are what happened on it and was not looked at yet.

    `conducted`: the task that conducts it. `talk`: what is known of it, stored or not.
    `drawn`: stores a short number in place of the code; `shortened`: how that is told.
    `unanswered`: the switch did not answer, and whether the call is over nobody knows.
    `reached`: whether somebody can pick up for who has named these signs.
    `mark`: the keyed hash of the number it comes from, nothing where that is hidden.
    """

    id: str
    ari: Ari
    made: Made
    aloud: Said
    tone: Path
    speaker: Speaker
    attend: "Attend"
    reached: "Reached"
    drawn: "Drawn"
    beside: Beside = nothing
    playing: str = ""
    played: int = 0
    events: asyncio.Queue[Happened] = field(default_factory=asyncio.Queue)
    over: bool = False
    pressed: bool = False
    conducted: asyncio.Task[None] | None = None
    talk: Talk | None = field(default=None, repr=False)
    broken: bool = False
    unanswered: bool = False
    shortened: Spell | None = field(default=None, repr=False)
    mark: bytes = field(default=b"", repr=False)

    def staffed(self) -> bool:
        """Say whether somebody can pick up for this caller."""
        return self.reached(claimed_signs(self.talk.answers) if self.talk else frozenset())

    async def take_over(self) -> None:
        """Stop what an earlier process of ours had begun to play: all else would wait for it."""
        for place in range(NAMES_OF_PLAYED):
            if await self.ari.plays(self._name_of(place)):
                await self.ari.stop_playing(self._name_of(place))
                self.played = place

    def _name_of(self, place: int) -> str:
        return f"{self.id}-said-{place % NAMES_OF_PLAYED}"

    def _next_name(self) -> str:
        self.played += 1
        return self._name_of(self.played)

    async def turn(self, steps: Sequence[Step]) -> Turn:
        """Do every step up to a question and hear the answer to it; raises HungUp."""
        said: list[int] = []
        before: Sounds = ()
        self.shortened = None
        for step in steps:
            said.append(step.number)
            if isinstance(step, Ask):
                return Turn(said=tuple(said), heard=await self._ask(before, step))
            if isinstance(step, Wait):
                attended = await self.attend(self, replace(step, before=before))
                return replace(attended, said=(*said, *attended.said))
            if isinstance(step, Say):
                before += step.sounds
                continue
            if isinstance(step, Aloud):
                await self._read(replace(step, before=(*before, *step.before)))
            elif not await spell(self, replace(step, before=(*before, *step.before))):
                return Turn(said=(), heard=WISHES_PERSON)
            before = ()
        await self.say(before)
        return Turn(said=tuple(said), heard=Heard(did=Did.NOTHING_ASKED))

    async def rings(self, seconds: float) -> None:
        """Leave a call to ring for a while; raises HungUp."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            await self._next(left)

    async def say(self, sounds: Sounds) -> None:
        """Say something that asks nothing: no key cuts it short."""
        if sounds:
            await self._play(sounds, stops=frozenset())

    async def _ask(self, before: Sounds, step: Ask) -> Heard:
        """Ask as often as the question says; star has it said again, and is no silence."""
        if step.how is How.CODE:
            return await enter_code(self, before + step.sounds)
        sounds, silent = before + step.sounds, 0
        for _ in range(MOST_TIMES):
            key = await self._play(sounds, hash_counts=step.how is not How.KEY)
            if not key and step.how is not How.VOICE:
                key = await self.next_key(ANSWER_SECONDS, passed_over=PASSED_OVER[step.how])
            if key != REPEAT and (key or step.how is How.VOICE):
                return await HEARD[step.how](self, key)
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
        await self._play_files([self.tone], stops=frozenset())
        name = voice_name(self.id)
        await self.ari.record(self.id, name)
        if await self._spoken(name):
            return Heard(did=Did.SPOKE, voice=name)
        await self.ari.forget_voice(name)
        return Heard(did=Did.ENTERED)

    async def _spoken(self, name: str) -> bool:
        """Say whether something was recorded; who hangs up while speaking has spoken."""
        kinds = {Kind.RECORDED, Kind.NOT_RECORDED}
        try:
            ended = await self._until(kinds, of=name, within=VOICE_SECONDS)
        except HungUp:
            return True
        if ended is None:
            return True
        return ended.kind is Kind.RECORDED and ended.seconds >= LEAST_VOICE_SECONDS

    async def shorten(self) -> Spell:
        """Have a short number stored in place of the code; return how it is told."""
        return await self.drawn(self)

    async def _read(self, step: Aloud) -> None:
        """Read an answer of staff aloud; again for star, and any other key ends the reading."""
        await self.say(step.before)
        for _ in range(TIMES_SPELLED):
            key = await self._pieces(step.pieces)
            key = key or await self._play(step.after) or await self.next_key(ANSWER_SECONDS)
            if key != REPEAT:
                return

    async def _pieces(self, pieces: Sounds) -> str:
        for piece in pieces:
            async with self.aloud(piece) as path:
                key = await self._play_files([path])
            if key:
                return key
        return ""

    async def key(self, sounds: Sounds, *, seconds: float, typed_ahead: bool) -> str:
        """Say something and return the first key; who types ahead of our words loses no key."""
        waiting = self._typed() if typed_ahead else ""
        if waiting:
            return waiting
        files = await self.made(sounds)
        key = await self._play_files(files, typed_ahead=typed_ahead)
        return key or await self.next_key(seconds)

    def _typed(self) -> str:
        """Return the first key that waits; what happened beside waits on."""
        for _ in range(self.events.qsize()):
            event = self.events.get_nowait()
            if self._is_beside(event):
                self.events.put_nowait(event)
            elif event.kind is Kind.KEY:
                return event.key
            else:
                self.over = self.over or event.kind in {Kind.LEFT, Kind.DESTROYED}
        return ""

    async def _play(
        self, sounds: Sounds, *, stops: frozenset[str] | None = None, hash_counts: bool = True
    ) -> str:
        files = await self.made(sounds)
        return await self._play_files(files, stops=stops, hash_counts=hash_counts)

    async def _play_files(
        self,
        files: Sequence[Path],
        *,
        stops: frozenset[str] | None = None,
        hash_counts: bool = True,
        typed_ahead: bool = False,
    ) -> str:
        """Play to the end, or to a key that stops it (None: any); return that key or nothing."""
        if not typed_ahead:
            self._drop_what_came()
        playback, begun = self._next_name(), time.monotonic()
        self.playing = playback
        await self.ari.play(self.id, files, playback)
        until = begun + PROMPT_SECONDS
        while (left := until - time.monotonic()) > 0:
            event = await self._next(left)
            if event is None or (event.kind is Kind.PLAYED and event.of == playback):
                return ""
            key = event.key if event.kind is Kind.KEY else ""
            since = LONG_AGO if typed_ahead else time.monotonic() - begun
            if key and _counts(key, since, stops, hash_counts=hash_counts):
                await self.ari.stop_playing(playback)
                return key
        return ""

    async def hear(self, files: Sequence[Path], stops: frozenset[str]) -> str:
        """Play files to the end, or to one of some keys; return that key or nothing."""
        return await self._play_files(files, stops=stops)

    async def begin(self, files: Sequence[Path], playback: str) -> None:
        """Begin to play files under a name, and wait for nothing."""
        self.playing = playback
        await self.ari.play(self.id, files, self.playing)

    async def plays(self, playback: str) -> bool:
        return await self.ari.plays(playback)

    async def quiet(self) -> None:
        """Stop what is being played; nothing where nothing is."""
        if self.playing:
            await self.ari.stop_playing(self.playing)
            self.playing = ""

    async def next(self, seconds: float) -> Happened | None:
        """Return what happens next on this call, None when nothing does; raises HungUp."""
        return await self._next(seconds)

    async def next_key(self, seconds: float, *, passed_over: str = "") -> str:
        """Return the next key; nothing when none comes in time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            event = await self._next(left)
            if event and event.kind is Kind.KEY and event.key != passed_over:
                return event.key
        return ""

    async def _until(self, kinds: set[Kind], *, of: str, within: float) -> Happened | None:
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0:
            event = await self._next(left)
            if event and event.kind in kinds and event.of == of:
                return event
        return None

    async def _next(self, seconds: float) -> Happened | None:
        """Return what happens next, None when nothing does in time; raises HungUp."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.over and self.events.empty():
                raise HungUp
            try:
                async with asyncio.timeout(left):
                    event = await self.events.get()
            except TimeoutError:
                return None
            if self._is_beside(event):
                await self.beside(event)
            elif event.kind in {Kind.LEFT, Kind.DESTROYED}:
                self.over = True
                return await self._next(LINGER_SECONDS)
            else:
                self.pressed = self.pressed or event.kind is Kind.KEY
                return event
        return None

    def _is_beside(self, event: Happened) -> bool:
        return event.kind is Kind.TOLD or event.call != self.id

    def _drop_what_came(self) -> None:
        """Forget keys that were pressed before; that the caller left is never forgotten."""
        beside = []
        while not self.events.empty():
            event = self.events.get_nowait()
            if self._is_beside(event):
                beside.append(event)
            elif event.kind in {Kind.LEFT, Kind.DESTROYED}:
                self.over = True
        if self.over:
            raise HungUp
        for event in beside:
            self.events.put_nowait(event)


Attend = Callable[[Call, Wait], Awaitable[Turn]]
"""Lets a caller wait for a person and talk with them; tells what came of it."""


Reached = Callable[[frozenset[Sign]], bool]
"""Says whether somebody can pick up, by the signs that a caller has named."""


Drawn = Callable[[Call], Awaitable[Spell]]
"""Draws and stores a short number for the case of a call, before it is told."""


LINGER_SECONDS = 1.0
"""A recording that the end of a call cut short is told of a moment later."""

PASSED_OVER = {How.KEY: END_KEY, How.KEYS: "", How.VOICE: "", How.CODE: ""}
"""The key that says nothing where one key is an answer: many press it after each."""

HEARD: dict[How, Callable[[Call, str], Awaitable[Heard]]] = {
    How.KEY: Call._key,  # noqa: SLF001 - the table of this class's own ways
    How.KEYS: Call._keys,  # noqa: SLF001 - as above
    How.VOICE: Call._voice,  # noqa: SLF001 - as above
}


def _counts(key: str, since: float, stops: frozenset[str] | None, *, hash_counts: bool) -> bool:
    """Say whether a key that came so long after a prompt began stops it."""
    if stops is not None and key not in stops:
        return False
    if key == END_KEY:
        return hash_counts and since >= DEAF_TO_HASH_SECONDS
    return since >= DEAF_SECONDS
