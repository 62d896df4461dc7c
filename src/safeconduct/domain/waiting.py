"""Who waits for a person on the line, who is free, who comes first, and what can honestly be said.

Urgency first, then whom a free operator understands, then who asked first. Whoever was cut off in
the middle of a talk goes before all others. Whose number was abusive again and again waits longer,
but never who claims to be in danger. Who pauses is rung for a crisis alone, and only where nobody
else who understands that caller is free.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from safeconduct.domain.urgency import Sign, in_crisis, rank

SLOWED_FOR = timedelta(minutes=2)
"""So long a slowed number waits before anybody is rung for it, also where somebody is free."""

WRAPS_UP_FOR = timedelta(minutes=10)
"""So long who has a talk to write up counts as there; then nobody is promised them any more."""

MINUTES_SAID = (2, 5, 10, 15, 20, 30)
"""What a waiting time is rounded up to, in minutes; past the last it is only said to be longer."""
NOBODY: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One caller in the queue; `missed`: the seats that did not pick up for them.

    `slowed`: talks with this number were abusive. `waited`: since they asked.
    """

    call: UUID
    serial: int
    language: str
    urgent: frozenset[Sign] = frozenset()
    dropped: bool = False
    missed: frozenset[UUID] = NOBODY
    slowed: bool = False
    waited: timedelta = timedelta()

    @property
    def comes_later(self) -> bool:
        """Say whether this caller comes after all others: never one who claims to be in danger."""
        return self.slowed and not self.urgent and not self.dropped

    @property
    def held_back(self) -> bool:
        return self.comes_later and self.waited < SLOWED_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """One operator who is free, or `pauses`; `turn`: who is free longest has the lowest."""

    seat: UUID
    languages: frozenset[str]
    turn: int = 0
    pauses: bool = False

    def rings_for(self, one: Waiting) -> bool:
        return not self.pauses or in_crisis(one.urgent)


class Rings(StrEnum):
    """What rings at a seat that somebody has."""

    CALLS = "calls"
    CRISES = "crises"
    NOTHING = "nothing"
    UNTOLD = "untold"


def rings(*, pauses: bool, away: bool, wraps_up: bool = False) -> Rings:
    """Say what rings at a seat that `pauses` by a hand, or is `away` for another reason.

    Where one `wraps_up`, nothing rings while it is untold what the last call was.
    """
    if wraps_up:
        return Rings.UNTOLD
    if pauses:
        return Rings.CRISES
    return Rings.NOTHING if away else Rings.CALLS


def in_turn(waiting: Collection[Waiting], free: Collection[Free] = ()) -> list[Waiting]:
    """Return who waits, first who is next; `free`: whose languages decide among equals."""
    return sorted(
        waiting,
        key=lambda one: (
            not one.dropped,
            rank(one.urgent, ()),
            one.comes_later,
            not _understood(one, free),
            one.serial,
        ),
    )


def rung(waiting: Collection[Waiting], free: Sequence[Free]) -> list[tuple[UUID, UUID]]:
    """Return which call is to ring at which seat now, each at most once."""
    left, pairs = list(free), []
    for one in in_turn([one for one in waiting if not one.held_back], free):
        could = [seat for seat in left if seat.rings_for(one)]
        if could:
            seat = _best(one, could)
            left.remove(seat)
            pairs.append((one.call, seat.seat))
    return pairs


def place_of(call: UUID, waiting: Collection[Waiting]) -> int:
    """Return a caller's place in the queue, from 1; raises StopIteration for who is not in it."""
    turn = in_turn(waiting)
    return next(place for place, one in enumerate(turn, start=1) if one.call == call)


def minutes_said(waits: Collection[timedelta]) -> int | None:
    """Return within how many minutes the last callers were answered, 0 when it took longer.

    None when nobody was answered yet: then nothing is said, for nothing is known.
    """
    if not waits:
        return None
    longest = max(waits) / timedelta(minutes=1)
    return next((minutes for minutes in MINUTES_SAID if longest <= minutes), 0)


def _understood(one: Waiting, free: Collection[Free]) -> bool:
    return any(one.language in seat.languages and seat.rings_for(one) for seat in free)


def _best(one: Waiting, free: Sequence[Free]) -> Free:
    return min(
        free,
        key=lambda seat: (
            seat.seat in one.missed,
            one.language not in seat.languages,
            seat.pauses,
            seat.turn,
        ),
    )
