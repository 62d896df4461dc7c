"""Slow down who calls and says nothing, again and again; nobody is ever shut out.

A number is known here by a keyed hash, in this process's memory alone, for one hour; the key is
drawn anew each day. Calls that hide their number are many people's: they are never slowed.
"""

import hmac
import secrets
from collections import OrderedDict
from datetime import date, datetime, timedelta
from hashlib import sha256

FREE = 5
"""So many silent calls within the hour change nothing: a line drops, a person loses heart."""
EACH_SECONDS, MOST_SECONDS = 4.0, 20.0
REMEMBERED = timedelta(hours=1)
MOST_NUMBERS = 10_000


class Slowing:
    """How long a number's next call rings before it is answered."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._key = b""
        self._silent: OrderedDict[bytes, list[datetime]] = OrderedDict()

    def mark(self, number: str, at: datetime) -> bytes:
        """Return what a number is known by until midnight; nothing where it is hidden."""
        if self._day != at.date():
            self._day, self._key = at.date(), secrets.token_bytes(32)
            self._silent.clear()
        return hmac.digest(self._key, number.encode(), sha256) if number else b""

    def silent(self, mark: bytes, at: datetime) -> None:
        """Note a call in which nothing was pressed and nothing said."""
        if not mark:
            return
        self._silent.setdefault(mark, []).append(at)
        self._silent.move_to_end(mark)
        self._silent[mark] = self._recent(mark, at)[-FREE - 10 :]
        while len(self._silent) > MOST_NUMBERS:
            self._silent.popitem(last=False)

    def seconds(self, mark: bytes, at: datetime) -> float:
        """Return how long a call of this number is left to ring."""
        over = len(self._recent(mark, at)) - FREE
        return min(max(0, over + 1) * EACH_SECONDS, MOST_SECONDS)

    def _recent(self, mark: bytes, at: datetime) -> list[datetime]:
        return [one for one in self._silent.get(mark, ()) if at - one < REMEMBERED]
