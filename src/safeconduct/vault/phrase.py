"""A member's phrase: six drawn words, stretched once, that verify and unlock (VAULT section 3).

Two slots from the first day share one salt; the second is random until a duress phrase is set,
and nothing shows whether one is.
"""

import hmac
import secrets
from dataclasses import dataclass, field, replace
from enum import IntEnum

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from safeconduct.vault.encoding import encode
from safeconduct.vault.folding import fold
from safeconduct.vault.symmetric import CannotOpen, Random, derive, lock, unlock

MEMORY_KIB = 64 * 1024
PASSES = 3
SALT = 16
KEY = 32
LOCKED = 12 + KEY + 16


class WrongPhrase(Exception):
    """The phrase opens neither slot."""


class SamePhrase(ValueError):
    """The phrase opens the other slot already."""


class SlotName(IntEnum):
    """Which phrase was typed."""

    OWN = 0
    DURESS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretched:
    """What a phrase becomes: proof that it was known, and the key that unlocks."""

    verifier: bytes = field(repr=False)
    unlock_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One verifier, and a member seed locked under the same phrase."""

    verifier: bytes = field(repr=False)
    locked: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Both unlock slots of a member."""

    salt: bytes = field(repr=False)
    own: Slot
    duress: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A member's seed, and which phrase opened it."""

    slot: SlotName
    seed: bytes = field(repr=False)


def stretch(phrase: str, salt: bytes, pepper: bytes) -> Stretched:
    """Return verifier and unlock key of a phrase: Argon2id, 64 MiB, 3 passes, one lane."""
    folded = " ".join(fold(word) for word in phrase.split())
    kdf = Argon2id(
        salt=salt, length=64, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB, secret=pepper
    )
    out = kdf.derive(folded.encode())
    return Stretched(
        verifier=derive(out, "phrase verifier"), unlock_key=derive(out, "phrase unlocks")
    )


def new_slots(
    seed: bytes, phrase: str, pepper: bytes, *, random: Random = secrets.token_bytes
) -> Slots:
    """Return slots whose own phrase unlocks `seed`, and whose second slot is random."""
    salt = random(SALT)
    stretched = stretch(phrase, salt, pepper)
    return Slots(
        salt=salt,
        own=_slot(seed, stretched, salt, random),
        duress=Slot(verifier=random(KEY), locked=random(LOCKED)),
    )


def with_phrase(
    slots: Slots,
    name: SlotName,
    seed: bytes,
    stretched: Stretched,
    *,
    random: Random = secrets.token_bytes,
) -> Slots:
    """Return slots in which this phrase opens `seed` in that slot; raises SamePhrase."""
    other = slots.own if name is SlotName.DURESS else slots.duress
    if hmac.compare_digest(other.verifier, stretched.verifier):
        raise SamePhrase
    slot = _slot(seed, stretched, slots.salt, random)
    return replace(slots, duress=slot) if name is SlotName.DURESS else replace(slots, own=slot)


def matching_slot(slots: Slots, stretched: Stretched) -> SlotName | None:
    """Return which slot the phrase belongs to; both are compared, in constant time."""
    own = hmac.compare_digest(slots.own.verifier, stretched.verifier)
    duress = hmac.compare_digest(slots.duress.verifier, stretched.verifier)
    if own:
        return SlotName.OWN
    return SlotName.DURESS if duress else None


def open_slot(slots: Slots, stretched: Stretched) -> Unlocked:
    """Return the seed that this phrase unlocks; raises WrongPhrase."""
    name = matching_slot(slots, stretched)
    if name is None:
        raise WrongPhrase
    slot = slots.own if name is SlotName.OWN else slots.duress
    try:
        seed = unlock(stretched.unlock_key, slot.locked, _bound(slots.salt))
    except CannotOpen as error:
        raise WrongPhrase from error
    return Unlocked(slot=name, seed=seed)


def _slot(seed: bytes, stretched: Stretched, salt: bytes, random: Random) -> Slot:
    locked = lock(stretched.unlock_key, seed, _bound(salt), random=random)
    return Slot(verifier=stretched.verifier, locked=locked)


def _bound(salt: bytes) -> bytes:
    return encode("slot", salt)
