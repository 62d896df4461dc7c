"""Check the chains of the log: name every event that was edited, removed, moved or cut off."""

import uuid
from collections.abc import Iterator
from itertools import groupby

from safeconduct.cases.log import PROGRAMME, digest_of
from safeconduct.cases.models import Case, Event, Head
from safeconduct.people.models import Staff


def broken_places() -> Iterator[str]:
    """Yield one line for each break; nothing when every chain holds.

    Without an anchor kept elsewhere, whoever owns the database can still rewrite a whole chain
    together with its head: the threat model says so.
    """
    heads = {head.subject: head for head in Head.objects.iterator()}
    events = Event.objects.order_by("subject", "seq").iterator(chunk_size=2000)
    for subject, chain in groupby(events, key=lambda event: event.subject):
        yield from _breaks_of(subject, chain, heads.pop(subject, None))
    for subject, head in heads.items():
        yield f"{subject}: all {head.seq} events are gone"
    for case in Case.objects.exclude(id__in=Head.objects.values("subject")).only("id").iterator():
        yield f"{case.id}: the case has no log"

    if Staff.objects.exists() and not Head.objects.filter(subject=PROGRAMME).exists():
        yield f"{PROGRAMME}: the programme has no log"


def _breaks_of(subject: uuid.UUID, chain: Iterator[Event], head: Head | None) -> Iterator[str]:
    expected, before = 1, b""
    for event in chain:
        if event.seq != expected:
            yield f"{subject}: event {expected} is gone"
        elif bytes(event.before) != before:
            yield f"{subject}: event {event.seq} does not follow the one before it"
        if digest_of(event) != bytes(event.digest):
            yield f"{subject}: event {event.seq} was edited"
        expected, before = event.seq + 1, bytes(event.digest)
    if head is None:
        yield f"{subject}: the head is gone"
    elif head.seq >= expected:
        yield f"{subject}: the log is cut after event {expected - 1}; the head says {head.seq}"
    elif bytes(head.digest) != before:
        yield f"{subject}: the head does not match event {expected - 1}"
