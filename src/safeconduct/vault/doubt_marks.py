"""What a doubt would have ended, told to whoever holds the code and to nobody else.

The page of a wrong own word must go on as if its wish had been granted. The mark is bound to the
doubt's id under a key that only the code yields; without it a mark is 32 bytes like any other.
"""

import hmac
import secrets
from enum import StrEnum
from uuid import UUID

from safeconduct.vault.symmetric import KEY, derive


class DoubtMark(StrEnum):
    """What was answered as done, or that its status was shown."""

    ERASED = "erased"
    WITHDRAWN = "withdrawn"
    TOLD = "told"


def no_mark() -> bytes:
    """Return what a doubt carries that marks nothing."""
    return secrets.token_bytes(KEY)


def written(mark: DoubtMark, doubt: UUID, mark_key: bytes) -> bytes:
    """Return the mark for one doubt; `mark_key` is the code's, whatever the word."""
    return derive(mark_key, "doubt mark", mark.value, doubt.bytes)


def read(stored: bytes, doubt: UUID, mark_key: bytes) -> DoubtMark | None:
    """Return what a doubt marks, or None."""
    fits = (one for one in DoubtMark if hmac.compare_digest(stored, written(one, doubt, mark_key)))
    return next(fits, None)
