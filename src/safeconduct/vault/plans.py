"""The plan of a handover: a key sealed to its teams, and signed parts under it (VAULT 2).

The key is a secret that both sides hold: only who reads a plan can write into it. The signature of
a reply key says more: that a member who may speak for the programme has written this part.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.vault import padding, seals, signatures
from safeconduct.vault.encoding import NotCanonical, decode_exactly, encode, number, text
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.symmetric import KEY, Random, lock, unlock
from safeconduct.vault.wraps import TeamPublic, TeamWrap


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPlace:
    """Where a part belongs: the case, the row, which part it is, and its event's place."""

    case_public: bytes = field(repr=False)
    row: UUID
    part: str
    seq: int


def new_plan_key(random: Random = secrets.token_bytes) -> bytes:
    return random(KEY)


def wrap_plan_key(plan_key: bytes, case_public: bytes, team: TeamPublic) -> TeamWrap:
    """Seal the key of a case's plan to a team."""
    bound = _wrap_info(case_public, team.team, team.version)
    sealed = seals.seal(plan_key, team.kem_public, bound)
    return TeamWrap(team=team.team, version=team.version, sealed=sealed)


def open_plan_key(wrap: TeamWrap, case_public: bytes, team_kem_seed: bytes) -> bytes:
    """Return the key of a case's plan; raises CannotOpen."""
    bound = _wrap_info(case_public, wrap.team, wrap.version)
    key = seals.open_sealed(wrap.sealed, team_kem_seed, bound)
    if len(key) != KEY:
        raise CannotOpen("not the key of a plan")
    return key


def seal_part(words: str, place: PartPlace, plan_key: bytes, key: ReplyKey) -> bytes:
    """Sign what a part says and close it, padded, under the plan's key; raises TooLong."""
    signature = signatures.sign(_signed(words, place), key.seed)
    plain = encode("signed part", words, key.version, signature)
    return lock(plan_key, padding.pad(plain), _part_info(place))


def open_part(
    sealed: bytes, place: PartPlace, plan_key: bytes, reply_keys: Mapping[int, bytes]
) -> str:
    """Return what a part says; raises CannotOpen, or BadSignature when no listed key signed it."""
    try:
        plain = padding.unpad(unlock(plan_key, sealed, _part_info(place)))
        raw_words, raw_version, signature = decode_exactly("signed part", plain, 3)
        words, version = text(raw_words), number(raw_version)
    except (padding.NotPadded, NotCanonical) as error:
        raise CannotOpen from error
    if version not in reply_keys:
        raise BadSignature("no such reply key in the directory")
    signatures.verify(signature, _signed(words, place), reply_keys[version])
    return words


def _signed(words: str, place: PartPlace) -> bytes:
    case = seals.case_of(place.case_public)
    return encode("plan part", case, place.row.bytes, place.part, place.seq, words)


def _part_info(place: PartPlace) -> bytes:
    part = encode("part", place.row.bytes, place.part, place.seq)
    return seals.info(Purpose.PLAN_PART, case=seals.case_of(place.case_public), part=part)


def _wrap_info(case_public: bytes, team: str, version: int) -> bytes:
    part = encode("team", team, version)
    return seals.info(Purpose.PLAN_WRAP, case=seals.case_of(case_public), part=part)
