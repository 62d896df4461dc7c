"""The only writer of cases: each action is one transaction with at least one event."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime

from safeconduct.cases import models, outbox
from safeconduct.cases.access import locked
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.contents import MOST_CHARACTERS
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.opening import UNREADABLE, CaseKey, case_key, seal_entry
from safeconduct.cases.way_back import way_back
from safeconduct.cases.wraps import wrap_to_new_readers
from safeconduct.cases.writer import writing
from safeconduct.domain.calls import Outcome
from safeconduct.domain.life import (
    NOTHING_SAID,
    Action,
    Case,
    Details,
    Event,
    Fact,
    Refusal,
    decide,
    read_details,
)
from safeconduct.domain.life.details import COUNTS
from safeconduct.people.readers import Reader
from safeconduct.programme.signing import reply_key
from safeconduct.vault.replies import Address, ItemKind, ReplyKey, seal_reply

# What these seal or tell of is written by functions of their own: a name alone does none of them.
NOT_BY_NAME = frozenset(
    {
        Action.READ, Action.REPLY, Action.NOTE, Action.PLAN, Action.REPLACE_CODE, Action.SPEAK,
        Action.CALL_BACK,
    }
)  # fmt: skip


class NotAllowed(Exception):
    """The life of the case refuses this now; `refusal` says why and what is missing."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class NotClear(Exception):
    """What was chosen is not in the closed vocabulary of this action."""


class TooLong(Exception):
    """A text has more characters than a reply or note may have."""


class Changed(Exception):
    """Since `seen` someone else did something here, or the person wrote: look again first."""


class NotTrusted(Exception):
    """The first words do not verify: nothing is sealed to keys that nobody vouches for."""


def act(
    reference: str,
    action: Action,
    *,
    reader: Reader,
    at: datetime,
    chosen: Mapping[str, str],
    seen: int | None = None,
) -> None:
    """Do what the life of a case allows; raises NoSuchCase, NotAllowed, NotClear or Changed.

    `seen` is the last event that the decision took into account, where there was a page to see.
    """
    if action in NOT_BY_NAME:
        raise NotClear
    details = said(chosen)
    with writing():
        case = locked(reference, reader)
        refuse_changed(case, seen)
        life = life_of(case)
        event = decided(life, action, reader, at, details=details)
        after = record(case, life, [Happened(event=event)])
        wrap_to_new_readers(case, after, reader)


def said(chosen: Mapping[str, str]) -> Details:
    """Return the facts that a form names, in their types; raises NotClear."""
    words = {fact.value: chosen[fact] for fact in Fact if chosen.get(fact)}
    try:
        facts = {key: int(word) if key in COUNTS else word for key, word in words.items()}
        return read_details(json.dumps(facts, sort_keys=True, separators=(",", ":")))
    except ValueError as error:
        raise NotClear from error


def decided(
    life: Case, action: Action, reader: Reader, at: datetime, *, details: Details = NOTHING_SAID
) -> Event:
    event = decide(life, action, reader.actor, at, details=details)
    if isinstance(event, Refusal):
        raise NotAllowed(event)
    return event


def reply(
    reference: str, words: str, *, reader: Reader, at: datetime, seen: int | None = None
) -> None:
    """Seal a signed reply to the requester and to the case; raises what `act` raises, TooLong."""
    refuse_too_long(words)
    with writing():
        case = locked(reference, reader)
        refuse_changed(case, seen)
        life = life_of(case)
        event = decided(life, Action.REPLY, reader, at)
        key = case_key(case, reader)
        entry = new_entry(case, life, ItemKind.REPLY, reader=reader, at=at)
        entry.body = seal_entry(words, entry, key)
        signer = reply_key(reader)
        copy_for_requester(case, words, entry, key=key, signer=signer)
        entry.save(force_insert=True)
        outbox.send(case, words, entry, key=key, reply_key=signer)
        content = hashlib.sha256(entry.body).digest()
        record(case, life, [Happened(event=event, content=content)])


def write_note(reference: str, words: str, *, reader: Reader, at: datetime) -> None:
    """Seal a note for staff to the case; raises what `act` raises, TooLong."""
    refuse_too_long(words)
    with writing():
        case = locked(reference, reader)
        life = life_of(case)
        event = decided(life, Action.NOTE, reader, at)
        entry = new_entry(case, life, "note", reader=reader, at=at)
        entry.body = seal_entry(words, entry, case_key(case, reader))
        entry.save(force_insert=True)
        content = hashlib.sha256(entry.body).digest()
        record(case, life, [Happened(event=event, content=content)])


def note_talk(reference: str, outcome: Outcome, *, reader: Reader, at: datetime) -> None:
    """Tell that a reader spoke with the person on the line; raises NoSuchCase or NotAllowed."""
    with writing():
        case = locked(reference, reader)
        life = life_of(case)
        details = Details(outcome=outcome)
        event = decided(life, Action.SPEAK, reader, at, details=details)
        record(case, life, [Happened(event=event)])


def refuse_changed(case: models.Case, seen: int | None) -> None:
    """Refuse what was decided on an older state; a reading changes nothing for anybody."""
    if seen is None:
        return
    later = models.Event.objects.filter(subject=case.id, seq__gt=seen)
    if later.exclude(kind__in=(Action.READ, Action.SEEN)).exists():
        raise Changed


def refuse_too_long(words: str) -> None:
    if len(words) > MOST_CHARACTERS:
        raise TooLong


def new_entry(
    case: models.Case, life: Case, kind: str, *, reader: Reader, at: datetime
) -> models.Entry:
    return models.Entry(
        id=uuid.uuid4(),
        case=case,
        seq=life.seq + 1,
        kind=kind,
        author=reader.call_sign,
        at=to_the_minute(at),
    )


def copy_for_requester(
    case: models.Case, words: str, entry: models.Entry, *, key: CaseKey, signer: ReplyKey
) -> None:
    """Seal a reply only to requester keys that are vouched for (`way_back`)."""
    try:
        way = way_back(case, key)
    except UNREADABLE as error:
        raise NotTrusted from error
    item = uuid.uuid4()
    to = Address(item=item, case_public=key.public, requester_kem=way.requester_kem)
    models.RequesterCopy.objects.create(
        id=item,
        case=case,
        locator=way.locator,
        kind=ItemKind.REPLY,
        entry=entry.id,
        body=seal_reply(words, to, signer),
        stored_at=entry.at,
        noted=False,
    )
