"""A return code by keys: group after group, so that one slip costs six digits and not thirty.

The first key tells a short number, which is entered as a whole. No digit is said back: who stands
beside the caller learns only which group is right.
"""

from typing import Protocol

from safeconduct.domain import short_number
from safeconduct.domain.return_digits import GROUP_DIGITS, GROUPS, group_ok
from safeconduct.phone.ari import END_KEY, REPEAT
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.speaker import Sounds, Speaker

# Who reads from paper, perhaps in the dark, takes longer than who chooses.
FIRST_KEY_SECONDS, NEXT_KEY_SECONDS = 15.0, 8.0
MOST_SILENT = MOST_WRONG = 3


class Line(Protocol):
    """A call, as far as typing a code needs it."""

    speaker: Speaker

    async def key(self, sounds: Sounds, *, seconds: float, typed_ahead: bool) -> str: ...

    async def next_key(self, seconds: float) -> str: ...


async def enter_code(call: Line, before: Sounds) -> Heard:
    """Hear five groups, or a short number, each until its check digit agrees; raises HungUp."""
    groups = ""
    for place in range(1, GROUPS + 1):
        heard = await _group(call, place, before)
        if heard.did is not Did.ENTERED or short_number.is_right(heard.keys):
            return heard
        groups += heard.keys
        before = call.speaker.sounds("phone.code.right")
    return Heard(did=Did.ENTERED, keys=groups)


async def _group(call: Line, place: int, before: Sounds) -> Heard:
    """Hear one group; a wrong one alone is asked for again, three times."""
    named = call.speaker.sounds("phone.code.group", place=str(place))
    silent = wrong = 0
    slipped = False
    while max(silent, wrong) < MOST_SILENT:
        first = not (place > 1 or silent or wrong)
        # Of a slip what was typed on is left over: it would spoil the next try.
        ahead = not (first or slipped)
        key = await call.key((*before, *named), seconds=FIRST_KEY_SECONDS, typed_ahead=ahead)
        if key == END_KEY and first:
            return Heard(did=Did.NO_CODE)
        if not key:
            slipped = False
            silent, before = silent + 1, call.speaker.sounds("phone.silence")
            continue
        typed = await _typed(call, place, key)
        if group_ok(place, typed) or _is_short(place, typed):
            return Heard(did=Did.ENTERED, keys=typed)
        slipped = True
        wrong, before = wrong + 1, call.speaker.sounds("phone.code.wrong")
    return Heard(did=Did.SILENT if silent >= MOST_SILENT else Did.LOST_CODE)


async def _typed(call: Line, place: int, key: str) -> str:
    """Gather a group's keys; star begins anew, the hash key or a long pause ends it early."""
    typed = ""
    while key and key != END_KEY:
        typed = "" if key == REPEAT else typed + key
        if len(typed) == _length(place, typed):
            return typed
        key = await call.next_key(NEXT_KEY_SECONDS)
    return typed


def _length(place: int, typed: str) -> int:
    begun = place == 1 and short_number.is_begun(typed)
    return short_number.DIGITS if begun else GROUP_DIGITS


def _is_short(place: int, typed: str) -> bool:
    return place == 1 and short_number.is_right(typed)
