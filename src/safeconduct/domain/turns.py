"""Turns at a costly step: first come, first served, few at once, and a bounded line.

Whoever waits holds one of a process's few threads. So a line is short, and who finds it full is
asked to come again: guessing codes, or anything else that costs, must not keep all others waiting.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class LineIsFull(Exception):
    """So many wait already that one more had better come back in a minute."""


class Turns:
    """Lets `at_once` in and `line` wait; each gets its turn in the order of coming."""

    def __init__(self, *, at_once: int, line: int) -> None:
        self.holds = at_once + line
        """So many threads at most stand here, at work or waiting."""
        self._lock = Lock()
        self._free = at_once
        self._most = line
        self._line: deque[Event] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and hold it; raises LineIsFull."""
        self._queue().wait()
        try:
            yield
        finally:
            self._next()

    def _queue(self) -> Event:
        mine = Event()
        with self._lock:
            if self._free:
                self._free -= 1
                mine.set()
            elif len(self._line) < self._most:
                self._line.append(mine)
            else:
                raise LineIsFull
        return mine

    def _next(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1


class OneByOne:
    """Those who come with the same key pass one after another; others need not wait for them.

    Who tries words for one code at once on many lines would else get as many tries as lines before
    the first of them is noted.
    """

    def __init__(self) -> None:
        self._locks = tuple(Lock() for _ in range(256))

    def turn(self, key: bytes) -> Lock:
        """Return what to hold meanwhile; one in 256 others shares it."""
        return self._locks[key[0]]
