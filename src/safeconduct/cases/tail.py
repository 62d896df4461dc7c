"""What the log tells since the last look: each event once, however late it becomes visible.

Never by `id > last` alone: PostgreSQL commits out of order, so a lower number may appear after a
higher one. What was read is read again until no transaction can still be under way beneath it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet

from safeconduct.cases.log import Aggregate
from safeconduct.cases.models import Case, CaseWrap, Event
from safeconduct.domain import urgency
from safeconduct.domain.role import Team
from safeconduct.domain.urgency import Sign

# So many numbers below the newest are always read again, and at the very most so many.
WINDOW, FARTHEST = 200, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as clear columns tell it, and the teams that hold a key to its case."""

    reference: str
    kind: str
    actor: str
    seq: int
    state: str
    signs: frozenset[Sign]
    teams: frozenset[Team]


@dataclass(slots=True)
class Tail:
    """The end of the log as one process follows it; `begin` makes one that starts now."""

    floor: int
    seen: set[int]
    marks: deque[tuple[int, int]] = field(default_factory=deque)

    @classmethod
    def begin(cls) -> Self:
        """Start with what is visible now; what is on its way under a lower number still comes."""
        newest = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
        floor = newest - WINDOW
        return cls(floor=floor, seen=set(_after(floor).values_list("id", flat=True)))

    def read(self) -> tuple[Told, ...]:
        """Return the events of cases that were not returned before, in the order of writing.

        Where the database does not answer, nothing counts as returned.
        """
        oldest = _oldest_under_way()
        fresh = [row for row in _after(self.floor) if row.id not in self.seen]
        told = tuple(_told(fresh))
        self._advance(oldest, self.seen.union(row.id for row in fresh))
        return told

    def _advance(self, oldest: int, seen: set[int]) -> None:
        """Move the floor up to what was the newest when all that ran then had not yet ended."""
        newest, settled = max(seen, default=self.floor), self.floor
        marks = deque(self.marks)
        while marks and marks[0][0] <= oldest:
            settled = marks.popleft()[1]
        if newest - WINDOW > (marks[-1][1] if marks else settled):
            marks.append((_next_one(), newest))
        self.marks = marks
        self.floor = max(self.floor, min(settled, newest - WINDOW), newest - FARTHEST)
        self.seen = {number for number in seen if number > self.floor}


def _after(floor: int) -> QuerySet[Event]:
    return Event.objects.filter(id__gt=floor).order_by("id")


def _oldest_under_way() -> int:
    """Return the number beneath which every transaction is over.

    SQLite has one writer: beneath what is visible nothing is on its way.
    """
    return 0 if connection.vendor == "sqlite" else _asked("pg_snapshot_xmin(pg_current_snapshot())")


def _next_one() -> int:
    """Return a number above every transaction that runs now; taken once in a window of events."""
    return 0 if connection.vendor == "sqlite" else _asked("pg_current_xact_id()")


def _asked(what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what}::text")
        return int(cursor.fetchone()[0])


def _told(events: Iterable[Event]) -> Iterator[Told]:
    events = [event for event in events if event.aggregate == Aggregate.CASE]
    if not events:
        return
    cases = Case.objects.in_bulk({event.subject for event in events})
    teams = _teams(cases)
    for event in events:
        if case := cases.get(event.subject):
            yield Told(
                reference=case.reference,
                kind=event.kind,
                actor=event.actor,
                seq=event.seq,
                state=case.state,
                signs=urgency.read(case.confirmed) | urgency.read(case.claimed),
                teams=teams.get(case.id, frozenset()),
            )


def _teams(cases: Iterable[UUID]) -> Mapping[UUID, frozenset[Team]]:
    found: dict[UUID, set[Team]] = {}
    for case, team in CaseWrap.objects.filter(case__in=cases).values_list("case", "team"):
        found.setdefault(case, set()).add(Team(team))
    return {case: frozenset(teams) for case, teams in found.items()}
