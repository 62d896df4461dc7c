"""What the desk may see of cases without opening any: clear columns, in the queue's order."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from safeconduct.cases import models
from safeconduct.cases.paging import after as after_place
from safeconduct.cases.paging import place_of
from safeconduct.cases.verdicts import FIRST_READERS, REFUSALS, Verdict
from safeconduct.domain import urgency
from safeconduct.domain.life import EMPTIED, Action, RequestKind, SizeBand, State
from safeconduct.domain.reference import NotAReference, parse
from safeconduct.domain.role import Right, Team
from safeconduct.domain.urgency import Sign
from safeconduct.people.readers import Reader

PAGE = 100
# The order of each list; a reference is each case's own, so that no two share a place.
BY_NEED = ("rank", "waiting_since", "opened_at", "reference")
MINE_FIRST = ("rank", "-last_seen", "reference")
LAST_WORD_FIRST = ("-last_seen", "reference")
# Neither changes what somebody else decides on.
QUIET = frozenset({Action.READ, Action.SEEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One case as the queue shows it: nothing in it is sealed.

    `place` is where its list goes on after it.
    """

    reference: str
    state: State
    kind: RequestKind
    channel: str
    language: str
    size_band: SizeBand
    confirmed: tuple[Sign, ...]
    claimed: tuple[Sign, ...]
    waiting_since: datetime | None
    opened_at: datetime
    last_seen: datetime
    assigned: str
    team: Team
    unread: int
    urgent: bool
    declined: bool = False
    place: str = ""


def as_row(case: models.Case) -> QueueRow:
    return QueueRow(
        reference=case.reference,
        state=State(case.state),
        kind=RequestKind(case.kind),
        channel=case.channel,
        language=case.language,
        size_band=SizeBand(case.size_band),
        confirmed=urgency.in_order(urgency.read(case.confirmed)),
        claimed=urgency.in_order(urgency.read(case.claimed)),
        waiting_since=case.waiting_since,
        opened_at=case.opened_at,
        last_seen=case.last_seen,
        assigned=case.assigned,
        team=Team(case.team),
        unread=case.unread,
        urgent=case.rank < urgency.ORDINARY,
    )


def readable(reader: Reader) -> QuerySet[models.Case]:
    """Cases whose talk key is wrapped to one of the reader's teams; all others do not exist.

    The first readers hold nearly every case: they are looked up from the case. Others hold few: an
    order by time would pass through all cases until it met theirs.
    """
    wraps = models.CaseWrap.objects.filter(team__in=[team.value for team in reader.teams])
    if reader.teams & FIRST_READERS:
        return models.Case.objects.filter(Exists(wraps.filter(case=OuterRef("pk"))))
    return models.Case.objects.filter(id__in=wraps.values("case"))


def visible(reader: Reader) -> QuerySet[models.Case]:
    """Cases that the reader can open, and those emptied, of which only the log is left."""
    if not reader.actor.may(Right.SEE_RECEIVED):
        return readable(reader)
    return readable(reader) | models.Case.objects.filter(state__in=EMPTIED)


def waiting(reader: Reader, *, most: int = PAGE, after: str = "") -> tuple[QueueRow, ...]:
    """Cases that wait for an answer: confirmed signs, claimed signs, then waiting time."""
    return _page(readable(reader).filter(waiting_since__isnull=False), BY_NEED, most, after)


def waiting_count(reader: Reader, *, after: str = "") -> int:
    cases = readable(reader).filter(waiting_since__isnull=False)
    return cases.filter(after_place(after, BY_NEED)).count()


def assigned_to(reader: Reader, *, most: int = PAGE, after: str = "") -> tuple[QueueRow, ...]:
    """Cases that the reader has taken, whether or not they wait."""
    cases = readable(reader).filter(assigned=reader.call_sign)
    return _with_declined(_page(cases, MINE_FIRST, most, after))


def _with_declined(rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
    """Mark the rows whose last proposal was declined: the answer to it is somebody's next step."""
    reviewed = [row.reference for row in rows if row.state is State.IN_REVIEW]
    cases = dict(models.Case.objects.filter(reference__in=reviewed).values_list("id", "reference"))
    told = models.Event.objects.filter(subject__in=cases, kind__in=(Action.PROPOSE, Action.DECLINE))
    last = dict(told.order_by("seq").values_list("subject", "kind"))
    declined = {cases[one] for one, kind in last.items() if kind == Action.DECLINE}
    return tuple(replace(row, declined=row.reference in declined) for row in rows)


def assigned_count(reader: Reader, *, after: str = "") -> int:
    cases = readable(reader).filter(assigned=reader.call_sign)
    return cases.filter(after_place(after, MINE_FIRST)).count()


def recent(reader: Reader, *, most: int = PAGE, after: str = "") -> tuple[QueueRow, ...]:
    """All cases that the reader may see, last word of the person first."""
    return _page(visible(reader), LAST_WORD_FIRST, most, after)


def find(words: str, reader: Reader) -> QueueRow | None:
    """Return the case that a reference names; there is no search by content (VAULT section 6)."""
    try:
        wanted = parse(words)
    except NotAReference:
        return None
    case = visible(reader).filter(reference=wanted).first()
    return as_row(case) if case else None


def case_of_arrival(arrival: uuid.UUID, reader: Reader) -> QueueRow | None:
    """Return the case that an arrival opened; None while it is not taken in, or not for them."""
    case = readable(reader).filter(first=arrival).first()
    return as_row(case) if case else None


def teams_on(words: str, reader: Reader) -> frozenset[Team]:
    """Return the teams that hold a key to a case; none for who holds none themselves."""
    try:
        wanted = parse(words)
    except NotAReference:
        return frozenset()
    rows = models.CaseWrap.objects.filter(case__reference=wanted).values_list("team", flat=True)
    teams = frozenset(Team(team) for team in rows)
    return teams if teams & reader.teams else frozenset()


def changes_since(words: str, seen: int) -> tuple[tuple[str, str], ...]:
    """Return what happened to a case after a place of its log, and by whom; readings are none."""
    case = models.Case.objects.filter(reference=parse(words)).values("id")
    rows = models.Event.objects.filter(subject__in=case, seq__gt=seen)
    told = rows.exclude(kind__in=QUIET).order_by("seq")
    return tuple(told.values_list("kind", "actor"))


def oldest_untaken() -> datetime | None:
    """Return since when intake has left something lying; None when it has taken everything."""
    rows = models.Arrival.objects.filter(taken__isnull=True).order_by("stored_at")
    return rows.values_list("stored_at", flat=True).first()


def not_taken_in() -> dict[str, int]:
    """Count arrivals that intake has refused or set aside, by its verdict."""
    rows = models.Arrival.objects.filter(taken__in=(*REFUSALS, Verdict.SET_ASIDE))
    return dict(rows.values_list("taken").annotate(Count("id")))


def _page(
    cases: QuerySet[models.Case], order: Sequence[str], most: int, after: str
) -> tuple[QueueRow, ...]:
    found = cases.filter(after_place(after, order)).order_by(*order)[:most]
    return tuple(replace(as_row(case), place=place_of(case, order)) for case in found)
