"""Where a reply goes: the keys of the first body, or of a signed replacement (VAULT section 2)."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace

from safeconduct.cases import models
from safeconduct.cases.opening import CaseKey, entry_words, first_arrival
from safeconduct.domain.life import Action
from safeconduct.programme.current import current_bundle
from safeconduct.vault.arrivals import Arrival
from safeconduct.vault.replacement import Replacement, read_replacement
from safeconduct.vault.signatures import BadSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """The locator and the public key under which a person reads."""

    locator: bytes
    requester_kem: bytes = field(repr=False)


def way_back(case: models.Case, key: CaseKey) -> WayBack:
    """Return the way that is vouched for; raises CannotOpen, NotReadable or BadSignature.

    A row alone vouches for nothing: the first body binds its own keys, and a replacement counts
    only with the signature of a reply key that the directory lists.
    """
    first, _ = first_arrival(case, key)
    for entry in case.entries.all():
        # Bound to whom it was written: it opens only while the first keys are the same ones.
        entry_words(entry, key)
    begin = WayBack(locator=first.locator, requester_kem=first.requester_kem)
    return followed(case, begin, key.public)


def followed(case: models.Case, way: WayBack, case_public: bytes) -> WayBack:
    """Follow signed replacements from a way back to the one that counts now."""
    records = [signed_record(row, case_public) for row in case.replacements.all()]
    later = {record.old_locator: record for record in records}
    while way.locator in later:
        record = later.pop(way.locator)
        way = WayBack(locator=record.locator, requester_kem=record.requester_kem)
    return way


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """Whose key counts from which place of the log on, after the first words' own."""

    later: tuple[tuple[int, bytes], ...]

    @property
    def since(self) -> int:
        """The place of the newest replacement; 0 where the first code still counts."""
        return max((seq for seq, _ in self.later), default=0)

    def at(self, first_sign: bytes, seq: int) -> bytes:
        """The key that could sign what came at this place."""
        return [first_sign, *(sign for since, sign in self.later if since < seq)][-1]

    def as_of(self, first: Arrival, seq: int) -> Arrival:
        return replace(first, requester_sign=self.at(first.requester_sign, seq))


def signers_of(case: models.Case, case_public: bytes) -> Signers:
    """The keys of signed replacements that the log knows: no row alone makes anybody heard."""
    events = models.Event.objects.filter(subject=case.id, kind=Action.REPLACE_CODE)
    told = {bytes(content): seq for content, seq in events.values_list("content", "seq")}
    found = []
    for row in case.replacements.all() if told else ():
        seq = told.get(hashlib.sha256(bytes(row.record)).digest())
        if seq:
            with suppress(BadSignature):
                found.append((seq, signed_record(row, case_public).requester_sign))
    return Signers(later=tuple(sorted(found)))


def signed_record(row: models.Replacement, case_public: bytes) -> Replacement:
    """Return what a listed reply key signed for this case; raises BadSignature."""
    record = read_replacement(bytes(row.record), current_bundle().reply_keys)
    if record.case_public != case_public:
        raise BadSignature("a replacement of another case")
    return record
