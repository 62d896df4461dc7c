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
from safeconduct.cases.talk_keys import talk_keys
from safeconduct.cases.timeline import near
from safeconduct.cases.way_back import signers_of
from safeconduct.people.readers import Reader
from safeconduct.vault import padding
from safeconduct.vault.arrivals import open_body, verify_returning

BYTES = Length("arrival__body")
SMALLEST = padding.ATTACHMENTS[0]
"""Words are padded to less, files to more: the length alone tells them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """One file as its person sent it, and what its bytes say that it is."""

    seq: int
    at: datetime
    channel: str
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
    said = _verified(case, place, case_key(case, reader))
    return OpenedFile(
        seq=seq,
        at=near(said.at, place.arrival.stored_at),
        channel=place.arrival.channel,
        form=form_of(said.content),
        words=said.words,
        content=said.content,
    )


def _verified(case: models.Case, place: models.CaseArrival, key: CaseKey) -> File:
    first, _ = first_arrival(case, key)
    signer = signers_of(case, key.public).as_of(first, place.seq)
    arrival = as_stored(place.arrival)
    verify_returning(arrival, signer.requester_sign, talk_keys(case, first.requester_sign))
    content = read_content(open_body(arrival, key.seed))
    if not isinstance(content, File):
        raise NotReadable
    return content


def _later(case: models.Case) -> QuerySet[models.CaseArrival]:
    later = case.arrivals.select_related("arrival").exclude(arrival=case.first)
    return later.order_by("seq")
