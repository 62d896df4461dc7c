"""What the desk sends through a channel: words for one address, signed with a reply key (VAULT 2).

The same signature vouches for the talk key that comes along: with it the person's next words reach
the case, and intake believes it by the record alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.vault import seals, signatures
from safeconduct.vault.encoding import NotCanonical, decode, decode_exactly, encode, number, text
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One answer on its way: whose, what, to which address, and how much may be shown there.

    `may` is what the person allowed (no, news, text); `talk` the talk they were last heard in.
    """

    id: UUID
    case_public: bytes = field(repr=False)
    words: str = field(repr=False)
    address: str = field(repr=False)
    talk: str = field(repr=False)
    may: str
    language: str
    talk_seed: bytes = field(repr=False)


def seal_outgoing(one: Outgoing, key: ReplyKey) -> bytes:
    """Return the signed bytes of an answer; they are sealed to the courier next."""
    plain = _encoded(one)
    signature = signatures.sign(encode("outgoing", one.id.bytes, plain, key.version), key.seed)
    return encode("signed outgoing", plain, key.version, signature)


def read_outgoing(signed: bytes, identity: UUID, reply_keys: Mapping[int, bytes]) -> Outgoing:
    """Return what a listed reply key signed for this row; raises BadSignature or CannotOpen."""
    try:
        plain, raw_version, signature = decode_exactly("signed outgoing", signed, 3)
        version = number(raw_version)
        fields = decode_exactly("answer", plain, 7)
        case_public, talk_seed = fields[0], fields[6]
        words, address, talk, may, language = map(text, fields[1:6])
    except NotCanonical as error:
        raise CannotOpen from error
    if version not in reply_keys:
        raise BadSignature("no such reply key in the directory")
    message = encode("outgoing", identity.bytes, plain, version)
    signatures.verify(signature, message, reply_keys[version])
    return Outgoing(
        id=identity,
        case_public=case_public,
        words=words,
        address=address,
        talk=talk,
        may=may,
        language=language,
        talk_seed=talk_seed,
    )


def sign_talk_key(talk_sign: bytes, case_public: bytes, key: ReplyKey, *, seq: int) -> bytes:
    """Return the record with which intake believes words that this talk key signed.

    `seq`: the place in the log of the answer that it came with, and so the code that it is of.
    """
    case = seals.case_of(case_public)
    signature = signatures.sign(encode("talk key", case, talk_sign, seq, key.version), key.seed)
    return encode("talk key record", seq, key.version, signature)


def verify_talk_key(
    record: bytes, talk_sign: bytes, case_public: bytes, reply_keys: Mapping[int, bytes]
) -> int:
    """Return the place in the log for which a listed reply key vouches; raises BadSignature.

    A record of an older form names none and is good from the beginning on: 0.
    """
    try:
        *named, raw_version, signature = decode("talk key record", record)
        places, version = [number(one) for one in named], number(raw_version)
    except ValueError as error:
        raise BadSignature("not a talk key record") from error
    if version not in reply_keys:
        raise BadSignature("no such reply key in the directory")
    message = encode("talk key", seals.case_of(case_public), talk_sign, *places, version)
    signatures.verify(signature, message, reply_keys[version])
    return places[0] if places else 0


def _encoded(one: Outgoing) -> bytes:
    return encode(
        "answer", one.case_public, one.words, one.address, one.talk, one.may, one.language,
        one.talk_seed,
    )  # fmt: skip
