"""Where a reply goes: the keys of the first body, or of a signed replacement (VAULT section 2)."""

from dataclasses import dataclass, field

from safeconduct.cases import models
from safeconduct.cases.opening import CaseKey, entry_words, first_arrival
from safeconduct.programme.current import current_bundle
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


def signed_record(row: models.Replacement, case_public: bytes) -> Replacement:
    """Return what a listed reply key signed for this case; raises BadSignature."""
    record = read_replacement(bytes(row.record), current_bundle().reply_keys)
    if record.case_public != case_public:
        raise BadSignature("a replacement of another case")
    return record
