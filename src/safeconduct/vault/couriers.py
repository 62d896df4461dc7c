"""A courier's keys: one that signs, and a day key each day for what is in flight (VAULT 1 and 2).

The desk seals to a day key what is to be sent. A channel's process locks its own raw updates and
talks with a key that derives from the seed: it holds that anyway, and who has no seed can write
none. Seeds lie in secret files of that process and die after 72 hours.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.vault import padding, seals, signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.seals import CannotOpen, Opener, Purpose
from safeconduct.vault.symmetric import derive, lock, unlock

LIVES = RETENTION[Kept.DAY_KEY].lives
SIZES = (*padding.ANSWERS, *padding.ATTACHMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKey:
    """The public half of one channel's key of one day, signed by its courier."""

    channel: str
    day: date
    public: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is in flight: for what, in which row, under which channel's key of which day."""

    purpose: Purpose
    part: bytes
    channel: str
    day: date

    @property
    def info(self) -> bytes:
        return seals.info(self.purpose, part=self.part, bound=_day(self.channel, self.day))


def sign_day_key(channel: str, day: date, seed: bytes, courier_seed: bytes) -> DayKey:
    """Return the signed public half of a day key's seed."""
    public = seals.public_of(seed)
    signature = signatures.sign(_signed(channel, day, public), courier_seed)
    return DayKey(channel=channel, day=day, public=public, signature=signature)


def verify_day_key(key: DayKey, courier_public: bytes) -> None:
    """Return when this channel's courier signed the key; raises BadSignature."""
    signatures.verify(key.signature, _signed(key.channel, key.day, key.public), courier_public)


def seal_parcel(
    plain: bytes, parcel: Parcel, day_public: bytes, *, sizes: Sequence[int] = SIZES
) -> bytes:
    """Return what only the courier opens, padded; raises TooLong."""
    return seals.seal(padding.pad(plain, sizes), day_public, parcel.info)


def open_parcel(sealed: bytes, parcel: Parcel, day_key: Opener) -> bytes:
    """Return what is in flight; raises CannotOpen."""
    try:
        return padding.unpad(day_key.open(sealed, parcel.info))
    except padding.NotPadded as error:
        raise CannotOpen from error


def own_key(seed: bytes) -> bytes:
    """Return the key of a day for what its courier keeps for itself."""
    return derive(seed, "kept by the courier")


def lock_parcel(plain: bytes, parcel: Parcel, own: bytes) -> bytes:
    """Return what only who holds the day's own key opens or makes, padded; raises TooLong."""
    return lock(own, padding.pad(plain, SIZES), parcel.info)


def unlock_parcel(locked: bytes, parcel: Parcel, own: bytes) -> bytes:
    """Return what the courier kept; raises CannotOpen."""
    try:
        return padding.unpad(unlock(own, locked, parcel.info))
    except padding.NotPadded as error:
        raise CannotOpen from error


def address_hash(pepper: bytes, channel: str, address: str) -> bytes:
    """Return the keyed hash that ties an address to a talk; only the pepper's holder makes it."""
    return hmac.digest(pepper, encode("address", channel, address), hashlib.sha256)


def _signed(channel: str, day: date, public: bytes) -> bytes:
    return encode("day key", _day(channel, day), public)


def _day(channel: str, day: date) -> bytes:
    return encode("day", channel, day.isoformat())
