"""What waits for intake, and in which order it is taken."""

import uuid

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    When,
    Window,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from safeconduct.cases import models
from safeconduct.vault.arrivals import ArrivalKind

# Times are kept to the minute; within one, what was stored first goes first: an `add` may bring the
# key that the next is signed with.
PLACES = {
    "sqlite": ("sc_arrival.rowid",),
    "postgresql": ("sc_arrival.xmin::text::bigint", "sc_arrival.cmin::text::bigint"),
}
# So much of one kind goes at once before others have their turn: more than a person sends, as a
# rule, while intake takes a breath.
A_TURN = 10


def newcomers(most: int) -> list[models.Arrival]:
    return list(untaken().filter(kind=ArrivalKind.NEW).order_by(*by_place())[:most])


def returners(most: int) -> list[uuid.UUID]:
    """Return those who came back, but for whose own request still waits itself.

    By their ids alone: each may be a file. Codes and talks take turns, so that who sends without
    end holds up themselves.
    """
    # A word that is passed finds no index that is made for it; this one holds who comes back alone.
    came_back = RawSQL("NOT (sc_arrival.kind = 'new')", (), BooleanField())
    found = untaken().filter(came_back).exclude(_own_request_waits())
    return list(found.order_by(_turn(), *by_place()).values_list("id", flat=True)[:most])


def untaken() -> QuerySet[models.Arrival]:
    return models.Arrival.objects.filter(taken__isnull=True)


def by_place() -> tuple[F | RawSQL, ...]:
    return (F("stored_at"), *(RawSQL(place, ()) for place in PLACES[connection.vendor]))  # noqa: S611 - our own words


def _own_request_waits() -> Q:
    requests = untaken().filter(kind=ArrivalKind.NEW)
    by_code = Q(locator__in=requests.exclude(locator=b"").values("locator"))
    by_talk = Q(locator=b"") & Q(case_public__in=requests.values("case_public"))
    return by_code | by_talk


def _turn() -> Expression:
    whose = Case(When(locator=b"", then=F("case_public")), default=F("locator"))
    place = Window(RowNumber(), partition_by=[whose, F("kind")], order_by=by_place())
    return ExpressionWrapper((place - 1) / A_TURN, output_field=IntegerField())
