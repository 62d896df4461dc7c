"""The only password hasher: a row holds the salt and the verifiers of both unlock slots.

Django never makes such a row. One Argon2id output gives the verifier and the key that unlocks
(VAULT section 3), so a phrase is set where the member's seed is at hand: people/enrolment.py.
"""

import base64

from django.contrib.auth.hashers import BasePasswordHasher

from safeconduct.people.kdf import stretched
from safeconduct.vault.phrase import Slot, Slots, matching_slot

ALGORITHM = "phrase"
PARTS = 4


class NotSetByDjango(Exception):
    """A phrase is drawn at enrolment or recovery; nobody chooses or resets one."""


class PhraseHasher(BasePasswordHasher):
    """Verifies a phrase against both slots, in the same time whichever fits."""

    algorithm = ALGORITHM

    def encode(self, password: str, salt: str) -> str:
        del password, salt
        raise NotSetByDjango

    def verify(self, password: str, encoded: str) -> bool:
        slots = read_slots(encoded)
        return matching_slot(slots, stretched(password, slots.salt)) is not None

    def must_update(self, encoded: str) -> bool:
        del encoded
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Every row costs the same; there is no cheaper one to make up for."""


def write_slots(slots: Slots) -> str:
    """Return the password column: salt and both verifiers, in their order."""
    parts = (slots.salt, slots.own.verifier, slots.duress.verifier)
    return "$".join([ALGORITHM, *(base64.b64encode(part).decode() for part in parts)])


def read_slots(encoded: str, own_locked: bytes = b"", duress_locked: bytes = b"") -> Slots:
    """Return both slots of a password column, with what lies locked under them."""
    algorithm, *parts = encoded.split("$")
    if algorithm != ALGORITHM or len(parts) != PARTS - 1:
        raise ValueError("not a row of ours")
    salt, own, duress = (base64.b64decode(part) for part in parts)
    return Slots(
        salt=salt,
        own=Slot(verifier=own, locked=own_locked),
        duress=Slot(verifier=duress, locked=duress_locked),
    )
