"""Tell a code group by group; or, to who has nothing to write with, a short number as a whole."""

from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Protocol

from safeconduct.phone.ari import REPEAT
from safeconduct.phone.keypad import PERSON
from safeconduct.phone.speaker import Sounds, Speaker, Spell

NOTED, NO_PEN = "1", "9"
SAID_AGAIN = frozenset({REPEAT, PERSON})
"""Who asks for a person where there is none has written nothing down: they hear it again."""
ANSWER_SECONDS = 8.0
MOST_WRONG = 6
"""So many wrong keys on one group: no call stays up for them alone."""
WRONG = "talk.unclear.not_an_option"


class Line(Protocol):
    """A call, as far as telling a code needs it; `shortened`: the number it was told instead."""

    shortened: Spell | None
    speaker: Speaker

    def staffed(self) -> bool: ...

    def made(self, sounds: Sounds, /) -> Awaitable[Sequence[Path]]: ...

    async def shorten(self) -> Spell: ...

    async def say(self, sounds: Sounds) -> None: ...

    async def hear(self, files: Sequence[Path], stops: frozenset[str]) -> str: ...

    async def key(self, sounds: Sounds, *, seconds: float, typed_ahead: bool) -> str: ...


async def spell(call: Line, step: Spell) -> bool:
    """Say a code group by group; each again until one says that it is written down.

    Who has nothing to write with is told a short number instead. Returns False when zero asked for
    a person, where there is one: then it is not told. Raises HungUp.
    """
    step = call.shortened or step
    key = await _told(call, step)
    if key == NO_PEN:
        step = call.shortened = await call.shorten()
        key = await _told(call, step)
    if key:
        return False
    await call.say(step.after)
    return True


async def _told(call: Line, step: Spell) -> str:
    """Say what is told, to its end or to a key that asks for something else; return that."""
    stops = frozenset((PERSON if call.staffed() else "") + ("" if step.short else NO_PEN))
    key = await call.hear(await call.made(step.before), stops) if step.before else ""
    for group in step.groups if not key else ():
        key = await _confirmed(call, group, step, stops)
        if key:
            break
    return key


async def _confirmed(call: Line, group: Sounds, step: Spell, stops: frozenset[str]) -> str:
    """Say a group until one is pressed, or as often as it is said to who presses nothing.

    Another key is a slip: the group comes again, and counts as not said.
    """
    said = wrong = 0
    told: Sounds = ()
    while said < step.times and wrong < MOST_WRONG:
        sounds = (*told, *group, *step.confirm)
        key = await call.key(sounds, seconds=ANSWER_SECONDS, typed_ahead=False)
        if key == NOTED:
            break
        if key in stops:
            return key
        slip = bool(key) and key not in SAID_AGAIN
        told = call.speaker.sounds(WRONG) if slip else ()
        said, wrong = said + (not slip), wrong + slip
    return ""
