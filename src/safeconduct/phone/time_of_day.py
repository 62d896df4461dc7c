"""End the switch when the clock of its machine is set, so that it begins anew at the new time.

It counts what it plays by the time of day: set back by an hour, it would be silent for an hour
(ADR 39). A time server that slews a clock moves both of ours alike, and sets none.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

SET_SECONDS = 5.0
"""A smaller step costs callers as many seconds of what is said; a new beginning costs the call."""
LOOKS_SECONDS, GRACE_SECONDS = 0.5, 8.0
SAYS = b"Safe Conduct: the clock of this machine was set, so the switch begins anew.\n"


@dataclass(slots=True, kw_only=True)
class TimeOfDay:
    """How far the time of day was ahead of a clock that nobody sets, when last told."""

    day: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic
    ahead: float = field(init=False)

    def __post_init__(self) -> None:
        self.ahead = self.day() - self.steady()

    def was_set(self) -> bool:
        """Say whether it was set by SET_SECONDS or more, either way, since that was last told."""
        ahead = self.day() - self.steady()
        if abs(ahead - self.ahead) < SET_SECONDS:
            return False
        self.ahead = ahead
        return True


def end_when_set() -> None:
    """Leave a process beside this one that ends it when the clock is set, and ends with it."""
    watched = os.getpid()
    if os.fork():
        return
    try:
        # Ctrl-C reaches both: who is watched decides what becomes of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _watch(watched, TimeOfDay())
    finally:
        os._exit(0)


def _watch(watched: int, time_of_day: TimeOfDay) -> None:
    while _lives(watched):
        if time_of_day.was_set():
            _end(watched)
        time.sleep(LOOKS_SECONDS)


def _end(watched: int) -> None:
    """End it as asked, and where it does not end in time, unasked."""
    os.kill(watched, signal.SIGTERM)
    with suppress(OSError):
        os.write(sys.stderr.fileno(), SAYS)
    patience = time.monotonic() + GRACE_SECONDS
    while _lives(watched):
        if time.monotonic() > patience:
            os.kill(watched, signal.SIGKILL)
        time.sleep(LOOKS_SECONDS)


def _lives(watched: int) -> bool:
    """Say whether who began this process is there; nobody else can be taken for it."""
    return os.getppid() == watched
