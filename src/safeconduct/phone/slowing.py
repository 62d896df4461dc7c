"""Slow down who calls and says nothing, again and again; nobody is ever shut out.

A number is known here by a keyed hash alone, for one hour. Nodes and the next process know it, too:
they share rows three times a minute, and no call waits for that. Calls that hide their number are
many people's: they are never slowed.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from safeconduct.talks.silent_calls import LIVES, MOST_NUMBERS

FREE = 5
"""So many silent calls within the hour change nothing: a line drops, a person loses heart."""
EACH_SECONDS, MOST_SECONDS = 4.0, 20.0
MOST_NOTED = FREE + 10
"""More silent calls of one number than these change nothing any more."""


class Slowing:
    """How long a number's next call rings before it is answered."""

    def __init__(self) -> None:
        self._fresh: Counter[bytes] = Counter()
        self._shared: Mapping[bytes, int] = {}
        self._shared_at: datetime | None = None

    def silent(self, mark: bytes, at: datetime) -> None:
        """Note a call in which nothing was pressed and nothing said; `mark`: its number's hash."""
        known = mark in self._fresh or len(self._fresh) < MOST_NUMBERS
        if mark and known and self._times(mark, at) < MOST_NOTED:
            self._fresh[mark] += 1

    def seconds(self, mark: bytes, at: datetime) -> float:
        """Return how long a call of this number is left to ring."""
        over = self._times(mark, at) - FREE
        return min(max(0, over + 1) * EACH_SECONDS, MOST_SECONDS)

    def fresh(self) -> Counter[bytes]:
        """Return which silent calls the rows do not tell of yet."""
        return self._fresh.copy()

    def share(self, told: Counter[bytes], shared: Mapping[bytes, int], at: datetime) -> None:
        """Take in what the rows say of all nodes, now that they tell of ours."""
        self._fresh -= told
        self._shared, self._shared_at = shared, at

    def forget(self) -> None:
        """Know no number, as when the panic key was pressed."""
        self._fresh.clear()
        self._shared = {}

    def _times(self, mark: bytes, at: datetime) -> int:
        """Count calls of the last hour; rows that were read before it say nothing any more."""
        lately = self._shared_at is not None and at - self._shared_at < LIVES
        return self._fresh[mark] + (self._shared.get(mark, 0) if lately else 0)
