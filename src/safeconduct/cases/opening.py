"""Open what a reader may open: the case's seed by a team's key, then each sealed part."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.cases import models
from safeconduct.cases.contents import HandIn, NotReadable, read_content
from safeconduct.people.readers import Reader
from safeconduct.vault import padding, seals
from safeconduct.vault.arrivals import (
    Arrival,
    ArrivalKind,
    BadSignature,
    CannotOpen,
    TeamWrap,
    decode_wraps,
    open_first_body,
    verify,
)
from safeconduct.vault.encoding import NotCanonical, encode
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.seals import Purpose
from safeconduct.vault.signed_arrivals import is_digest
from safeconduct.vault.symmetric import derive, lock, unlock
from safeconduct.vault.wraps import open_wrap


class NotInTheLog(Exception):
    """The first words of a case are not those that its log began with."""


class NoSuchCase(Exception):
    """There is no such case for this reader: missing and forbidden are told alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """The opened talk key of one case, and the digest of all that its first body is bound to."""

    public: bytes = field(repr=False)
    seed: bytes = field(repr=False)
    bound: bytes = field(repr=False)

    @property
    def name(self) -> bytes:
        return seals.case_of(self.public)


def case_key(case: models.Case, reader: Reader) -> CaseKey:
    """Open a case's talk key with a key of one of the reader's teams; raises NoSuchCase."""
    public = bytes(case.first.case_public)
    for wrap in case.wraps.all():
        team_seed = reader.team_seeds.get((wrap.team, wrap.version))
        if team_seed is not None:
            sealed = TeamWrap(team=wrap.team, version=wrap.version, sealed=bytes(wrap.sealed_seed))
            seed = _opened(sealed, public, team_seed)
            return CaseKey(public=public, seed=seed, bound=bytes(case.first.sealed_under))
    raise NoSuchCase


def _opened(wrap: TeamWrap, public: bytes, team_seed: bytes) -> bytes:
    try:
        return open_wrap(wrap, public, pair_of(team_seed).kem_seed)
    except CannotOpen as error:
        raise NoSuchCase from error


def as_stored(row: models.Arrival) -> Arrival:
    """Return a row as the signed value that its door wrote."""
    wraps = bytes(row.wraps)
    return Arrival(
        id=row.id,
        kind=ArrivalKind(row.kind),
        locator=bytes(row.locator),
        body=bytes(row.body),
        wraps=() if is_digest(wraps) else decode_wraps(wraps),
        wraps_were=wraps if is_digest(wraps) else b"",
        copy=bytes(row.copy),
        case_public=bytes(row.case_public),
        requester_kem=bytes(row.requester_kem),
        requester_sign=bytes(row.requester_sign),
        talk_sign=bytes(row.talk_sign),
        sealed_under=bytes(row.sealed_under),
        channel=row.channel,
        language=row.language,
        request_kind=row.request_kind,
        urgency=row.urgency,
        size_band=row.size_band,
        directory_serial=row.directory_serial,
        signature=bytes(row.signature),
    )


def first_arrival(case: models.Case, key: CaseKey) -> tuple[Arrival, HandIn]:
    """Verify and open what a case began with; raises one of UNREADABLE."""
    return first_told(case, key, models.Event.objects.filter(subject=case.id, seq=1))


def first_told(
    case: models.Case, key: CaseKey, events: Iterable[models.Event]
) -> tuple[Arrival, HandIn]:
    """Do what `first_arrival` does, with events of the case that were read already.

    After this the requester's public keys are known to be those that the body was bound to. Whoever
    writes the database can seal a body of theirs to the same case, so the log has to know it too.
    """
    arrival = as_stored(case.first)
    began = [bytes(event.content) for event in events if event.seq == 1]
    if [hashlib.sha256(arrival.body).digest()] != began:
        raise NotInTheLog
    verify(arrival, arrival.requester_sign)
    content = read_content(open_first_body(arrival, key.seed))
    if not isinstance(content, HandIn):
        raise NotReadable
    return arrival, content


UNREADABLE = (CannotOpen, BadSignature, NotReadable, NotInTheLog, NotCanonical, ValueError)


class Unreadable(StrEnum):
    """What is the matter with what is not shown."""

    NOT_VOUCHED = "not_vouched"
    NOT_OPENED = "not_opened"

    @classmethod
    def of(cls, error: Exception) -> "Unreadable":
        """Return which of the two one of UNREADABLE means."""
        unvouched = isinstance(error, BadSignature | NotInTheLog)
        return cls.NOT_VOUCHED if unvouched else cls.NOT_OPENED


def seal_entry(words: str, entry: models.Entry, key: CaseKey) -> bytes:
    """Close what staff wrote under the case's seed, padded like any answer.

    Not to its public key, which lies in the clear: only who can read a case can write into it.
    """
    plain = json.dumps({"words": words}, ensure_ascii=False).encode()
    return lock(_entry_key(key), padding.pad(plain), _entry_info(entry, key))


def entry_words(entry: models.Entry, key: CaseKey) -> str:
    """Open what staff wrote; raises CannotOpen."""
    plain = unlock(_entry_key(key), bytes(entry.body), _entry_info(entry, key))
    return str(json.loads(padding.unpad(plain))["words"])


def _entry_key(key: CaseKey) -> bytes:
    return derive(key.seed, "what staff wrote")


def _entry_info(entry: models.Entry, key: CaseKey) -> bytes:
    """Bind who wrote what where, and to whom: a case with other requester keys opens none of it."""
    at = int(entry.at.timestamp())
    told = encode("entry", entry.kind, entry.author, entry.seq, at, key.bound)
    return seals.info(Purpose.ENTRY, key.name, entry.id.bytes, told)
