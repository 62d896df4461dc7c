"""A number to be called back, for one try: signed with a reply key, sealed to the line's courier.

Whoever writes the database can put rows there, and none that the line dials.
"""

from collections.abc import Mapping
from uuid import UUID

from safeconduct.vault import signatures
from safeconduct.vault.encoding import NotCanonical, decode_exactly, encode, number, text
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature


def sign_number(called: str, identity: UUID, key: ReplyKey) -> bytes:
    """Return the signed bytes of a number for one try; they are sealed to the courier next."""
    signature = signatures.sign(_said(identity, called, key.version), key.seed)
    return encode("signed number", called, key.version, signature)


def read_number(signed: bytes, identity: UUID, reply_keys: Mapping[int, bytes]) -> str:
    """Return the number that a listed reply key signed for this try.

    Raises BadSignature or CannotOpen.
    """
    try:
        raw_called, raw_version, signature = decode_exactly("signed number", signed, 3)
        called, version = text(raw_called), number(raw_version)
    except NotCanonical as error:
        raise CannotOpen from error
    if version not in reply_keys:
        raise BadSignature("no such reply key in the directory")
    signatures.verify(signature, _said(identity, called, version), reply_keys[version])
    return called


def _said(identity: UUID, called: str, version: int) -> bytes:
    return encode("number to call back", identity.bytes, called, version)
