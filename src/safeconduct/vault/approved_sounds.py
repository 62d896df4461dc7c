"""A sound that two people let be heard, signed with the reply key: bound to its words and bytes."""

import hashlib
from collections.abc import Mapping

from safeconduct.vault import signatures
from safeconduct.vault.encoding import NotCanonical, decode_exactly, encode, number
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.signatures import BadSignature

SOUND, SIGNED = "approved sound", "signed sound"


def sign_sound(words: str, sound: bytes, key: ReplyKey) -> bytes:
    """Return what lies beside a sound so that it is played; `words` is the digest of its words."""
    signature = signatures.sign(_message(words, sound), key.seed)
    return encode(SIGNED, key.version, signature)


def verify_sound(signed: bytes, words: str, sound: bytes, keys: Mapping[int, bytes]) -> None:
    """Return when a listed key signed exactly this sound for these words; raises BadSignature."""
    try:
        raw_version, signature = decode_exactly(SIGNED, signed, 2)
        public = keys[number(raw_version)]
    except (NotCanonical, KeyError) as error:
        raise BadSignature from error
    signatures.verify(signature, _message(words, sound), public)


def _message(words: str, sound: bytes) -> bytes:
    return encode(SOUND, words, hashlib.sha256(sound).digest())
