"""A form's token: 32 random bytes and its hour.

Arrival id and code derive from it and the own word: with another word it is another request, since
the first word cannot be changed any more and its code would open nothing (ADR 4).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.front.hour_keys import HourKeys, hour_of
from safeconduct.vault import form_keys
from safeconduct.vault.folding import fold

RANDOM = 32
HEX = 2 * RANDOM
MOST_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInOnce:
    """What a form stands for: the same id and the same code, however often it is sent."""

    id: UUID
    code: bytes


def new_token(at: datetime) -> str:
    return f"{secrets.token_hex(RANDOM)}{hour_of(at)}"


def hand_in_of(token: str, own_word: str, keys: HourKeys, at: datetime) -> HandInOnce | None:
    """Return what a form stands for; None when its token is forged or its hour's key destroyed."""
    hour = token[HEX:]
    if not (hour.isascii() and hour.isdigit() and len(hour) <= MOST_DIGITS):
        return None
    try:
        drawn = bytes.fromhex(token[:HEX])
    except ValueError:
        return None
    key = keys.key(int(hour), at)
    if key is None or len(drawn) != RANDOM:
        return None
    form = drawn + fold(own_word).encode()
    return HandInOnce(id=form_keys.arrival_id(key, form), code=form_keys.return_code(key, form))
