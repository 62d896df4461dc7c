"""Calling back: when who wished it may be called, how often, and what came of a try.

People name a part of their day. What lies between two parts belongs to neither: whoever meant the
one is not called in the other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

MOST_TRIES = 3
MOST_UNLED = 3
"""So often in three days a line that cannot dial uses up no try; from then on it does."""
SCRIPT = "callback"
"""The conversation in which a wish is told; the same word marks its arrival."""


class CameOf(StrEnum):
    """What came of one try to call a person back."""

    TALKED = "talked"
    NOT_PRESSED = "not_pressed"
    NOT_ANSWERED = "not_answered"
    BUSY = "busy"
    NOT_REACHED = "not_reached"
    LEFT = "left"
    BROKEN_OFF = "broken_off"
    NO_WAY = "no_way"
    NOT_DIALLED = "not_dialled"


CAME_OF: Mapping[StrEnum, str] = {
    CameOf.TALKED: "They talked",
    CameOf.NOT_PRESSED: "Answered, and pressed no key",
    CameOf.NOT_ANSWERED: "Did not answer",
    CameOf.BUSY: "Busy",
    CameOf.NOT_REACHED: "The carrier did not reach them",
    CameOf.LEFT: "The operator hung up first",
    CameOf.BROKEN_OFF: "Broken off by a fault of ours",
    CameOf.NO_WAY: "The line could not dial; their telephone did not ring",
    CameOf.NOT_DIALLED: "Nobody was dialled: the operator’s phone was not there",
}
"""What each is called."""

UNDISTURBED = frozenset({CameOf.NOT_DIALLED, CameOf.NO_WAY})
"""After these no telephone has rung: the try does not count."""

HOURS: Mapping[str, tuple[tuple[time, time], ...]] = {
    "morning": ((time(7), time(11)),),
    "day": ((time(12), time(17)),),
    "evening": ((time(18), time(22)),),
    "night": ((time(23), time.max), (time.min, time(5))),
    "any": ((time.min, time.max),),
}
"""The hours of each part of the day, by the clock of who is called; of none other is one called."""

STEP, LOOKED_AHEAD = timedelta(minutes=15), timedelta(days=2)


def may_be_called(hours: str, at: datetime, zones: Collection[tzinfo]) -> bool:
    """Say whether a named part of the day is now: where they may be, in every zone of it."""
    return bool(zones) and all(_within(hours, at.astimezone(zone).time()) for zone in zones)


def next_time(hours: str, at: datetime, zones: Collection[tzinfo]) -> datetime | None:
    """Return when the named part of the day begins next; None where the zones share no hour."""
    first = at.replace(minute=0, second=0, microsecond=0)
    steps = range(1, LOOKED_AHEAD // STEP)
    later = (first + step * STEP for step in steps)
    return next((one for one in later if one > at and may_be_called(hours, one, zones)), None)


def counts(came_of: CameOf, unled: int) -> bool:
    """Say whether a try counts; `unled`: how often lately the line could not dial this person."""
    endless = came_of is CameOf.NO_WAY and unled > MOST_UNLED
    return endless or came_of not in UNDISTURBED


def tries_left(tries: int) -> int:
    return max(0, MOST_TRIES - tries)


def _within(hours: str, clock: time) -> bool:
    return any(begins <= clock <= ends for begins, ends in HOURS.get(hours, ()))
