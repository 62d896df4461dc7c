"""One caller's ear and keypad: play to them, and hear which key cuts it short or follows it.

Any key cuts a prompt short and counts. A key that comes before a prompt has begun was meant for
the one before, and is dropped: who presses twice has not answered twice.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.ari import END_KEY, Ari
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.speaker import Sounds

PROMPT_SECONDS = 180.0
# A key pressed twice, and the hash key after an answer that needs none, belong to what was before.
DEAF_SECONDS, DEAF_TO_HASH_SECONDS, LONG_AGO = 0.3, 2.0, 60.0
LINGER_SECONDS = 1.0
"""A recording that the end of a call cut short is told of a moment later."""
# A name of what is played comes again only when the one before it has long ended.
NAMES_OF_PLAYED = 4

Made = Callable[[Sounds], Awaitable[Sequence[Path]]]
"""Makes prompts where they are missing, and returns the files that say them."""


Beside = Callable[[Happened], Awaitable[None]]
"""Hears what happens beside a caller: on operators' legs, and what the desk wishes."""


class HungUp(Exception):
    """The caller has gone."""


async def nothing(_happened: Happened) -> None:
    """Hear nothing beside the caller."""


@dataclass(slots=True, kw_only=True)
class Playing:
    """One caller's channel; `events` are what happened on it and was not looked at yet.

    `playing`: what was begun last, by its name; `played`: how many names were given.
    `over`: the caller has gone; `pressed_at`: when a key was pressed last, 0 where none was.
    """

    id: str
    ari: Ari
    made: Made
    beside: Beside = nothing
    playing: str = ""
    played: int = 0
    events: asyncio.Queue[Happened] = field(default_factory=asyncio.Queue)
    over: bool = False
    pressed_at: float = 0.0

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

    async def rings(self, seconds: float) -> None:
        """Leave a call to ring for a while; raises HungUp."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            await self._next(left)

    async def say(self, sounds: Sounds) -> None:
        """Say something that asks nothing: no key cuts it short."""
        if sounds:
            await self.play(sounds, stops=frozenset())

    async def key(self, sounds: Sounds, *, seconds: float, typed_ahead: bool) -> str:
        """Say something and return the first key; who types ahead of our words loses no key."""
        waiting = self._typed() if typed_ahead else ""
        if waiting:
            return waiting
        files = await self.made(sounds)
        key = await self.play_files(files, typed_ahead=typed_ahead)
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

    async def play(
        self, sounds: Sounds, *, stops: frozenset[str] | None = None, hash_counts: bool = True
    ) -> str:
        files = await self.made(sounds)
        return await self.play_files(files, stops=stops, hash_counts=hash_counts)

    async def play_files(
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
        return await self.play_files(files, stops=stops)

    async def begin(self, files: Sequence[Path], playback: str) -> None:
        """Begin to play files under a name, and wait for nothing."""
        self.playing = playback
        await self.ari.play(self.id, files, self.playing)

    async def plays(self, playback: str) -> bool:
        return await self.ari.plays(playback)

    async def is_up(self) -> bool:
        """Say whether the caller is there, as far as the switch knows."""
        return not self.over and await self.ari.is_up(self.id)

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

    async def until(self, kinds: set[Kind], *, of: str, within: float) -> Happened | None:
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
                if event.kind is Kind.KEY:
                    self.pressed_at = time.monotonic()
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


def _counts(key: str, since: float, stops: frozenset[str] | None, *, hash_counts: bool) -> bool:
    """Say whether a key that came so long after a prompt began stops it."""
    if stops is not None and key not in stops:
        return False
    if key == END_KEY:
        return hash_counts and since >= DEAF_TO_HASH_SECONDS
    return since >= DEAF_SECONDS
