"""Which numbers called and said nothing, by keyed hashes alone: every node of the line knows them.

A row is tied to no call and no case, and no other mark of the same number is like it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.talks import models
from safeconduct.talks.keeping import keeping

LIVES = RETENTION[Kept.SILENT_CALL].lives
MINUTE = timedelta(minutes=1)
MOST_NUMBERS = 10_000


def share(hashes: Sequence[bytes], at: datetime, most: int = MOST_NUMBERS) -> dict[bytes, int]:
    """Note silent calls, a hash each; return how many each number has made by now.

    Of a flood the `most` that called most.
    """
    until = to_the_minute(at + LIVES) + MINUTE
    if hashes:
        with keeping():
            rows = [models.SilentCall(hash=one, until=until) for one in hashes]
            models.SilentCall.objects.bulk_create(rows)
    living = models.SilentCall.objects.filter(until__gt=at).values("hash")
    counted = living.annotate(times=Count("serial")).order_by("-times")
    return {bytes(hashed): times for hashed, times in counted.values_list("hash", "times")[:most]}


def forget_old(at: datetime) -> int:
    """Destroy what is an hour old."""
    count, _ = models.SilentCall.objects.filter(until__lte=at).delete()
    return count
