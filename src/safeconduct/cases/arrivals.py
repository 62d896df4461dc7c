"""What a door may do with the database: store an arrival, pick up by locator, mark as read.

On PostgreSQL these three are all that a door's role is granted; the functions `pickup` and
`read_mark` are made by a migration and run with their owner's rights (VAULT section 1).
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from safeconduct.cases import models
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.together import Row, Together
from safeconduct.cases.writer import has_no_turns, writing
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.vault.arrivals import Arrival, encode_wraps

COPY_LIVES = RETENTION[Kept.READ_COPY].lives
DOUBTS_ALLOWED = 5
DOUBTS_WITHIN = timedelta(hours=24)

COLUMNS = (
    "id", "kind", "locator", "case_public", "requester_kem", "requester_sign", "talk_sign",
    "sealed_under", "channel", "language", "request_kind", "urgency", "size_band",
    "directory_serial", "body", "wraps", "copy", "signature", "stored_at",
)  # fmt: skip
INSERT = (
    f"INSERT INTO sc_arrival ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 - constants only
    " ON CONFLICT DO NOTHING"
)
ARRIVALS = Together(INSERT)
Store = Callable[[Arrival, datetime], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A reply or status sealed to the requester."""

    id: UUID
    kind: str
    body: bytes = field(repr=False)
    stored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A doubt that intake has taken; only the code tells what its mark says."""

    id: UUID
    mark: bytes = field(repr=False)
    stored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """What lies ready behind a locator; `quiet` when too many doubts were stored on it.

    `first`: the arrival that opened its case.
    """

    copy: bytes = field(repr=False)
    items: tuple[Waiting, ...]
    doubts: tuple[Doubt, ...]
    quiet: bool
    first: UUID | None = None


def store(arrival: Arrival, at: datetime) -> bool:
    """Write an arrival durably; False when its id stands already (the same form sent twice).

    Raises django.db.Error for whatever else the database does not take.
    """
    row = _row(arrival, at)
    return _store_now(row) if has_no_turns() else ARRIVALS.store(row)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Arrivals of one round of a channel, stored together: one wait for the disk."""

    rows: list[tuple[Arrival, datetime]] = field(default_factory=list, repr=False)

    def add(self, arrival: Arrival, at: datetime) -> bool:
        """Take an arrival in place of `store`; nothing is told of it before `store_all`."""
        self.rows.append((arrival, at))
        return True

    def store_all(self) -> None:
        """Write them durably; one whose id stands already is left as it is."""
        if self.rows:
            with writing():
                for arrival, at in self.rows:
                    store(arrival, at)


def _store_now(row: Row) -> bool:
    with (
        # Within a transaction a refused row must not break what came before it.
        transaction.atomic() if connection.in_atomic_block else nullcontext(),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT, row)
        return bool(cursor.rowcount)


def _row(arrival: Arrival, at: datetime) -> Row:
    adapt = connection.ops.adapt_datetimefield_value
    identity = arrival.id if connection.vendor == "postgresql" else arrival.id.hex
    return (
        identity, arrival.kind.value, arrival.locator, arrival.case_public, arrival.requester_kem,
        arrival.requester_sign, arrival.talk_sign, arrival.sealed_under, arrival.channel,
        arrival.language, arrival.request_kind, arrival.urgency, arrival.size_band,
        arrival.directory_serial, arrival.body, encode_wraps(arrival.wraps), arrival.copy,
        arrival.signature, adapt(to_the_minute(at)),
    )  # fmt: skip


def pickup(locator: bytes, at: datetime) -> Pickup | None:
    """Return what lies ready behind a locator, or None when nothing is known there."""
    rows = _on_server(locator) if connection.vendor == "postgresql" else _in_file(locator, at)
    copies = [(identity, body) for kind, identity, body, _ in rows if kind == "copy"]
    if not copies:
        return None
    items = tuple(
        Waiting(id=identity, kind=kind, body=body, stored_at=stored_at)
        for kind, identity, body, stored_at in rows
        if kind in {"reply", "status"} and identity and stored_at
    )
    doubts = tuple(
        Doubt(id=identity, mark=body, stored_at=stored_at)
        for kind, identity, body, stored_at in rows
        if kind == "doubt" and identity and stored_at
    )
    quiet = any(row[0] == "quiet" for row in rows)
    first, copy = copies[0]
    return Pickup(copy=copy, items=items, doubts=doubts, quiet=quiet, first=first)


PickupRow = tuple[str, UUID | None, bytes, datetime | None]


def _on_server(locator: bytes) -> list[PickupRow]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, id, body, stored_at FROM pickup(%s)", [locator])
        return [(kind, identity, bytes(body), at) for kind, identity, body, at in cursor.fetchall()]


def _in_file(locator: bytes, at: datetime) -> list[PickupRow]:
    if models.Replacement.objects.filter(old_locator=locator).exists():
        return []
    new = models.Arrival.objects.filter(kind="new", locator=locator).only("copy").first()
    again = models.Replacement.objects.filter(locator=locator).select_related("case")
    found = new or again.only("copy", "case__first_id").first()
    if found is None:
        return []
    first = found.case.first_id if isinstance(found, models.Replacement) else found.id
    doubts = models.Arrival.objects.filter(kind="doubt", locator=locator)
    taken = doubts.filter(taken="taken").only("signature", "stored_at")
    marks: list[PickupRow] = [("doubt", it.id, bytes(it.signature), it.stored_at) for it in taken]
    if doubts.filter(stored_at__gt=at - DOUBTS_WITHIN).count() >= DOUBTS_ALLOWED:
        return [("copy", None, b"", None), ("quiet", None, b"", None), *marks]
    alive = models.RequesterCopy.objects.filter(locator=locator).exclude(
        read_at__lt=to_the_minute(at - COPY_LIVES)
    )
    rows: list[PickupRow] = [("copy", first, bytes(found.copy), None), *marks]
    alive = alive.order_by("stored_at")
    return rows + [(one.kind, one.id, bytes(one.body), one.stored_at) for one in alive]


def read_mark(locator: bytes, item: UUID, at: datetime) -> None:
    """Note that the requester has opened a copy; from then on it lives 24 hours."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT read_mark(%s, %s)", [locator, item])
        return
    models.RequesterCopy.objects.filter(id=item, locator=locator, read_at=None).update(
        read_at=to_the_minute(at)
    )
