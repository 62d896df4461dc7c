"""A costly step that others hold: everybody at work and everybody in the line."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from safeconduct.domain.turns import Turns


@contextmanager
def held(turns: Turns) -> Iterator[None]:
    """Hold every place of these turns, and of their line, meanwhile."""
    done = Event()
    with ThreadPoolExecutor(turns.holds) as others:
        try:
            for _ in range(turns.holds):
                others.submit(_hold, turns, done)
            while _has_room(turns):
                time.sleep(0.01)
            yield
        finally:
            done.set()


def _hold(turns: Turns, done: Event) -> None:
    with turns.turn():
        done.wait(20)


def _has_room(turns: Turns) -> bool:
    return turns._free > 0 or len(turns._line) < turns._most
