"""A case's life and its log are one: what was decided is appended, and the row says the outcome.

The row holds nothing that replaying the log does not give (`tests/cases/test_replay.py`).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from safeconduct.cases import log, models
from safeconduct.cases.erasing import destroy_what_is_over
from safeconduct.domain import urgency
from safeconduct.domain.life import Action, Case, Event, evolve, replay
from safeconduct.domain.life.details import read, written

COLUMNS = (
    "state", "kind", "size_band", "claimed", "confirmed", "rank", "team", "assigned",
    "waiting_since", "last_seen", "ended_at", "unread", "tell",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A decided event with the digest of the ciphertext it speaks of."""

    event: Event
    content: bytes = b""


def events_of(subject: uuid.UUID) -> tuple[Event, ...]:
    rows = models.Event.objects.filter(subject=subject).order_by("seq")
    return tuple(as_event(row) for row in rows)


def as_event(row: models.Event) -> Event:
    return Event(kind=Action(row.kind), actor=row.actor, at=row.at, details=read(row.details))


def life_of(row: models.Case) -> Case:
    """Return what the log makes of a case; its row must be locked before anything is decided."""
    return replay(events_of(row.id))


def told(happened: Happened) -> log.Told:
    event = happened.event
    return log.Told(
        kind=event.kind.value,
        actor=event.actor,
        at=event.at,
        details=written(event.details),
        content=happened.content,
    )


def record(row: models.Case, life: Case, happened: Sequence[Happened]) -> Case:
    """Append decided events and bring row and contents up to them, in the caller's transaction."""
    log.append(row.id, *(told(one) for one in happened))
    after = outcome(life, happened)
    show(row, after, tell=row.tell or after.state is not life.state)
    row.save(update_fields=COLUMNS)
    destroy_what_is_over(row, life, after)
    return after


def outcome(life: Case, happened: Sequence[Happened]) -> Case:
    for one in happened:
        life = evolve(life, one.event)
    return life


def show(row: models.Case, life: Case, *, tell: bool) -> None:
    """Set the clear columns of a row to what a life says."""
    row.state, row.kind, row.size_band = life.state, life.kind, life.size
    row.claimed, row.confirmed = urgency.written(life.claimed), urgency.written(life.confirmed)
    row.rank, row.team, row.assigned = life.rank, life.team, life.assigned
    row.waiting_since, row.last_seen = life.waiting_since, life.last_seen or row.opened_at
    row.ended_at, row.unread, row.tell = life.ended_at, life.unread, tell
