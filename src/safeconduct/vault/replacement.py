"""The replacement record: a new way back to a case, vouched for with a reply key (VAULT 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.vault import signatures
from safeconduct.vault.encoding import NotCanonical, decode_exactly, encode, number
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.signatures import BadSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A case, the locator that was lost, and the locator and public halves that count now."""

    case_public: bytes = field(repr=False)
    old_locator: bytes
    locator: bytes
    requester_kem: bytes = field(repr=False)
    requester_sign: bytes


def sign_replacement(replacement: Replacement, key: ReplyKey) -> bytes:
    """Return the record: the replacement, the version of the reply key, and its signature."""
    plain = _encoded(replacement)
    signature = signatures.sign(encode("replaces", plain, key.version), key.seed)
    return encode("record", plain, key.version, signature)


def read_replacement(record: bytes, reply_keys: Mapping[int, bytes]) -> Replacement:
    """Return what a listed reply key signed; raises BadSignature, also on a broken record."""
    try:
        plain, raw_version, signature = decode_exactly("record", record, 3)
        version = number(raw_version)
        case_public, old_locator, locator, kem, sign = decode_exactly("replacement", plain, 5)
    except NotCanonical as error:
        raise BadSignature("not a replacement record") from error
    if version not in reply_keys:
        raise BadSignature("no such reply key in the directory")
    signatures.verify(signature, encode("replaces", plain, version), reply_keys[version])
    return Replacement(
        case_public=case_public,
        old_locator=old_locator,
        locator=locator,
        requester_kem=kem,
        requester_sign=sign,
    )


def _encoded(one: Replacement) -> bytes:
    return encode(
        "replacement",
        one.case_public,
        one.old_locator,
        one.locator,
        one.requester_kem,
        one.requester_sign,
    )
