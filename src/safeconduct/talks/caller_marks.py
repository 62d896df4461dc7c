"""Which numbers were abusive, known by keyed hashes alone; the desk never learns any of them.

While somebody waits or talks, their call is marked with the hash of its number. Once an operator
has said how the talk ended the mark is destroyed; of an abusive one stays that there was one.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain.calls import Outcome, is_slowed
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.talks import models
from safeconduct.talks.keeping import keeping

MARK_LIVES = RETENTION[Kept.CALLER_MARK].lives
ABUSIVE_LIVES = RETENTION[Kept.ABUSIVE_TALK].lives
MINUTE = timedelta(minutes=1)


def mark(call: UUID, hashed: bytes, at: datetime) -> None:
    """Mark a call with its number's hash; a hidden number has none, and is many people's."""
    if not hashed:
        return
    until = to_the_minute(at + MARK_LIVES) + MINUTE
    models.CallerMark.objects.update_or_create(call=call, defaults={"hash": hashed, "until": until})


def slowed(call: UUID, at: datetime) -> bool:
    """Say whether the number of a call was abusive again and again."""
    return call in slowed_among([call], at)


def slowed_among(calls: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """Return those of several calls whose number was abusive again and again."""
    marks = models.CallerMark.objects.filter(call__in=calls).values_list("call", "hash")
    hashes = {call: bytes(hashed) for call, hashed in marks}
    if not hashes:
        return frozenset()
    lately = models.AbusiveTalk.objects.filter(
        hash__in=set(hashes.values()), at__gt=at - ABUSIVE_LIVES
    )
    times = defaultdict(list)
    for hashed, told_at in lately.values_list("hash", "at"):
        times[bytes(hashed)].append(told_at)
    return frozenset(call for call, hashed in hashes.items() if is_slowed(times[hashed]))


def note_outcomes() -> int:
    """Take over how talks ended, and forget which call each was. Returns how many."""
    noted = 0
    for row in _told():
        with keeping():
            noted += _noted(row)
    return noted


def _told() -> list[models.Call]:
    marked = models.CallerMark.objects.values("call")
    return list(models.Call.objects.filter(id__in=marked, outcome__isnull=False))


def _noted(call: models.Call) -> int:
    """Note one outcome once: of two processes at the same time the second finds no mark."""
    marks = _of(call.id).select_for_update()
    row = marks.first()
    if row is None:
        return 0
    if call.outcome == Outcome.ABUSIVE:
        at = (call.ended_at or call.asked_at).replace(minute=0, second=0, microsecond=0)
        models.AbusiveTalk.objects.create(hash=bytes(row.hash), at=at)
    _of(call.id).delete()
    return 1


def _of(call: UUID) -> QuerySet[models.CallerMark]:
    return models.CallerMark.objects.filter(call=call)


def forget_old(at: datetime) -> int:
    """Destroy marks whose call nobody wrote up, and abusive talks whose time is over."""
    marks, _ = models.CallerMark.objects.filter(until__lte=at).delete()
    talks, _ = models.AbusiveTalk.objects.filter(at__lte=at - ABUSIVE_LIVES).delete()
    return marks + talks
