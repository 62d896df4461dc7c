"""Anchors: each minute one digest over all events not yet anchored, chained (VAULT section 8).

What an anchor holds stands in a table, not in a range of numbers: PostgreSQL commits out of order,
and an event that appears late belongs to the next anchor.
"""

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Exists, Max, OuterRef, QuerySet

from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.models import Anchor, Anchored, Event
from safeconduct.cases.writer import writing
from safeconduct.vault import merkle
from safeconduct.vault.encoding import digest

# A look through a million events takes a second: each minute only the newest are looked at.
RECENT = 20_000
MOST = 20_000
_HELD = Exists(Anchored.objects.filter(subject=OuterRef("subject"), seq=OuterRef("seq")))


def anchor_all(at: datetime) -> int:
    """Anchor whatever is not anchored yet, however old; return how many events that were."""
    done = 0
    while count := _anchor(unanchored(), at):
        done += count
    return done


def anchor_recent(at: datetime) -> int:
    """Anchor what is not anchored among the newest events; return how many that were.

    The newest are as many as it takes: in a flood a minute brings more than one look holds.
    """
    since = (Event.objects.aggregate(newest=Max("id"))["newest"] or 0) - RECENT
    while _ends_without_anchor(since):
        since -= RECENT
    done = 0
    while count := _anchor(unanchored().filter(id__gt=since), at):
        done += count
    return done


def unanchored() -> QuerySet[Event]:
    return Event.objects.filter(~_HELD)


def _ends_without_anchor(last: int) -> bool:
    """Say whether the newest event up to this number has no anchor yet."""
    before = Event.objects.filter(id__lte=last).order_by("-id").annotate(held=_HELD)
    return before.values_list("held", flat=True).first() is False


def digest_of(anchor: Anchor) -> bytes:
    """Return SHA-256 over every column of an anchor and the digest of the one before it."""
    at = int(anchor.at.timestamp())
    return digest("anchor", anchor.seq, at, anchor.count, bytes(anchor.root), bytes(anchor.before))


def leaf(event: Event | Anchored) -> bytes:
    return digest("anchored event", event.subject.bytes, event.seq, bytes(event.digest))


def _anchor(events: QuerySet[Event], at: datetime) -> int:
    """Anchor these events; when another process was quicker, nothing is left to do."""
    if not events.exists():
        return 0
    try:
        with writing():
            return _chained(list(events.only("subject", "seq", "digest")[:MOST]), at)
    except IntegrityError:
        return 0


def _chained(events: list[Event], at: datetime) -> int:
    last = Anchor.objects.order_by("-seq").first()
    anchor = Anchor(
        seq=last.seq + 1 if last else 1,
        at=to_the_minute(at),
        count=len(events),
        root=merkle.root(leaf(event) for event in events),
        before=bytes(last.digest) if last else b"",
    )
    anchor.digest = digest_of(anchor)
    anchor.save(force_insert=True)
    Anchored.objects.bulk_create(
        [Anchored(subject=e.subject, seq=e.seq, digest=e.digest, anchor=anchor) for e in events],
        batch_size=500,
    )
    return len(events)
