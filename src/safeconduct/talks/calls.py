"""Callers who asked for a person: the line writes how each stands, the desk how each ended.

No number and no word is here, only what orders the queue. All of it dies within 72 hours.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain import urgency
from safeconduct.domain.calls import Outcome, Part
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.talks import models
from safeconduct.talks.keeping import keeping
from safeconduct.talks.seats import Standing, stand

LIVES = RETENTION[Kept.CALL].lives
LAST_ANSWERED = 5


class State(StrEnum):
    """Where a call stands: from the wish for a person to the end of the talk with one.

    `dialled`: an operator calls them back, and they have not said yet that they can talk.
    """

    WAITING = "waiting"
    RINGING = "ringing"
    DIALLED = "dialled"
    TALKING = "talking"
    HELD = "held"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One caller. `arrival`: what was handed in, the first of its case (`Case.first`).

    `back`: we called them. `dropped`: a fault of ours cut the talk, so they go first.
    `soundless`: an operator talks with them or holds them, and no sound comes from their line.
    """

    serial: int
    id: uuid.UUID
    call: str
    language: str
    urgent: frozenset[urgency.Sign]
    arrival: uuid.UUID | None
    state: State
    seat: uuid.UUID | None
    back: bool
    dropped: bool
    code_told: bool
    by_short_number: bool
    soundless: bool
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of a caller who asks for a person; `urgent` as `domain.urgency` writes it.

    `by_short_number`: that alone led them to the case, and it proves nothing.
    """

    call: str
    language: str
    urgent: str
    arrival: uuid.UUID | None
    by_short_number: bool = False


def join(asked: Asked, at: datetime) -> Call:
    """Give a caller a place in the queue; one who has it keeps it.

    Who asks again in the same call waits anew, at the end; their first talk may be wrapped up yet.
    """
    row, _ = models.Call.objects.get_or_create(
        call=asked.call,
        defaults={
            "id": uuid.uuid4(),
            "language": asked.language,
            "urgent": asked.urgent,
            "arrival": asked.arrival,
            "by_short_number": asked.by_short_number,
            "state": State.WAITING,
            "asked_at": to_the_minute(at),
        },
    )
    if row.state == State.OVER:
        _let_name_go(row)
        return join(asked, at)
    return _call(row)


def _let_name_go(row: models.Call) -> None:
    """Let another row have a call's name; nobody is cut off any more who has asked again."""
    row.call, row.dropped = f"over-{row.id.hex}", False
    row.save(update_fields=["call", "dropped"])


def begin_back(identity: uuid.UUID, asked: Asked, at: datetime) -> Call:
    """Write down a call that we make; the same try is never made twice."""
    row = models.Call.objects.create(
        id=identity, call=asked.call, language=asked.language, urgent=asked.urgent,
        arrival=asked.arrival, back=True, state=State.WAITING, asked_at=to_the_minute(at),
    )  # fmt: skip
    return _call(row)


def call_named(call: str) -> Call | None:
    """Return an open call by the switch's own name for it."""
    row = _open().filter(call=call).first()
    return _call(row) if row else None


def open_calls() -> list[Call]:
    """Return who waits or talks, in the order in which they asked."""
    return [_call(row) for row in _open().order_by("serial")]


def waiting_callers() -> int:
    """Return how many wait for somebody to pick up."""
    return _open().filter(state__in=(State.WAITING, State.RINGING)).count()


def known_call(call: uuid.UUID) -> Call | None:
    row = models.Call.objects.filter(id=call).first()
    return _call(row) if row else None


def last_waits() -> tuple[timedelta, ...]:
    """Return how long the last callers who were answered had waited."""
    answered = models.Call.objects.filter(answered_at__isnull=False, back=False)
    times = answered.order_by("-answered_at").values_list("asked_at", "answered_at")[:LAST_ANSWERED]
    return tuple(answered_at - asked_at for asked_at, answered_at in times if answered_at)


def rings(call: uuid.UUID, seat: uuid.UUID) -> None:
    _open().filter(id=call, state=State.WAITING).update(state=State.RINGING, seat=seat)


def is_not_rung_at(call: uuid.UUID, seat: uuid.UUID) -> None:
    ringing = _open().filter(id=call, seat=seat, state=State.RINGING)
    ringing.update(state=State.WAITING, seat=None)


def waits_again(call: uuid.UUID, *, dropped: bool = False) -> None:
    """Put a caller back into the queue; `dropped`: a talk was cut off, so they go first."""
    changed = {"dropped": True} if dropped else {}
    _open().filter(id=call).update(state=State.WAITING, seat=None, **changed)


def talks_with(call: uuid.UUID, seat: uuid.UUID, at: datetime) -> None:
    """Note who talks with a caller now; the first answer tells how long they had waited."""
    with keeping():
        _open().filter(id=call).update(state=State.TALKING, seat=seat, dropped=False)
        _open().filter(id=call, answered_at__isnull=True).update(answered_at=to_the_minute(at))


def is_held(call: uuid.UUID, *, held: bool) -> None:
    state = State.HELD if held else State.TALKING
    _open().filter(id=call).update(state=state)


def is_soundless(call: uuid.UUID, *, soundless: bool) -> None:
    models.Call.objects.filter(id=call, soundless=not soundless).update(soundless=soundless)


def is_dialled(call: uuid.UUID) -> None:
    _open().filter(id=call).update(state=State.DIALLED)


def code_is_told(call: uuid.UUID) -> None:
    models.Call.objects.filter(id=call).update(code_told=True)


def is_raised(call: uuid.UUID, signs: frozenset[urgency.Sign]) -> None:
    """Give a caller the place of what they have named meanwhile; nothing they named is lost."""
    with keeping():
        row = _open().filter(id=call).first()
        if row:
            row.urgent = urgency.written(signs | urgency.read(row.urgent))
            row.save(update_fields=["urgent"])


def is_over(call: uuid.UUID, at: datetime) -> None:
    _open().filter(id=call).update(state=State.OVER, ended_at=to_the_minute(at))


def end_others(up: Callable[[str], bool], at: datetime) -> list[Call]:
    """End the calls that no switch holds any more, and let their seats go on.

    `up`: whether one does, by the call's name there.
    """
    ended = [call for call in open_calls() if not up(call.call)]
    for call in ended:
        with keeping():
            _open().filter(id=call.id).update(dropped=True)
            is_over(call.id, at)
            free_seats(call, at)
    return ended


def free_seats(call: Call, at: datetime) -> None:
    """Let every seat of a call go: who led a talk has its outcome to write, the others are free."""
    for seat in models.Seat.objects.filter(call=call.id).only("id", "state", "part"):
        led = seat.part == Part.LEADS and seat.state == Standing.TALKING
        if led:
            stand(seat.id, Standing.WRAPPING, at, call=call.id, part=Part.LEADS)
        elif seat.state != Standing.WRAPPING:
            stand(seat.id, Standing.FREE, at)


def free_seats_of_none(at: datetime) -> None:
    """Free the seats that ring or talk for a call that is over, or is forgotten."""
    kept = models.Seat.objects.filter(state__in=(Standing.RINGING, Standing.TALKING))
    for seat in kept.exclude(call__in=_open().values("id")).only("id", "call"):
        known = known_call(seat.call) if seat.call else None
        if known:
            free_seats(known, at)
        else:
            stand(seat.id, Standing.FREE, at)


def cut_off() -> frozenset[uuid.UUID]:
    """Return the first arrivals of cases whose call a fault of ours ended, with nobody after."""
    ended = models.Call.objects.filter(dropped=True, state=State.OVER, arrival__isnull=False)
    return frozenset(one for one in ended.values_list("arrival", flat=True) if one)


def wrap_up(call: uuid.UUID, member: uuid.UUID, outcome: Outcome, at: datetime) -> bool:
    """Write how a talk ended and free its seat; the desk logs it. False: not theirs to write."""
    with keeping():
        seat = models.Seat.objects.filter(member=member, call=call, state=Standing.WRAPPING).first()
        if seat is None:
            return False
        models.Call.objects.filter(id=call).update(outcome=outcome)
        stand(seat.id, Standing.FREE, at)
    return True


def forget_old(at: datetime) -> int:
    """Destroy what is 72 hours old; a seat that still wraps such a call up is free."""
    count, _ = models.Call.objects.filter(asked_at__lte=at - LIVES).delete()
    return count


def _open() -> QuerySet[models.Call]:
    return models.Call.objects.filter(ended_at__isnull=True)


def _call(row: models.Call) -> Call:
    return Call(
        serial=row.serial,
        id=row.id,
        call=row.call,
        language=row.language,
        urgent=urgency.read(row.urgent),
        arrival=row.arrival,
        state=State(row.state),
        seat=row.seat,
        back=row.back,
        dropped=row.dropped,
        code_told=row.code_told,
        by_short_number=row.by_short_number,
        soundless=row.soundless,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )
