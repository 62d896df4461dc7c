"""The hidden field that carries a person's keys from one page to the next, for 15 minutes."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from safeconduct.front.hour_keys import HourKey, HourKeys, hour_of
from safeconduct.vault import form_keys
from safeconduct.vault.arrivals import ArrivalKind
from safeconduct.vault.return_keys import LOCATOR, ReturnKeys
from safeconduct.vault.symmetric import KEY, CannotOpen

MOST_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An opened field: whose it is, and the key of the hour in which it was closed."""

    keys: ReturnKeys
    text: str = field(repr=False)
    hour_key: HourKey = field(repr=False)

    def arrival_id(self, wish: ArrivalKind, words: str) -> UUID:
        """Return the same id for the same wish from the same page: sent twice, stored once."""
        told = f"{wish.value}\n{self.text}\n{words}".encode()
        return form_keys.arrival_id(self.hour_key, hashlib.sha256(told).digest())


def issue(keys: ReturnKeys, hour_keys: HourKeys, at: datetime) -> str:
    """Return the text of a field that only this door opens."""
    hour = hour_of(at)
    key = hour_keys.key(hour, at)
    if key is None:
        raise RuntimeError("the key of this very hour cannot be missing")
    return f"{hour}.{form_keys.close_field(key, keys.locator + keys.seed + keys.mark, at)}"


def read(text: str, hour_keys: HourKeys, at: datetime) -> Ticket:
    """Return what a field carries; raises CannotOpen when it is forged or 15 minutes old."""
    hour, _, closed = text.partition(".")
    if not (hour.isascii() and hour.isdigit() and len(hour) <= MOST_DIGITS):
        raise CannotOpen
    key = hour_keys.key(int(hour), at)
    if key is None:
        raise CannotOpen
    plain = form_keys.open_field(key, closed, at)
    locator, seed, mark = plain[:LOCATOR], plain[LOCATOR:-KEY], plain[-KEY:]
    keys = ReturnKeys(locator=locator, seed=seed, mark=mark)
    return Ticket(keys=keys, text=text, hour_key=key)
