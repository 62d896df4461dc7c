"""Open one file of a case: the reading is in the log before a byte of it is shown."""

from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.cases import models
from safeconduct.cases.attachments.kinds import Form, form_of
from safeconduct.cases.attachments.places import files_on
from safeconduct.cases.contents import File, NotReadable, read_content
from safeconduct.cases.opening import CaseKey, NoSuchCase, as_stored, case_key, first_arrival
from safeconduct.cases.signers import signers_of
from safeconduct.cases.timeline import near
from safeconduct.people.readers import Reader
from safeconduct.vault.arrivals import open_body


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
