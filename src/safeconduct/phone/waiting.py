"""What a waiting caller hears: their place, the time if it is known, their code, and music.

Three names what cannot wait. One leaves a voice message instead, two asks to be called back; star
says it all again. Who waits longer than the programme's limit is offered both in so many words.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.ari import REPEAT
from safeconduct.phone.call import Call
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.naming import Raised, name_signs
from safeconduct.phone.speaker import Sounds, Spell
from safeconduct.phone.spelling import spell

MESSAGE, CALL_BACK, CANNOT_WAIT = "1", "2", "3"
STOPS = frozenset({MESSAGE, CALL_BACK, CANNOT_WAIT, REPEAT})
INSTEAD = {MESSAGE: Did.WISHES_MESSAGE, CALL_BACK: Did.WISHES_CALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a caller stands: from 1; `minutes` as `domain.waiting.minutes_said` has it.

    `over`: they have waited so long, and pressed no key, that they are asked what else they wish.
    """

    place: int
    minutes: int | None
    long: bool
    staffed: bool
    over: bool = False


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One caller's waiting: `code` is what is still to be told, None once it was; `before` too."""

    call: Call
    before: Sounds = field(repr=False)
    code: Spell | None = field(repr=False)
    music: Sequence[Path]
    place: Callable[[], Place]
    told: Callable[[], Awaitable[None]]
    raised: Raised

    async def heard(self) -> Heard:
        """Return what the caller wishes instead, or that nobody comes: then they are asked.

        An operator who picks up interrupts it, wherever it is.
        """
        while (place := self.place()).staffed and not place.over:
            key = await self._says(place)
            if key in INSTEAD:
                return Heard(did=INSTEAD[key])
            if key == CANNOT_WAIT:
                self.before = await name_signs(self.call, self.raised)
            elif key != REPEAT and self.code:
                await self._tells(self.code)
        return Heard(did=Did.NOBODY_CAME)

    async def _says(self, place: Place) -> str:
        said = await self.call.made((*self.before, *self._words(place)))
        self.before = ()
        music = () if self.code else self.music
        return await self.call.hear([*said, *music], STOPS)

    def _words(self, place: Place) -> Sounds:
        speaker = self.call.speaker
        offered = speaker.sounds("phone.wait.long") if place.long else ()
        return (*offered, *speaker.waiting(place.place, place.minutes))

    async def _tells(self, code: Spell) -> None:
        if await spell(self.call, code):
            self.code = None
            await self.told()
