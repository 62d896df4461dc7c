"""Seals to a public key: HPKE with X-Wing, HKDF-SHA256 and ChaCha20-Poly1305 (VAULT, head).

A private key is a 32-byte seed; a public key is ML-KEM-768 followed by X25519; a sealed text is
the encapsulated key followed by the ciphertext, as `@hpke/core` writes it.
"""

import hashlib
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from safeconduct.vault.encoding import encode
from safeconduct.vault.symmetric import CannotOpen

__all__ = [
    "CannotOpen",
    "NotAKey",
    "Opener",
    "Purpose",
    "case_of",
    "info",
    "open_sealed",
    "public_of",
    "seal",
]

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
VERSION = 1
SEED = 32
MLKEM_SEED = 64
MLKEM_PUBLIC = 1184
PUBLIC = MLKEM_PUBLIC + 32


class NotAKey(ValueError):
    """These bytes are no key of the suite."""


class Purpose(StrEnum):
    """What a seal is for; a seal made for one purpose opens for no other."""

    FIRST_BODY = "first body"
    BODY = "body"
    DOUBT = "doubt"
    CASE_WRAP = "case wrap"
    COPY = "copy"
    ENTRY = "entry"
    PLAN_WRAP = "plan wrap"
    PLAN_PART = "plan part"
    REPLY = "reply"
    STATUS = "status"
    TEAM_KEY = "team key"
    DIRECTORY_KEY = "directory key"
    SIGNING_KEY = "signing key"
    SECOND_FACTOR = "second factor"
    RECOVERY = "recovery"
    UPDATE = "raw update"
    TALK = "talk"
    OUTBOX = "outbox"
    CALL_BACK = "call back"


def case_of(case_public: bytes) -> bytes:
    """Return the name of a case within seals: SHA-256 of its talk public key."""
    return hashlib.sha256(case_public).digest()


def info(
    purpose: Purpose,
    case: bytes = b"",
    part: bytes = b"",
    bound: bytes = b"",
    *,
    version: int = VERSION,
) -> bytes:
    """Return what a seal is bound to: version, purpose, case, part and any further digest."""
    return encode("seal", version, purpose.value, case, part, bound)


def public_of(seed: bytes) -> bytes:
    """Return the 1,216 bytes of the public key that belongs to a 32-byte seed."""
    mlkem, x25519 = _halves(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal(plain: bytes, public: bytes, info: bytes) -> bytes:
    """Return `plain` sealed to a public key, 1,136 bytes longer; raises NotAKey."""
    return SUITE.encrypt(plain, _public_key(public), info=info)


@lru_cache(maxsize=32)
def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    """Read a public key; a door seals to the same few teams again and again."""
    if len(public) != PUBLIC:
        raise NotAKey("a public key has 1,216 bytes")
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
        )
    except ValueError as error:
        raise NotAKey("not a public key of the suite") from error


def open_sealed(sealed: bytes, seed: bytes, info: bytes) -> bytes:
    """Return what was sealed to the seed's public key under the same info; raises CannotOpen."""
    return Opener(seed).open(sealed, info)


class Opener:
    """A private key made ready once, for who opens much that was sealed to it."""

    def __init__(self, seed: bytes) -> None:
        self._key = MLKEM768X25519PrivateKey(*_halves(seed))

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed under the same info; raises CannotOpen."""
        try:
            return SUITE.decrypt(sealed, self._key, info=info)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error


def _halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != SEED:
        raise NotAKey("a private key is a seed of 32 bytes")
    expanded = hashlib.shake_256(seed).digest(MLKEM_SEED + 32)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(expanded[MLKEM_SEED:]),
    )
