"""What waits for intake, and in which order it is taken."""

import uuid

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from safeconduct.cases import models
from safeconduct.vault.arrivals import ArrivalKind

# Times are kept to the minute; within one, what was stored first goes first: an `add` may bring the
# key that the next is signed with.
PLACES = {
    "sqlite": ("sc_arrival.rowid",),
    "postgresql": ("sc_arrival.xmin::text::bigint", "sc_arrival.cmin::text::bigint"),
}


def untaken() -> QuerySet[models.Arrival]:
    places = [RawSQL(place, ()) for place in PLACES[connection.vendor]]  # noqa: S611 - our own words
    return models.Arrival.objects.filter(taken__isnull=True).order_by("stored_at", *places)


def newcomers(most: int) -> list[models.Arrival]:
    return list(untaken().filter(kind=ArrivalKind.NEW)[:most])


def returners(most: int) -> list[uuid.UUID]:
    """Return those who came back, but for whose own request still waits itself.

    By their ids alone: each may be a file.
    """
    # A word that is passed finds no index that is made for it; this one holds who comes back alone.
    came_back = RawSQL("NOT (sc_arrival.kind = 'new')", (), BooleanField())
    requests = models.Arrival.objects.filter(kind=ArrivalKind.NEW, taken__isnull=True)
    by_code = requests.filter(locator=OuterRef("locator"))
    by_talk = requests.filter(case_public=OuterRef("case_public"))
    waits = (~Q(locator=b"") & Exists(by_code)) | (Q(locator=b"") & Exists(by_talk))
    found = untaken().filter(came_back).exclude(waits)
    return list(found.values_list("id", flat=True)[:most])
