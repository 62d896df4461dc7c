"""What a short number leads to, locked under the number itself and the line's pepper.

The database alone opens none of it and finds none again; with the pepper all numbers can be tried,
and what is found adds words and reads nothing (docs/threat-model.md).
"""

import hashlib
import hmac

from safeconduct.vault.encoding import encode
from safeconduct.vault.symmetric import derive, lock, unlock


def short_hash(pepper: bytes, number: str) -> bytes:
    """Return the keyed hash under which a short number is found again."""
    return hmac.digest(pepper, encode("short number", number), hashlib.sha256)


def lock_tie(pepper: bytes, number: str, tie: bytes) -> bytes:
    return lock(_key(pepper, number), tie, short_hash(pepper, number))


def unlock_tie(pepper: bytes, number: str, locked: bytes) -> bytes:
    """Return the tie that a short number leads to; raises CannotOpen."""
    return unlock(_key(pepper, number), locked, short_hash(pepper, number))


def _key(pepper: bytes, number: str) -> bytes:
    return derive(pepper, "tie of a short number", number)
