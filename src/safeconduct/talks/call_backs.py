"""Tries to call somebody back: rows that the desk writes, and that the line takes once.

What came of each is told in the case's log by errands; the line writes one closed word and no more.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from safeconduct.cases import calling_back, wished_calls
from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import What, may_wish
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.people.readers import Reader
from safeconduct.talks import calls, models, orders, seats
from safeconduct.talks.calls import State
from safeconduct.talks.couriers import Courier
from safeconduct.talks.duty import NotAtTheLine
from safeconduct.talks.keeping import keeping
from safeconduct.talks.seats import Seat, Standing
from safeconduct.vault.call_backs import read_number
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature

LIVES = RETENTION[Kept.CALL].lives
TOO_LATE = timedelta(minutes=3)
"""An operator who pressed so long ago does not wait any more. Times are cut to the minute."""
LOST_AFTER = timedelta(minutes=6)
"""Ringing, dialling and asking take less; after that a process of ours has died over it."""
SHOWN_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One try that is to be made now, by this process alone."""

    id: uuid.UUID
    arrival: uuid.UUID
    language: str
    seat: uuid.UUID
    number: str = field(repr=False)


def call_back(
    reference: str, seat: Seat, *, reader: Reader, at: datetime, zones: Collection[tzinfo]
) -> None:
    """Let the line ring this seat and then the person; raises NotAtTheLine, and as cases do."""
    if seat.standing is not Standing.FREE or not may_wish(What.CALL_BACK, None):
        raise NotAtTheLine
    began = calling_back.call_back(reference, reader=reader, at=at, zones=zones)
    with keeping():
        models.CallBack.objects.create(
            id=began.id, arrival=began.arrival, language=began.language, seat=seat.id,
            day=began.day, body=began.body, at=to_the_minute(at),
        )  # fmt: skip
        orders.give(What.CALL_BACK, began.id, seat.id, at)


def take(
    identity: uuid.UUID, courier: Courier, reply_keys: Mapping[int, bytes], at: datetime
) -> Taken | None:
    """Take a try and empty its row: whoever comes second gets nothing, and nobody is rung twice.

    None too where it came too late, or nobody of the desk has signed the number.
    """
    with keeping():
        row = models.CallBack.objects.filter(id=identity, taken=False).first()
        if row is None or not _taken(row):
            return None
    if at - row.at < TOO_LATE:
        try:
            place = calling_back.parcel(row.id, row.day)
            signed = courier.open(bytes(row.body), place.purpose, place.part, place.day)
            number = read_number(signed, row.id, reply_keys)
        except (CannotOpen, BadSignature):
            pass
        else:
            return Taken(
                id=row.id, arrival=row.arrival, language=row.language, seat=row.seat, number=number
            )
    came(row.id, CameOf.NOT_DIALLED)
    return None


def _taken(row: models.CallBack) -> bool:
    waiting = models.CallBack.objects.filter(id=row.id, taken=False)
    return bool(waiting.update(taken=True, body=b""))


def came(identity: uuid.UUID, came_of: CameOf) -> None:
    """Note what came of a try; the first word counts."""
    models.CallBack.objects.filter(id=identity, came_of__isnull=True).update(came_of=came_of)


def last_of(seat: uuid.UUID, at: datetime) -> CameOf | None:
    """Return what came of the last try from a seat, for a while after it."""
    tries = models.CallBack.objects.filter(seat=seat, at__gt=at - SHOWN_FOR)
    row = tries.exclude(came_of=CameOf.TALKED).order_by("-at").first()
    return CameOf(row.came_of) if row and row.came_of else None


def settle(at: datetime) -> int:
    """Tell in the logs of cases what came of tries; what died on the way is told as that."""
    told = 0
    for identity, began in wished_calls.under_way().items():
        came_of = _came_of(identity, began, at)
        if came_of is not None:
            told += wished_calls.end_try(identity, came_of, at, unled=_unled(identity))
    return told


def not_led() -> frozenset[uuid.UUID]:
    """Return the first arrivals of cases whose newest try the line could not dial."""
    ended = models.CallBack.objects.filter(came_of__isnull=False).order_by("at")
    newest = dict(ended.values_list("arrival", "came_of"))
    return frozenset(one for one, came_of in newest.items() if came_of == CameOf.NO_WAY)


def _unled(identity: uuid.UUID) -> int:
    """Count how often the line could not dial the person of a try, as far back as tries live."""
    persons = models.CallBack.objects.filter(id=identity).values("arrival")
    return models.CallBack.objects.filter(arrival__in=persons, came_of=CameOf.NO_WAY).count()


def _came_of(identity: uuid.UUID, began: datetime, at: datetime) -> CameOf | None:
    row = models.CallBack.objects.filter(id=identity).first()
    if row and row.came_of:
        return CameOf(row.came_of)
    if row and not row.taken and _is_past(row, began, at) and _taken(row):
        came(identity, CameOf.NOT_DIALLED)
        return CameOf.NOT_DIALLED
    call = calls.known_call(identity)
    if call and call.state is not State.OVER:
        return None
    if not call and at - began < LOST_AFTER:
        return None
    came(identity, CameOf.BROKEN_OFF)
    return CameOf.BROKEN_OFF


def _is_past(row: models.CallBack, began: datetime, at: datetime) -> bool:
    """Return whether no line will take a try any more: too late, or nobody sits there to ring."""
    return at - began >= TOO_LATE or row.seat not in seats.members_on_duty(at)


def forget_old(at: datetime) -> int:
    count, _ = models.CallBack.objects.filter(at__lte=at - LIVES).delete()
    return count
