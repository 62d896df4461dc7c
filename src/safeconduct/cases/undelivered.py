"""Answers that a channel could not bring: they wait for the code, and the desk says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from safeconduct.cases import models
from safeconduct.cases.outbox import State
from safeconduct.cases.queries import readable
from safeconduct.people.readers import Reader

# After that a lane tells nothing that anybody can still mend.
TOLD = timedelta(days=14)
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """One case whose newest answer did not arrive."""

    reference: str
    channel: str
    since: datetime


def undelivered(reader: Reader, at: datetime) -> tuple[Undelivered, ...]:
    """Return the reader's cases whose last answer failed and was not read with the code either."""
    later = models.Outgoing.objects.filter(
        case=OuterRef("case"), stored_at__gt=OuterRef("stored_at")
    )
    unread = models.RequesterCopy.objects.filter(
        case=OuterRef("case"), entry=OuterRef("entry"), read_at__isnull=True
    )
    failed = models.Outgoing.objects.filter(state=State.FAILED, stored_at__gt=at - TOLD)
    theirs = readable(reader).filter(id=OuterRef("case"))
    rows = failed.filter(~Exists(later), Exists(unread), Exists(theirs))
    told = rows.order_by("-stored_at").values_list("case__reference", "channel", "stored_at")
    return tuple(Undelivered(reference=r, channel=c, since=s) for r, c, s in told[:MOST])
