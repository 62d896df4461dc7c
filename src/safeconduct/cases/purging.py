"""Destroy what is over: ended cases, refused arrivals, old doubts; in batches, by the clock.

Each case is one transaction with its event: killed at any moment, a case is whole or it is empty,
and of two errands at once the second finds nothing to do.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from safeconduct.cases import models
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.programme_log import tell
from safeconduct.cases.verdicts import REFUSALS, Verdict
from safeconduct.cases.writer import writing
from safeconduct.domain.life import (
    EMPTIED,
    ENDS,
    ERRANDS,
    KEPT,
    Action,
    Event,
    State,
    decide,
    purges_at,
)
from safeconduct.domain.programme_events import About, Happening
from safeconduct.domain.retention import Kept
from safeconduct.vault.arrivals import ArrivalKind

BATCH = 50
PURGED_STATES = tuple(state for state in State if state in ENDS - EMPTIED)
Lives = Mapping[Kept, timedelta]


def purge_cases(at: datetime, lives: Lives, *, limit: int = BATCH) -> int:
    """Destroy what ended cases still hold, once their time is over; the log keeps each purge."""
    purged = 0
    for case_id in list(_over(at, lives).values_list("id", flat=True)[:limit]):
        with writing():
            purged += _purge(case_id, at, lives)
    return purged


def _over(at: datetime, lives: Lives) -> QuerySet[models.Case]:
    """Look for what may be over, by clear columns; the life of each case decides."""
    over = Q(pk__in=[])
    for state in PURGED_STATES:
        until = at - lives[Kept(state)]
        over |= Q(state=state, ended_at__lte=until, last_seen__lte=until)
    waits = Q(waiting_since__isnull=False, last_seen__gt=at - KEPT) & ~Q(state=State.LAPSED)
    return models.Case.objects.filter(over).exclude(waits).order_by("ended_at")


def _purge(case_id: uuid.UUID, at: datetime, lives: Lives) -> bool:
    case = models.Case.objects.select_for_update().get(id=case_id)
    life = life_of(case)
    over = purges_at(life, lives[Kept(life.state)]) if life.state in PURGED_STATES else None
    event = decide(life, Action.PURGE, ERRANDS, at)
    if over is None or at < over or not isinstance(event, Event):
        return False
    record(case, life, [Happened(event=event)])
    return True


def purge_refused(at: datetime, lives: Lives, *, limit: int = BATCH) -> int:
    """Destroy arrivals that intake refused long ago, rows and all."""
    old = models.Arrival.objects.filter(taken__in=REFUSALS, stored_at__lte=at - lives[Kept.REFUSED])
    ids = list(old.values_list("id", flat=True)[:limit])
    with writing():
        count, _ = models.Arrival.objects.filter(id__in=ids).delete()
        return destroyed(Kept.REFUSED, count, at)


def purge_doubts(at: datetime, lives: Lives, *, limit: int = BATCH) -> int:
    """Destroy words sent with a wrong own word; the mark stays, which keeps the page alike."""
    old = models.Arrival.objects.filter(
        kind=ArrivalKind.DOUBT, taken=Verdict.TAKEN, stored_at__lte=at - lives[Kept.DOUBT]
    ).exclude(body=b"")
    ids = list(old.values_list("id", flat=True)[:limit])
    with writing():
        told = models.Arrival.objects.filter(id__in=ids).exclude(body=b"")
        return destroyed(Kept.DOUBT, told.update(body=b"", sealed_under=b""), at)


def destroyed(kept: Kept, count: int, at: datetime) -> int:
    """Tell how much of a class was destroyed, in the transaction that did it."""
    if count:
        tell(Happening.DESTROYED, ERRANDS.call_sign, at, About(kept=kept, count=count))
    return count
