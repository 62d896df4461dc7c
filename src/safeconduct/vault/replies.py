"""What waits for a requester: signed replies and unsigned status keys, sealed to them (VAULT 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from safeconduct.vault import padding, seals, signatures
from safeconduct.vault.encoding import NotCanonical, decode_exactly, encode, number, text
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signatures import BadSignature


class ItemKind(StrEnum):
    """What a waiting item is."""

    REPLY = "reply"
    STATUS = "status"


PURPOSES = {ItemKind.REPLY: Purpose.REPLY, ItemKind.STATUS: Purpose.STATUS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an item belongs: the case, the id of its row, and the requester it is sealed to."""

    item: UUID
    case_public: bytes = field(repr=False)
    requester_kem: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyKey:
    """The private half of one version of the reply key."""

    version: int
    seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a return page opens items with: the requester's keys and the directory's reply keys."""

    kem_seed: bytes = field(repr=False)
    case_public: bytes = field(repr=False)
    reply_keys: Mapping[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An opened item: the words of a reply, or the key of a status text."""

    kind: ItemKind
    words: str = field(repr=False)


def signed_words(words: str, case_public: bytes, item: UUID) -> bytes:
    """Return the bytes that a reply key signs, also for an outbox row."""
    return encode("reply", seals.case_of(case_public), item.bytes, words)


def seal_reply(words: str, to: Address, key: ReplyKey) -> bytes:
    """Sign words with a reply key and seal them, padded, to the requester; raises TooLong."""
    signature = signatures.sign(signed_words(words, to.case_public, to.item), key.seed)
    plain = encode("signed reply", words, key.version, signature)
    return _seal(plain, to, ItemKind.REPLY)


def seal_status(text_key: str, to: Address) -> bytes:
    """Seal the key of a status text, padded, to the requester."""
    return _seal(encode("status", text_key), to, ItemKind.STATUS)


def open_reply(sealed: bytes, item: UUID, reading: Reading) -> str:
    """Return a reply's words; raises CannotOpen, or BadSignature when no known key signed them."""
    plain = _open(sealed, item, reading, ItemKind.REPLY)
    try:
        raw_words, raw_version, signature = decode_exactly("signed reply", plain, 3)
        words, version = text(raw_words), number(raw_version)
    except NotCanonical as error:
        raise CannotOpen from error
    if version not in reading.reply_keys:
        raise BadSignature("no such reply key in the directory")
    message = signed_words(words, reading.case_public, item)
    signatures.verify(signature, message, reading.reply_keys[version])
    return words


def open_status(sealed: bytes, item: UUID, reading: Reading) -> str:
    """Return the key of a status text, to be looked up in a closed list; raises CannotOpen."""
    try:
        (key,) = decode_exactly("status", _open(sealed, item, reading, ItemKind.STATUS), 1)
        return text(key)
    except NotCanonical as error:
        raise CannotOpen from error


def open_item(kind: ItemKind, sealed: bytes, item: UUID, reading: Reading) -> Item:
    """Return a waiting item of either kind; raises CannotOpen or BadSignature."""
    opener = {ItemKind.REPLY: open_reply, ItemKind.STATUS: open_status}[kind]
    return Item(kind=kind, words=opener(sealed, item, reading))


def _seal(plain: bytes, to: Address, kind: ItemKind) -> bytes:
    bound = _info(to.case_public, to.item, kind)
    return seals.seal(padding.pad(plain), to.requester_kem, bound)


def _open(sealed: bytes, item: UUID, reading: Reading, kind: ItemKind) -> bytes:
    bound = _info(reading.case_public, item, kind)
    try:
        return padding.unpad(seals.open_sealed(sealed, reading.kem_seed, bound))
    except padding.NotPadded as error:
        raise CannotOpen from error


def _info(case_public: bytes, item: UUID, kind: ItemKind) -> bytes:
    return seals.info(PURPOSES[kind], case=seals.case_of(case_public), part=item.bytes)
