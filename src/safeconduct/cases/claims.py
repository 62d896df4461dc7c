"""How many claims of urgency a channel has raised of late: past a cap they wait by time."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Q

from safeconduct.cases import models
from safeconduct.domain.urgency import CLAIM_WINDOW


def claims_within_window(at: datetime) -> Counter[str]:
    """Count, per channel, the cases whose person named a sign of urgency in the hour before."""
    return claims_within_windows({at})[at]


def claims_within_windows(times: Collection[datetime]) -> Mapping[datetime, Counter[str]]:
    """Count for each of these times, in one look.

    What came after a time counts too: who dates a flood back finds the cap of that hour used up.
    """
    found: dict[datetime, Counter[str]] = {at: Counter() for at in times}
    if not found:
        return found
    within = {f"within_{number}": at for number, at in enumerate(found)}
    rows = models.Case.objects.filter(opened_at__gt=min(found) - CLAIM_WINDOW).exclude(claimed="")
    counts = {
        name: Count("id", filter=Q(opened_at__gt=at - CLAIM_WINDOW)) for name, at in within.items()
    }
    counted = rows.values("channel").annotate(**counts).values_list("channel", *counts)
    for channel, *numbers in counted:
        for at, number in zip(within.values(), numbers, strict=True):
            found[at][channel] = number
    return found
