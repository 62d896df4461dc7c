"""The panic key: everybody is signed out, and no door takes words until two people open it again.

Anyone of the line may press it, or the machine. What was handed in stays as it is; errands go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from safeconduct.cases.half_done import Left, each_of
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.models_of_doors import Panic
from safeconduct.cases.not_done import NotDone, Shut
from safeconduct.cases.programme_log import tell
from safeconduct.cases.writer import writing
from safeconduct.domain.programme_events import Happening
from safeconduct.domain.role import MACHINE, Actor, Right, Team
from safeconduct.people import sessions

HALVES: Mapping[Team, Right] = {
    Team.LEAD: Right.REOPEN_DOORS_FOR_LEAD,
    Team.COORDINATION: Right.REOPEN_DOORS_FOR_COORDINATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Since when writing is closed, who closed it, and who has asked to open it again."""

    at: datetime
    by: str
    asked_by: str


def closed() -> Closed | None:
    """Return how writing is closed; None while it is open."""
    row = Panic.objects.first()
    return Closed(at=row.closed_at, by=row.closed_by, asked_by=row.asked_by) if row else None


def press_panic(*, actor: Actor, at: datetime, empty: Callable[[], None]) -> None:
    """End every session, empty the channels' memory, close writing at all doors; raises NotDone.

    Where one of these fails the others are done all the same, and HalfDone names it. Pressed
    again, it does all of it again, and a half given to opening counts no more. `empty` destroys
    what channels remember, which only they and who stands above them know.
    """
    if not actor.may(Right.PRESS_PANIC):
        raise NotDone(Shut.NOT_YOURS)
    _close(actor.call_sign, at, empty)


def press_panic_at_the_machine(at: datetime, empty: Callable[[], None]) -> None:
    _close(MACHINE, at, empty)


def reopen(*, actor: Actor, at: datetime) -> bool:
    """Give one half to opening again; True when both halves are given and writing is open.

    Raises NotDone.
    """
    with writing():
        row = _row()
        half = _half(actor, row)
        if row.asked_by:
            row.delete()
            tell(Happening.REOPENED, actor.call_sign, at)
            return True
        row.asked_by, row.asked_half = actor.call_sign, half.value
        row.save(update_fields=["asked_by", "asked_half"])
        tell(Happening.REOPENING_ASKED, actor.call_sign, at)
        return False


def reopen_at_the_machine(at: datetime) -> None:
    """Open again from the machine, told as such: its owner could do so anyway, untold."""
    with writing():
        _row().delete()
        tell(Happening.REOPENED, MACHINE, at)


def _close(by: str, at: datetime, empty: Callable[[], None]) -> None:
    """Do all three; raises HalfDone once what can be done is.

    The log comes last: at its event each channel's process empties itself and draws new keys, which
    nobody may destroy after that.
    """
    each_of(
        (
            (Left.SESSIONS, sessions.lock_everybody),
            (Left.MEMORY, empty),
            (Left.DOORS, partial(_shut_doors, by, at)),
        )
    )


def _shut_doors(by: str, at: datetime) -> None:
    with writing():
        row = {
            "closed_at": to_the_minute(at), "closed_by": by, "asked_half": "", "asked_by": "",
        }  # fmt: skip
        Panic.objects.update_or_create(id=1, defaults=row)
        tell(Happening.PANIC_PRESSED, by, at)


def _row() -> Panic:
    row = Panic.objects.select_for_update().first()
    if row is None:
        raise NotDone(Shut.OPEN)
    return row


def _half(actor: Actor, row: Panic) -> Team:
    """Return the half that this person gives, another one than was given; raises NotDone."""
    mine = [team for team, right in HALVES.items() if actor.may(right)]
    if not mine:
        raise NotDone(Shut.NOT_YOURS)
    if actor.call_sign == row.asked_by:
        raise NotDone(Shut.SAME_PERSON)
    free = [team for team in mine if team.value != row.asked_half]
    if not free:
        raise NotDone(Shut.SAME_HALF)
    return free[0]
