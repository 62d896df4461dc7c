"""An arrival: the columns a door writes, and the signature over all of them (VAULT section 1)."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from safeconduct.vault import signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.wraps import TeamWrap, encode_wraps


class ArrivalKind(StrEnum):
    """What an arrival asks for."""

    NEW = "new"
    ADD = "add"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a door knows and leaves in the clear; empty where an arrival has no such thing."""

    id: UUID
    channel: str
    language: str
    directory_serial: int
    request_kind: str = ""
    urgency: str = ""
    size_band: str = ""
    talk_sign: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """All columns that a door writes; absent ones are empty.

    `wraps_were`: digest of wraps that intake has since taken out, so that the signature holds.
    """

    id: UUID
    kind: ArrivalKind
    locator: bytes = b""
    body: bytes = field(default=b"", repr=False)
    wraps: tuple[TeamWrap, ...] = field(default=(), repr=False)
    wraps_were: bytes = field(default=b"", repr=False)
    copy: bytes = field(default=b"", repr=False)
    case_public: bytes = field(default=b"", repr=False)
    requester_kem: bytes = field(default=b"", repr=False)
    requester_sign: bytes = b""
    talk_sign: bytes = b""
    sealed_under: bytes = b""
    channel: str
    language: str
    request_kind: str = ""
    urgency: str = ""
    size_band: str = ""
    directory_serial: int
    signature: bytes = field(default=b"", repr=False)


def signed_bytes(arrival: Arrival) -> bytes:
    """Return what is signed: every column, bodies by SHA-256."""
    return encode(
        "arrival",
        arrival.id.bytes,
        arrival.kind.value,
        arrival.locator,
        hashlib.sha256(arrival.body).digest(),
        arrival.wraps_were or digest_of(encode_wraps(arrival.wraps)),
        hashlib.sha256(arrival.copy).digest(),
        arrival.case_public,
        arrival.requester_kem,
        arrival.requester_sign,
        arrival.talk_sign,
        arrival.sealed_under,
        arrival.channel,
        arrival.language,
        arrival.request_kind,
        arrival.urgency,
        arrival.size_band,
        arrival.directory_serial,
    )


def digest_of(wraps: bytes) -> bytes:
    """Return what stays of a column of wraps once its keys have moved on."""
    return hashlib.sha256(wraps).digest()


def is_digest(wraps: bytes) -> bool:
    """Say whether a column holds that digest alone; the shortest wrap is longer."""
    return len(wraps) == hashlib.sha256().digest_size


def sign(arrival: Arrival, sign_seed: bytes) -> Arrival:
    """Return the arrival with its signature."""
    return replace(arrival, signature=signatures.sign(signed_bytes(arrival), sign_seed))


def verify(arrival: Arrival, sign_public: bytes) -> None:
    """Return when this key signed exactly these columns; raises BadSignature."""
    signatures.verify(arrival.signature, signed_bytes(arrival), sign_public)


def verify_returning(
    arrival: Arrival, requester_sign: bytes, talk_signs: Iterable[bytes] = ()
) -> None:
    """Return when who may do so signed an `add`, `withdraw` or `erase`; raises BadSignature.

    The keys are those of the case's `new` or of its last replacement. Talk keys are good for
    `add` only.
    """
    can_add = tuple(talk_signs) if arrival.kind is ArrivalKind.ADD else ()
    for public in (requester_sign, *filter(None, can_add)):
        with suppress(BadSignature):
            return verify(arrival, public)
    raise BadSignature("none of the keys that may")
