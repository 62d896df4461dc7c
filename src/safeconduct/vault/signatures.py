"""Signatures: Ed25519 over canonical bytes; the label inside those bytes keeps uses apart."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE = 64
SEED = 32


class BadSignature(Exception):
    """The signature does not belong to these bytes and this key."""


def public_of(seed: bytes) -> bytes:
    """Return the 32-byte public half of a 32-byte signing seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(message: bytes, seed: bytes) -> bytes:
    """Return the 64-byte signature of a message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verify(signature: bytes, message: bytes, public: bytes) -> None:
    """Return when the signature holds; raises BadSignature, also for what is no key at all."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature from error
