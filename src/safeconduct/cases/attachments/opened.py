"""Open one file of a case: the reading is in the log before a byte of it is shown."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from safeconduct.cases import models
from safeconduct.cases.attachments.kinds import Form, form_of
from safeconduct.cases.contents import File, NotReadable, read_content
from safeconduct.cases.opening import CaseKey, NoSuchCase, as_stored, case_key, first_arrival
from safeconduct.cases.signers import signers_of
from safeconduct.cases.timeline import near
from safeconduct.people.readers import Reader
from safeconduct.vault import padding
from safeconduct.vault.arrivals import open_body

BYTES = Length("arrival__body")
SMALLEST = padding.ATTACHMENTS[0]
"""Words are padded to less, files to more: the length alone tells them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """One file as its person sent it, and what its bytes say that it is.

    `old_code`: another code counted already when it came.
    """

    seq: int
    at: datetime
    channel: str
    old_code: bool
    form: Form
    words: str = field(repr=False)
    content: bytes = field(repr=False)


def words_on(case: models.Case) -> QuerySet[models.CaseArrival]:
    """What was added to a case in words."""
    return _later(case).filter(LessThan(BYTES, SMALLEST))


def files_on(case: models.Case) -> QuerySet[models.CaseArrival]:
    """The files of a case; their bytes stay where they are until somebody opens one."""
    return _later(case).filter(GreaterThanOrEqual(BYTES, SMALLEST)).defer("arrival__body")


def bands_on(case: models.Case) -> dict[int, int]:
    """Return how many bytes each file may have at most, by its place in the log."""
    lengths = files_on(case).values_list("seq", BYTES)
    return {seq: max(band for band in padding.ATTACHMENTS if band <= had) for seq, had in lengths}


def open_file(case: models.Case, seq: int, reader: Reader) -> OpenedFile:
    """Verify and open one file; raises NoSuchCase or one of UNREADABLE."""
    place = files_on(case).filter(seq=seq).first()
    if place is None:
        raise NoSuchCase
    said, old_code = _verified(case, place, case_key(case, reader))
    return OpenedFile(
        seq=seq,
        at=near(said.at, place.arrival.stored_at),
        channel=place.arrival.channel,
        old_code=old_code,
        form=form_of(said.content),
        words=said.words,
        content=said.content,
    )


def _verified(case: models.Case, place: models.CaseArrival, key: CaseKey) -> tuple[File, bool]:
    first_arrival(case, key)
    arrival, signers = as_stored(place.arrival), signers_of(case)
    old_code = signers.code_of(arrival) < signers.counted(place.seq)
    content = read_content(open_body(arrival, key.seed))
    if not isinstance(content, File):
        raise NotReadable
    return content, old_code


def _later(case: models.Case) -> QuerySet[models.CaseArrival]:
    later = case.arrivals.select_related("arrival").exclude(arrival=case.first)
    return later.order_by("seq")
