"""Open one case for one reader: the reading is in the log before a word of it is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from safeconduct.cases import models
from safeconduct.cases.attachments.opened import OpenedFile, open_file
from safeconduct.cases.attachments.places import banded_files_on, files_on, words_on
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.contents import HandIn, Reach, Words
from safeconduct.cases.doubted import Doubted, doubted_on, open_doubted_file
from safeconduct.cases.erasing import locators_of
from safeconduct.cases.opening import (
    UNREADABLE,
    CaseKey,
    NoSuchCase,
    case_key,
    entry_words,
    first_told,
)
from safeconduct.cases.plans import Planned, plan_of
from safeconduct.cases.queries import QueueRow, as_row, readable, visible
from safeconduct.cases.signers import Signers, added, signers_told
from safeconduct.cases.timeline import Item, Sent, arranged, quiet_events
from safeconduct.cases.writer import writing
from safeconduct.domain.life import EMPTIED, Action, Case, Event, Offer, decide, offers
from safeconduct.domain.reference import NotAReference, parse
from safeconduct.people.readers import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One opened case: its clear row, its life, what can be done, and one timeline.

    `plan` is None where this reader's teams read no plan.
    """

    row: QueueRow
    life: Case
    offers: tuple[Offer, ...]
    timeline: tuple[Item, ...] = field(repr=False)
    plan: tuple[Planned, ...] | None = field(repr=False)
    reach: Reach | None = field(repr=False)
    doubts: int
    doubted: tuple[Doubted, ...] = field(repr=False)
    intact: bool


def access_case(reference: str, reader: Reader, at: datetime) -> CaseView:
    """Return an opened case; raises NoSuchCase for a missing and a forbidden one alike.

    The reading event is committed before anything is opened: no event, no text (VAULT 8).
    """
    with writing():
        case = locked(reference, reader)
        life = note_reading(case, reader, at)
    return opened(case, life, reader)


def access_file(reference: str, seq: int, reader: Reader, at: datetime) -> OpenedFile:
    """Return one opened file of a case; raises NoSuchCase or one of UNREADABLE.

    Each opening is a reading, committed before a byte is shown: no event, no bytes.
    """
    with writing():
        case = locked(reference, reader)
        if not files_on(case).filter(seq=seq).exists():
            raise NoSuchCase
        note_reading(case, reader, at)
    return open_file(case, seq, reader)


def access_doubted_file(reference: str, identity: UUID, reader: Reader, at: datetime) -> OpenedFile:
    """Return one opened file that came with a wrong own word; a reading like any other."""
    with writing():
        case = locked(reference, reader)
        note_reading(case, reader, at)
    return open_doubted_file(case, identity, reader)


def emptied_case(reference: str, reader: Reader) -> CaseView:
    """Return what stays of a case received, erased or purged, its log alone; raises NoSuchCase.

    Nothing sealed is left to read, so that this is no reading.
    """
    emptied = visible(reader).filter(state__in=EMPTIED)
    case = emptied.filter(reference=_reference(reference)).first()
    if case is None:
        raise NoSuchCase
    life = life_of(case)
    return CaseView(
        row=as_row(case),
        life=life,
        offers=offers(life, reader.actor),
        timeline=arranged(quiet_events(events_on(case))),
        plan=None,
        reach=None,
        doubts=0,
        doubted=(),
        intact=True,
    )


def locked(reference: str, reader: Reader) -> models.Case:
    """Return a case's row, locked, when the reader has a key to it; raises NoSuchCase."""
    wanted = _reference(reference)
    cases = readable(reader).select_for_update(of=("self",)).select_related("first")
    case = cases.prefetch_related("wraps").filter(reference=wanted).first()
    if case is None:
        raise NoSuchCase
    return case


def _reference(text: str) -> str:
    try:
        return parse(text)
    except NotAReference as error:
        raise NoSuchCase from error


def note_reading(case: models.Case, reader: Reader, at: datetime) -> Case:
    life = life_of(case)
    event = decide(life, Action.READ, reader.actor, at)
    if not isinstance(event, Event):
        raise NoSuchCase
    return record(case, life, [Happened(event=event)])


def opened(case: models.Case, life: Case, reader: Reader) -> CaseView:
    key = case_key(case, reader)
    events = list(events_on(case))
    spoken, intact = words_of(case, key, events)
    doubts = doubts_on(case)
    return CaseView(
        row=as_row(case),
        life=life,
        offers=offers(life, reader.actor),
        timeline=arranged(spoken + quiet_events(events)),
        plan=plan_of(case, life, reader, events),
        reach=reach_in(spoken),
        doubts=doubts,
        doubted=doubted_on(case, reader) if doubts else (),
        intact=intact,
    )


def reach_in(spoken: Iterable[Item]) -> Reach | None:
    """How the person was last willing to be reached: the newest word counts."""
    named = [item for item in spoken if item.reach]
    return max(named, key=lambda item: item.seq).reach if named else None


def events_on(case: models.Case) -> QuerySet[models.Event]:
    return models.Event.objects.filter(subject=case.id).order_by("seq")


def words_of(
    case: models.Case, key: CaseKey, events: Sequence[models.Event]
) -> tuple[list[Item], bool]:
    """Open everything that was said; what cannot be verified is shown as a warning, not as text."""
    try:
        _, answers = first_told(case, key, events)
    except UNREADABLE as error:
        return [Item.unreadable(case.first, error)], False
    words = list(words_on(case))
    signers = signers_told(case, events, words)
    began = Item.of_answers(case.first, answers)
    items = [replace(began, reach=None, outdated=True) if signers.newest else began]
    items += [_later(place, signers, key) for place in words]
    items += [Item.of_file(place, band) for place, band in banded_files_on(case)]
    items += [_entry(entry, key) for entry in case.entries.order_by("seq")]
    marks = dict(case.copies.exclude(entry=None).values_list("entry", "read_at"))
    sent = {row.entry: Sent(channel=row.channel, state=row.state) for row in case.outgoing.all()}
    items = [
        replace(
            item.with_reading(marks.get(item.entry)),
            sent=sent.get(item.entry) if item.entry else None,
        )
        for item in items
    ]
    return items, all(item.fault is None for item in items)


def _later(place: models.CaseArrival, signers: Signers, key: CaseKey) -> Item:
    try:
        word = added(place, signers, key)
    except UNREADABLE as error:
        return Item.unreadable(place.arrival, error, seq=place.seq)
    reach = word.said.reach if word.reaches else None
    item = _item(place, word.said)
    return replace(item, reach=reach, old_code=word.old_code, outdated=not word.reaches)


def _item(place: models.CaseArrival, said: Words | HandIn) -> Item:
    if isinstance(said, HandIn):
        return Item.of_answers(place.arrival, said, seq=place.seq)
    return Item.of_words(place, said)


def _entry(entry: models.Entry, key: CaseKey) -> Item:
    try:
        return Item.of_entry(entry, entry_words(entry, key))
    except UNREADABLE:
        return Item.broken_entry(entry)


def doubts_on(case: models.Case) -> int:
    locators = locators_of(case)
    return models.Arrival.objects.filter(kind="doubt", locator__in=locators).count()
