"""Which of what was added to a case are words and which files; no bytes of a file are read."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from safeconduct.cases import models
from safeconduct.vault import padding

BYTES = Length("arrival__body")
SMALLEST = padding.ATTACHMENTS[0]
"""Words are padded to less, files to more: the length alone tells them apart."""


def words_on(case: models.Case) -> QuerySet[models.CaseArrival]:
    """What was added to a case in words."""
    return _later(case).filter(LessThan(BYTES, SMALLEST))


def files_on(case: models.Case) -> QuerySet[models.CaseArrival]:
    """The files of a case; their bytes stay where they are until somebody opens one."""
    return _later(case).filter(GreaterThanOrEqual(BYTES, SMALLEST)).defer("arrival__body")


def banded_files_on(case: models.Case) -> Iterator[tuple[models.CaseArrival, int]]:
    """The files of a case, and how many bytes each may have at most."""
    for place in files_on(case).annotate(bytes=BYTES):
        yield place, max(band for band in padding.ATTACHMENTS if band <= place.bytes)


def _later(case: models.Case) -> QuerySet[models.CaseArrival]:
    later = case.arrivals.select_related("arrival").exclude(arrival=case.first)
    return later.order_by("seq")
