"""How often pages were shown: numbers for a day, a language and a page, gathered in memory.

Once a minute the numbers go to the database, so that no page waits for it; what a killed process
had gathered is lost.
"""

from collections import Counter
from datetime import date
from threading import Lock
from typing import TypeAlias

from django.db import Error, connection

from safeconduct.cases.doors import count_visit
from safeconduct.domain.pages import PublicPage

Shown: TypeAlias = tuple[date, str, PublicPage]


class Counts:
    """What one process has shown since it last told."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._shown: Counter[Shown] = Counter()

    def note(self, day: date, language: str, page: PublicPage) -> None:
        with self._lock:
            self._shown[day, language, page] += 1

    def flush(self) -> None:
        """Tell the database; what it does not take is kept for the next time."""
        with self._lock:
            gathered, self._shown = self._shown, Counter()
        for place, ((day, language, page), times) in enumerate(gathered.items()):
            try:
                count_visit(day, language, page, times)
            except Error:
                connection.close()
                self._keep(dict(list(gathered.items())[place:]))
                return

    def _keep(self, untold: dict[Shown, int]) -> None:
        with self._lock:
            self._shown.update(untold)
