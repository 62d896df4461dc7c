"""The voice of the line: prompts made where they are missing, in a thread of their own.

An engine that speaks takes seconds: meanwhile every other call is heard.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.prompts import Mute, Prompts
from safeconduct.phone.speaker import Sounds
from safeconduct.programme.recordings.spoken import Spoken

logger = logging.getLogger("safeconduct.phone")

MADE_AT_ONCE = 25
KNOWN_SECONDS = 5.0
"""So long it is known which file says what: after that, it may be a person who says it."""
LONG_AGO = (float("-inf"), Path())


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What makes sounds, one after the other."""

    prompts: Prompts
    known: dict[Spoken, tuple[float, Path]] = field(default_factory=dict, repr=False)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "prompts"))

    async def made(self, sounds: Sounds) -> Sequence[Path]:
        """Return the files that say these words; raises Mute where nothing can say them."""
        since = time.monotonic() - KNOWN_SECONDS
        unknown = [sound for sound in sounds if self.known.get(sound, LONG_AGO)[0] < since]
        if unknown:
            await self._look(unknown)
        return [self.known[sound][1] for sound in sounds]

    async def _look(self, sounds: Sequence[Spoken]) -> None:
        try:
            await self._make(sounds)
        except OSError as fault:
            raise Mute from fault
        now = time.monotonic()
        self.known.update({sound: (now, self.prompts.path(sound)) for sound in sounds})

    async def in_thread(self, make: Callable[[Spoken], Path], spoken: Spoken) -> Path:
        """Make one sound in its own way."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, make, spoken)

    async def warm_up(self, every: Iterable[Spoken]) -> None:
        """Make every prompt before it is asked for; one that a caller waits for goes first."""
        sounds = list(dict.fromkeys(every))
        try:
            for at in range(0, len(sounds), MADE_AT_ONCE):
                await self._make(tuple(sounds[at : at + MADE_AT_ONCE]))
        except Mute:
            logger.warning("no voice of this machine can say the line's words")

    async def by_people(self, sounds: Mapping[str, Sequence[Spoken]]) -> frozenset[str]:
        """Return the languages in which people say all of it: a thread looks at the disk."""
        return await asyncio.to_thread(self._all_by_people, sounds)

    def _all_by_people(self, sounds: Mapping[str, Sequence[Spoken]]) -> frozenset[str]:
        return frozenset(tag for tag, every in sounds.items() if self.prompts.by_people(every))

    async def _make(self, sounds: Sequence[Spoken]) -> None:
        if self.prompts.missing(sounds):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.thread, self.prompts.make, sounds)
