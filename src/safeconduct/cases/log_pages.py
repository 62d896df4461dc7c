"""The log as people read it: newest first, filtered, in closed words; never what it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from safeconduct.cases.anchor_check import broken_anchors
from safeconduct.cases.log import Aggregate
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.models import Case, Event
from safeconduct.cases.queries import visible
from safeconduct.domain.role import RESERVED, Team
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader

PAGE, MOST_BREAKS = 100, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for; empty words and no day: everything. `before`: go on from an entry."""

    kind: str = ""
    actor: str = ""
    day: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event; `reference` is empty for the programme and for a case that stays unnamed."""

    id: int
    at: datetime
    kind: str
    actor: str
    details: str
    reference: str
    of_case: bool


def log_page(wanted: Wanted, reader: Reader) -> tuple[Entry, ...]:
    """Return a page of the log; one entry more than `PAGE` says that there is more.

    Oversight sees the reference of each case, others of those that they may see anyway.
    """
    found = list(_rows(wanted)[: PAGE + 1])
    names = _references({event.subject for event in found}, reader)
    return tuple(_entry(event, names) for event in found)


def _rows(wanted: Wanted) -> QuerySet[Event]:
    rows = Event.objects.order_by("-id")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.actor:
        rows = rows.filter(actor__in=_spelt(wanted.actor))
    if wanted.day:
        rows = _of_day(rows, wanted.day)
    if wanted.before:
        rows = rows.filter(id__lt=wanted.before)
    return rows


def _of_day(rows: QuerySet[Event], day: date) -> QuerySet[Event]:
    """Events of a day in UTC; their numbers lie close together, which spares a look at all.

    They are counted too: for the first number alone PostgreSQL would go through all before it.
    """
    begin = datetime.combine(day, time(), UTC)
    day_only = Q(at__gte=begin, at__lt=begin + timedelta(days=1))
    found = Event.objects.filter(day_only).aggregate(
        low=Min("id"), high=Max("id"), many=Count("id")
    )
    return rows.filter(day_only, id__gte=found["low"] or 0, id__lte=found["high"] or 0)


def _spelt(name: str) -> list[str]:
    """Every way the log spells a name, whatever its case; the name as it is where it knows none."""
    known = (*Staff.objects.values_list("call_sign", flat=True), *sorted(RESERVED))
    return [one for one in known if one.casefold() == name.casefold()] or [name]


def all_breaks(at: datetime) -> tuple[str, ...]:
    """Check every chain and anchor; return the first lines of what does not hold."""
    return (
        *islice(broken_places(), MOST_BREAKS),
        *islice(broken_anchors(at), MOST_BREAKS),
    )


def _references(subjects: set[UUID], reader: Reader) -> Mapping[UUID, str]:
    cases = Case.objects.all() if Team.OVERSIGHT in reader.teams else visible(reader)
    return dict(cases.filter(id__in=subjects).values_list("id", "reference"))


def _entry(event: Event, names: Mapping[UUID, str]) -> Entry:
    return Entry(
        id=event.id,
        at=event.at,
        kind=event.kind,
        actor=event.actor,
        details=event.details,
        reference=names.get(event.subject, ""),
        of_case=event.aggregate == Aggregate.CASE,
    )
