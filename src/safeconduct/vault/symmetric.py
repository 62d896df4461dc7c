"""Locks whose key both sides hold, and the derivation of one key from another."""

import secrets
from collections.abc import Callable
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safeconduct.vault.encoding import Field, encode

Random: TypeAlias = Callable[[int], bytes]

KEY = 32
NONCE = 12


class CannotOpen(Exception):
    """The key, the bound facts or the bytes are not those that it was closed with."""


def derive(key: bytes, label: str, *fields: Field, length: int = KEY) -> bytes:
    """Return `length` bytes by HKDF-SHA256 that belong to this key, label and fields only."""
    return HKDF(SHA256(), length, salt=None, info=encode(label, *fields)).derive(key)


def lock(key: bytes, plain: bytes, bound: bytes, *, random: Random = secrets.token_bytes) -> bytes:
    """Return nonce and ChaCha20-Poly1305 ciphertext; `bound` must be the same at unlocking."""
    nonce = random(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound)


def unlock(key: bytes, locked: bytes, bound: bytes) -> bytes:
    """Return what was locked; raises CannotOpen."""
    try:
        return ChaCha20Poly1305(key).decrypt(locked[:NONCE], locked[NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
