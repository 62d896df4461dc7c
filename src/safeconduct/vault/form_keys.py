"""What a door derives from its key of the hour: one hand-in once, and hidden fields (VAULT 1, 5).

The same form sent twice gives the same arrival id and the same code. Hidden fields carry a
requester's seed between two steps, good for 15 minutes and for this door only.
"""

import base64
import binascii
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.vault.encoding import encode
from safeconduct.vault.symmetric import CannotOpen, Random, derive, lock, unlock

FIELD_LIVES = timedelta(minutes=15)
CLOCKS_DIFFER = timedelta(minutes=1)
CODE = 10
STAMP = 8


class Stale(CannotOpen):
    """The field was closed more than 15 minutes ago."""


def arrival_id(key: bytes, token: bytes) -> UUID:
    """Return the id of the arrival that this form makes, however often it is sent."""
    return UUID(bytes=derive(key, "arrival id", token, length=16), version=4)


def return_code(key: bytes, token: bytes) -> bytes:
    """Return the 10 bytes of the code that this form makes, however often it is sent."""
    return derive(key, "return code", token, length=CODE)


def close_field(
    key: bytes, plain: bytes, at: datetime, *, random: Random = secrets.token_bytes
) -> str:
    """Return the text of a hidden field that only this key opens, within 15 minutes of `at`."""
    stamp = int(at.timestamp()).to_bytes(STAMP, "big")
    locked = lock(derive(key, "hidden field"), plain, encode("hidden field", stamp), random=random)
    return base64.urlsafe_b64encode(stamp + locked).decode()


def open_field(key: bytes, closed: str, at: datetime) -> bytes:
    """Return what the field carries; raises CannotOpen, or Stale when it is too old."""
    raw = _raw(closed)
    stamp, locked = raw[:STAMP], raw[STAMP:]
    plain = unlock(derive(key, "hidden field"), locked, encode("hidden field", stamp))
    age = timedelta(seconds=int(at.timestamp()) - int.from_bytes(stamp, "big"))
    if not -CLOCKS_DIFFER <= age <= FIELD_LIVES:
        raise Stale
    return plain


def _raw(closed: str) -> bytes:
    try:
        raw = base64.b64decode(closed.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise CannotOpen from error
    if base64.urlsafe_b64encode(raw).decode() != closed:
        raise CannotOpen("not written by us")
    return raw
