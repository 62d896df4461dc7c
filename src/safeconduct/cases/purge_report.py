"""The purge report: what was destroyed on which day, and when its last copy is gone.

Drawn from the log alone, so that what it says stands or falls with the chains; counts only.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from safeconduct.cases import models
from safeconduct.cases.log import PROGRAMME
from safeconduct.domain.life import EMPTIED, ENDS, LIFE, Action, State
from safeconduct.domain.programme_events import Happening
from safeconduct.domain.retention import Kept

ENDING: Mapping[str, State] = {
    action: to for row in LIFE.values() for action, to in row.items() if to in ENDS - EMPTIED
}
AT_ONCE: Mapping[str, Kept] = {Action.WITNESS: Kept.RECEIVED, Action.ERASE: Kept.ERASED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """So many of a class, destroyed on a day; `gone` is when no backup can hold a copy."""

    day: date
    kept: Kept
    count: int
    gone: date


def destroyed_since(since: datetime, last_copy: timedelta) -> tuple[Destroyed, ...]:
    """Return what was destroyed from `since` on, the newest day first."""
    counted = Counter(_of_cases(since))
    for day, kept, count in _of_the_rest(since):
        counted[day, kept] += count
    rows = (
        Destroyed(day=day, kept=kept, count=count, gone=day + last_copy)
        for (day, kept), count in counted.items()
    )
    order = list(Kept)
    return tuple(sorted(rows, key=lambda row: (-row.day.toordinal(), order.index(row.kept))))


def _of_cases(since: datetime) -> Iterator[tuple[date, Kept]]:
    events = models.Event.objects.exclude(subject=PROGRAMME).filter(at__gte=since)
    for kind, at in events.filter(kind__in=list(AT_ONCE)).values_list("kind", "at"):
        yield at.date(), AT_ONCE[kind]
    purges = dict(events.filter(kind=Action.PURGE).values_list("subject", "at"))
    ends = _ends(purges)
    for subject, at in purges.items():
        yield at.date(), Kept(ends[subject])


def _ends(subjects: Mapping[UUID, datetime]) -> Mapping[UUID, State]:
    """Tell which end each purged case had come to: its last event that leads to one."""
    events = models.Event.objects.filter(subject__in=list(subjects), kind__in=list(ENDING))
    told = events.order_by("seq").values_list("subject", "kind")
    return {subject: ENDING[kind] for subject, kind in told}


def _of_the_rest(since: datetime) -> Iterator[tuple[date, Kept, int]]:
    events = models.Event.objects.filter(subject=PROGRAMME, kind=Happening.DESTROYED)
    for at, details in events.filter(at__gte=since).values_list("at", "details"):
        told = json.loads(details)
        yield at.date(), Kept(told["kept"]), int(told["count"])
