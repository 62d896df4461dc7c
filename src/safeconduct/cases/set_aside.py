"""Words beyond what a case takes unread: they wait, at the desk in sight, until somebody has read.

Each word replays its case's life, within the writer's turn: who sends without end would have every
other person's word wait for theirs. Nothing of it is refused, and none of it dies before its case.
"""

import uuid
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from safeconduct.cases import models
from safeconduct.cases.untaken import by_place
from safeconduct.cases.verdicts import MOST_UNREAD, Verdict
from safeconduct.cases.writer import writing
from safeconduct.domain.reference import parse
from safeconduct.vault.arrivals import ArrivalKind


def instead(row: models.Arrival, verdict: Verdict) -> Verdict:
    """Return what becomes of a refused arrival: words of a talk wait while their key may wait too.

    What came with the code, and waits itself, may name the key that signed them.
    """
    if verdict is not Verdict.BAD_SIGNATURE or row.kind != ArrivalKind.ADD or bytes(row.locator):
        return verdict
    with_code = models.Arrival.objects.filter(kind=ArrivalKind.ADD, case_public=row.case_public)
    waits = Q(taken__isnull=True) | Q(taken=Verdict.SET_ASIDE)
    return Verdict.SET_ASIDE if with_code.filter(waits).exclude(locator=b"").exists() else verdict


def let_in_again() -> int:
    """Give to intake what waits on cases that were read meanwhile; return how much that was."""
    return sum(_let_in(ids) for ids in list(_next_words()))


def on_case(reference: str) -> int:
    """Count what waits until a case is read."""
    if not set_aside().exists():
        return 0
    case = models.Case.objects.filter(reference=parse(reference))
    public, locator = case.values_list("first__case_public", "first__locator").get()
    replaced = models.Replacement.objects.filter(case__in=case).values_list("locator", flat=True)
    by_code = Q(locator__in=[bytes(one) for one in (locator, *replaced) if bytes(one)])
    by_talk = Q(case_public=public) & ~Q(case_public=b"")
    return set_aside().filter(by_code | by_talk).count()


def set_aside() -> QuerySet[models.Arrival]:
    return models.Arrival.objects.filter(taken=Verdict.SET_ASIDE)


def _next_words() -> Iterator[list[uuid.UUID]]:
    """Yield of each case the words that it takes now, in their order."""
    for public in set_aside().values_list("case_public", flat=True).distinct():
        words = set_aside().filter(case_public=public).order_by(*by_place())
        yield list(words.values_list("id", flat=True)[: _room(words)])


def _room(words: QuerySet[models.Arrival]) -> int:
    """Return how many words their case takes; where there is none any more intake says so."""
    public, locator = words.values_list("case_public", "locator")[0]
    found = Q(first__case_public=public, first__kind=ArrivalKind.NEW)
    if bytes(locator):
        found = Q(first__locator=locator) | Q(replacements__locator=locator)
    unread = models.Case.objects.filter(found).values_list("unread", flat=True).first()
    return max(MOST_UNREAD - (unread or 0), 0)


def _let_in(ids: list[uuid.UUID]) -> int:
    """Let them wait again, one after the other: on PostgreSQL that is their place."""
    if not ids:
        return 0
    with writing():
        return sum(set_aside().filter(id=one).update(taken=None) for one in ids)
