"""Succession of directory keys: both old ones sign the new pair, so no root is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from safeconduct.vault import signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.manifest import DirectoryKeys
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.signed_files import NotSigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """A new pair of directory keys, and the signatures of both keys before it."""

    keys: DirectoryKeys
    by_lead: bytes
    by_coordination: bytes


def succession_bytes(old: DirectoryKeys, new: DirectoryKeys) -> bytes:
    """Return what each of the two old keys signs."""
    return encode("succession", old.lead, old.coordination, new.lead, new.coordination)


def keys_after(first: DirectoryKeys, successions: Sequence[Succession]) -> DirectoryKeys:
    """Return the last pair of an unbroken chain; raises NotSigned."""
    current = first
    for one in successions:
        message = succession_bytes(current, one.keys)
        try:
            signatures.verify(one.by_lead, message, current.lead)
            signatures.verify(one.by_coordination, message, current.coordination)
        except BadSignature as error:
            raise NotSigned("succession") from error
        current = one.keys
    return current
