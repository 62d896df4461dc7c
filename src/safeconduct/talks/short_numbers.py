"""Short numbers: each leads who calls with it to their case, for 14 days, and opens nothing.

Stored as a keyed hash. What it leads to is the tie of the talk it was told in: add words, read
nothing. It dies with its case and with the panic key, which destroys the pepper.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.models import Case
from safeconduct.domain.life import EMPTIED, State
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.talks import models
from safeconduct.talks.couriers import Courier
from safeconduct.talks.keeping import keeping
from safeconduct.talks.talk import Tie
from safeconduct.vault.symmetric import CannotOpen

LIVES = RETENTION[Kept.SHORT_NUMBER].lives
MINUTE = timedelta(minutes=1)
LOOKED_AT_ONCE = 500
OVER = EMPTIED | {State.WITHDRAWN, State.LAPSED, State.CAPTURED_OTHERWISE}
"""With these a case leads nobody back by a number; who failed, or is missing, may call again."""


def keep(number: str, tie: Tie, courier: Courier, at: datetime) -> bool:
    """Let a short number lead to a tie; False where it already leads to another case.

    Said again for the same case, as after a crash, it stays what it is.
    """
    arrival = UUID(hex=tie.arrival)
    with keeping():
        row, _ = models.ShortNumber.objects.get_or_create(
            hash=courier.short_hash(number),
            defaults={
                "arrival": arrival,
                "tie": courier.lock_tie(number, _encoded(tie)),
                "until": to_the_minute(at + LIVES) + MINUTE,
            },
        )
    return row.arrival == arrival


def found(number: str, courier: Courier, at: datetime) -> Tie | None:
    """Return what a living short number leads to; None for all others, whatever the reason."""
    rows = models.ShortNumber.objects.filter(hash=courier.short_hash(number), until__gt=at)
    row = rows.first()
    try:
        return _decoded(courier.unlock_tie(number, bytes(row.tie)), row.arrival) if row else None
    except CannotOpen:
        return None


def forget_old(at: datetime) -> int:
    count, _ = models.ShortNumber.objects.filter(until__lte=at).delete()
    return count


def forget_over() -> int:
    """Destroy the short numbers of cases that are over."""
    return sum(map(_forget_over, _batches()))


def _batches() -> Iterator[list[UUID]]:
    every = list(models.ShortNumber.objects.values_list("arrival", flat=True))
    for begin in range(0, len(every), LOOKED_AT_ONCE):
        yield every[begin : begin + LOOKED_AT_ONCE]


def _forget_over(arrivals: list[UUID]) -> int:
    over = Case.objects.filter(first_id__in=arrivals, state__in=OVER)
    gone = list(over.values_list("first_id", flat=True))
    count, _ = models.ShortNumber.objects.filter(arrival__in=gone).delete()
    return count


def _encoded(tie: Tie) -> bytes:
    return json.dumps([tie.case_public, tie.talk_seed]).encode()


def _decoded(plain: bytes, arrival: UUID) -> Tie:
    case_public, talk_seed = json.loads(plain)
    return Tie(case_public=case_public, talk_seed=talk_seed, arrival=arrival.hex)
