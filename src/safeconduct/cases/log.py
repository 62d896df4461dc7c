"""The log: one hash chain a subject, appended in the transaction of what it tells (VAULT 8)."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction

from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.models import Event, Head
from safeconduct.cases.rows import Ready, ready
from safeconduct.vault.encoding import digest

PROGRAMME = uuid.UUID(int=0)


class Aggregate(StrEnum):
    CASE = "case"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one event says.

    `details` is canonical JSON of closed words, `content` the digest of the ciphertext meant.
    """

    kind: str
    actor: str
    at: datetime
    details: str = "{}"
    content: bytes = b""


def append(subject: uuid.UUID, *told: Told, aggregate: Aggregate = Aggregate.CASE) -> int:
    """Append events to a subject's chain and return the last place; needs an open transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is part of the change it tells")
    head = _locked_head(subject, aggregate)
    events = list(_chained(head, told))
    Event.objects.bulk_create(events)
    head.save(update_fields=["seq", "digest"])
    return head.seq


def beginnings(chains: Mapping[uuid.UUID, tuple[Told, ...]]) -> tuple[Ready, ...]:
    """Return the rows of many new chains, ready to be written in the transaction they tell of."""
    heads = [Head(subject=one, aggregate=Aggregate.CASE, seq=0, digest=b"") for one in chains]
    events = [event for head in heads for event in _chained(head, chains[head.subject])]
    return (*ready(heads), *ready(events))


def _locked_head(subject: uuid.UUID, aggregate: Aggregate) -> Head:
    heads = Head.objects.select_for_update().filter(subject=subject)
    if head := heads.first():
        return head
    first = {"aggregate": aggregate, "seq": 0, "digest": b""}
    Head.objects.get_or_create(subject=subject, defaults=first)
    return heads.get()


def _chained(head: Head, told: tuple[Told, ...]) -> Iterator[Event]:
    for one in told:
        event = Event(
            subject=head.subject,
            aggregate=head.aggregate,
            seq=head.seq + 1,
            kind=one.kind,
            at=to_the_minute(one.at),
            actor=one.actor,
            details=one.details,
            content=one.content,
            before=bytes(head.digest),
        )
        event.digest = digest_of(event)
        head.seq, head.digest = event.seq, event.digest
        yield event


def digest_of(event: Event) -> bytes:
    """Return SHA-256 over every column of an event and the digest of the one before it."""
    return digest(
        "event",
        event.subject.bytes,
        event.aggregate,
        event.seq,
        event.kind,
        int(event.at.timestamp()),
        event.actor,
        event.details,
        bytes(event.content),
        bytes(event.before),
    )
