"""Check the anchors inside the database: against each other, and against the events they hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, Subquery

from safeconduct.cases.anchors import digest_of, leaf, unanchored
from safeconduct.cases.models import Anchor, Anchored, Event
from safeconduct.vault import merkle

# An event waits a minute for its anchor; errands that stood still are named too.
ANCHORED_WITHIN = timedelta(minutes=5)


def broken_anchors(at: datetime) -> Iterator[str]:
    """Yield one line for each break; nothing when anchors and events hold each other."""
    yield from _chain()
    yield from _held()
    late = unanchored().filter(at__lt=at - ANCHORED_WITHIN).count()
    if late:
        yield f"events without an anchor: {late}"


def _chain() -> Iterator[str]:
    expected, before = 1, b""
    for anchor in Anchor.objects.order_by("seq").iterator():
        if anchor.seq != expected:
            yield f"{_named(expected, anchor.seq - 1)} gone"
        elif bytes(anchor.before) != before:
            yield f"anchor {anchor.seq} does not follow the one before it"
        if digest_of(anchor) != bytes(anchor.digest):
            yield f"anchor {anchor.seq} was edited"
        leaves = [leaf(one) for one in anchor.held.all()]
        if len(leaves) != anchor.count or merkle.root(leaves) != bytes(anchor.root):
            yield f"anchor {anchor.seq} does not hold the events it was made of"
        expected, before = anchor.seq + 1, bytes(anchor.digest)


def _held() -> Iterator[str]:
    """Name each event that an anchor holds and the log does not, or not in these words."""
    events = Event.objects.filter(subject=OuterRef("subject"), seq=OuterRef("seq"))
    held = Anchored.objects.annotate(found=Subquery(events.values("digest")))
    broken = held.filter(~Q(found=F("digest")) | Q(found=None)).order_by("anchor", "subject", "seq")
    for subject, seq, anchor, found in broken.values_list("subject", "seq", "anchor", "found"):
        fate = "is gone" if found is None else "was rewritten"
        yield f"{subject}: event {seq} {fate} since anchor {anchor}"


def _named(first: int, last: int) -> str:
    return f"anchor {first} is" if first == last else f"anchors {first} to {last} are"
