"""The door's key of the hour: a random file that all workers share, destroyed after two hours.

From it come arrival ids, codes and hidden fields, so that a form sent twice is one hand-in
whichever worker hears it, and nobody can work out a code once the hour's key is gone.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NewType, TypeAlias

from safeconduct.programme.home import destroy_private, write_private

HourKey = NewType("HourKey", bytes)
Clock: TypeAlias = Callable[[], datetime]

HOUR = 3600
KEPT_HOURS = 2
SWEEP_SECONDS = 60.0


def hour_of(at: datetime) -> int:
    """Return the hours since 1970 began."""
    return int(at.timestamp()) // HOUR


class HourKeys:
    """The keys of this hour and the one before; an older one is nowhere any more.

    A key is drawn in its own hour only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[int, HourKey] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def key(self, hour: int, at: datetime) -> HourKey | None:
        """Return the key of an hour: drawn at first use in that hour, None once destroyed."""
        now = hour_of(at)
        # The hour to come has a key only where the clock was set back: its forms still count.
        if not now - KEPT_HOURS < hour <= now + 1:
            return None
        if hour not in self._read:
            self.destroy_old(at)
            found = self._file(hour) if hour == now else self._old(hour)
            if found is None:
                return None
            self._read[hour] = found
        return self._read[hour]

    def destroy_old(self, at: datetime) -> None:
        """Overwrite and remove every key that is two hours old."""
        last = hour_of(at) - KEPT_HOURS
        for hour in [hour for hour in self._read if hour <= last]:
            self._read.pop(hour, None)
        for path in self._folder.iterdir():
            if path.name.isdigit() and int(path.name) <= last:
                destroy_private(path)

    def sweep(self, clock: Clock) -> threading.Thread:
        """Start the thread that destroys old keys also when nobody visits."""
        sweeper = threading.Thread(target=self._sweep, args=(clock,), name="hour keys", daemon=True)
        sweeper.start()
        return sweeper

    def _sweep(self, clock: Clock) -> None:
        pause = threading.Event()
        while not pause.wait(SWEEP_SECONDS):
            self.destroy_old(clock())

    def _old(self, hour: int) -> HourKey | None:
        try:
            return HourKey((self._folder / str(hour)).read_bytes())
        except FileNotFoundError:
            return None

    def _file(self, hour: int) -> HourKey:
        """Return the hour's key; of workers that draw it at once, the first to write it wins."""
        path = self._folder / str(hour)
        write_private(path, secrets.token_bytes(32))
        return HourKey(path.read_bytes())
