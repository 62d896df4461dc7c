"""A channel's courier at work: its day keys lie in secret files and die after 72 hours.

No backup, setting or database holds a private half; what it sealed dies with it (VAULT section 2).
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime

from safeconduct.cases import models
from safeconduct.programme.home import Home, destroy_private, write_private
from safeconduct.talks.day_keys import day_keys, destroy_keys, is_over
from safeconduct.vault import seals, short_numbers
from safeconduct.vault.couriers import (
    Parcel,
    address_hash,
    lock_parcel,
    open_parcel,
    own_key,
    sign_day_key,
    unlock_parcel,
)
from safeconduct.vault.seals import CannotOpen, Opener, Purpose

EMPTIED_AFTER = "emptied-after"


class Courier:
    """Opens what is sent on one channel, keeps what came; the only holder of its keys."""

    def __init__(self, channel: str, home: Home) -> None:
        self.channel = channel
        self._folder = home.day_keys / channel
        self._sign_seed = home.secret(f"courier_{channel}")
        self._home = home
        self._pepper = home.secret(f"pepper_{channel}")
        self._seeds: dict[date, bytes] = {}
        self._openers: dict[date, Opener] = {}
        self._owns: dict[date, bytes] = {}
        self._published: date | None = None
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._emptied_after = self.emptied_after()

    def begin_day(self, at: datetime) -> None:
        """Draw and publish the key of the day, once a day."""
        if self._published == at.date():
            return
        self._seed(at.date(), drawn=True)
        self.publish(at.date())
        self._published = at.date()

    def publish(self, day: date) -> None:
        """Let the desk know the public half; a second process of this channel did it already."""
        key = sign_day_key(self.channel, day, self._seed(day, drawn=True), self._sign_seed)
        row = models.DayKey(
            channel=key.channel, day=key.day, public=key.public, signature=key.signature
        )
        # A channel's role may not read this table, so the row's number must not be asked for.
        models.DayKey.objects.bulk_create([row], ignore_conflicts=True)

    def lock(self, plain: bytes, purpose: Purpose, part: bytes, at: datetime) -> tuple[date, bytes]:
        """Return the day whose key it is locked with, and the locked bytes."""
        day = at.date()
        own = self._own(day, drawn=True)
        return day, lock_parcel(plain, self._parcel(purpose, part, day), own)

    def unlock(self, locked: bytes, purpose: Purpose, part: bytes, day: date) -> bytes:
        """Return what was kept here; raises CannotOpen, also once the key of that day is gone."""
        return unlock_parcel(locked, self._parcel(purpose, part, day), self._own(day))

    def open(self, sealed: bytes, purpose: Purpose, part: bytes, day: date) -> bytes:
        """Return what the desk sealed to a day; raises CannotOpen, as `unlock` does."""
        return open_parcel(sealed, self._parcel(purpose, part, day), self._opener(day))

    def hash_of(self, address: str) -> bytes:
        return address_hash(self._pepper, self.channel, address)

    def short_hash(self, number: str) -> bytes:
        return short_numbers.short_hash(self._pepper, number)

    def lock_tie(self, number: str, tie: bytes) -> bytes:
        return short_numbers.lock_tie(self._pepper, number, tie)

    def unlock_tie(self, number: str, locked: bytes) -> bytes:
        """Return the tie that a short number leads to; raises CannotOpen."""
        return short_numbers.unlock_tie(self._pepper, number, locked)

    def destroy_old(self, at: datetime) -> None:
        """Overwrite and remove each day key 72 hours after its day began.

        Living talks are sealed anew before: after a long stop they would die with it.
        """
        for day, path in list(day_keys(self._folder)):
            if is_over(day, at):
                destroy_private(path)
        # Another process may have destroyed the file before: in memory it dies all the same.
        for day in [*self._seeds, *self._owns, *self._openers]:
            if is_over(day, at):
                self._forget(day)

    def emptied_after(self) -> bytes:
        """Return the press of the panic key after which this memory was last emptied, if any."""
        with suppress(FileNotFoundError):
            return (self._folder / EMPTIED_AFTER).read_bytes()
        return b""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this channel from emptying it at the same time."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def empty(self) -> None:
        """Destroy every key of this channel, in its files and in memory; the pepper too.

        What lies in memory is forgotten last: then a new pepper is drawn.
        """
        with ExitStack() as each:
            each.callback(self._forget_all)
            each.callback(destroy_private, self._home.secrets / f"pepper_{self.channel}")
            each.callback(destroy_keys, self._folder)

    def note_emptied(self, press: bytes) -> None:
        (self._folder / EMPTIED_AFTER).unlink(missing_ok=True)
        write_private(self._folder / EMPTIED_AFTER, press)
        self._emptied_after = press

    def forget_emptied(self, press: bytes) -> bool:
        """Forget what another process of this channel emptied after a press; says whether it was.

        Its files are new ones by now, and stay.
        """
        if press == self._emptied_after:
            return False
        self._forget_all()
        self._emptied_after = press
        return True

    def _forget_all(self) -> None:
        for day in [*self._seeds, *self._owns, *self._openers]:
            self._forget(day)
        self._pepper = self._home.secret(f"pepper_{self.channel}")
        self._published = None

    def _forget(self, day: date) -> None:
        for kept in (self._seeds, self._owns, self._openers):
            kept.pop(day, None)

    def _parcel(self, purpose: Purpose, part: bytes, day: date) -> Parcel:
        return Parcel(purpose=purpose, part=part, channel=self.channel, day=day)

    def _own(self, day: date, *, drawn: bool = False) -> bytes:
        if day not in self._owns:
            self._owns[day] = own_key(self._seed(day, drawn=drawn))
        return self._owns[day]

    def _opener(self, day: date) -> Opener:
        if day not in self._openers:
            self._openers[day] = Opener(self._seed(day))
        return self._openers[day]

    def _seed(self, day: date, *, drawn: bool = False) -> bytes:
        """Return the day's seed; `drawn`: draw it where there is none yet."""
        if day not in self._seeds:
            path = self._folder / day.isoformat()
            if drawn and not path.exists():
                write_private(path, secrets.token_bytes(seals.SEED))
            try:
                self._seeds[day] = path.read_bytes()
            except FileNotFoundError as error:
                raise CannotOpen("that day's key is destroyed") from error
        return self._seeds[day]
