"""How many claims of urgency a channel has raised of late: past a cap they wait by time."""

from collections import Counter
from datetime import datetime

from safeconduct.cases import models
from safeconduct.domain.life.details import LARGEST_COUNT
from safeconduct.domain.urgency import CLAIM_WINDOW


def claims_within_window(at: datetime) -> Counter[str]:
    """Count, per channel, the cases of the last hour whose person named a sign of urgency."""
    rows = models.Case.objects.filter(opened_at__gt=at - CLAIM_WINDOW).exclude(claimed="")
    found = Counter(rows.values_list("channel", flat=True))
    return Counter({channel: min(count, LARGEST_COUNT) for channel, count in found.items()})
