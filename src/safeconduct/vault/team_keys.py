"""A team's key in versions: each signed by the one before, each sealed to the team's members."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.vault import seals, signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.membership import Membership, sign_membership, verify_membership
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.wraps import TeamPublic

FIRST = 1


class BrokenChain(Exception):
    """A version was not signed by the version before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamKey:
    """One version: its public halves, and the signature of the version before, if any."""

    public: TeamPublic
    signed_by_before: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWrap:
    """A version's seed, sealed to one member."""

    member: UUID
    team: str
    version: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A new version: its key, its members' memberships signed by it, and their wraps."""

    key: TeamKey
    memberships: tuple[Membership, ...]
    wraps: tuple[MemberWrap, ...]


def first_key(team: str, seed: bytes) -> TeamKey:
    """Return version 1 of a team's key."""
    return TeamKey(public=_public(team, FIRST, seed))


def next_key(before: TeamPublic, before_seed: bytes, seed: bytes) -> TeamKey:
    """Return the version after `before`, signed by it."""
    public = _public(before.team, before.version + 1, seed)
    signature = signatures.sign(_message(public), pair_of(before_seed).sign_seed)
    return TeamKey(public=public, signed_by_before=signature)


def verify_chain(trusted: TeamPublic, later: Sequence[TeamKey]) -> TeamPublic:
    """Return the newest version when each follows the one before; raises BrokenChain."""
    current = trusted
    for key in later:
        if (key.public.team, key.public.version) != (current.team, current.version + 1):
            raise BrokenChain(f"{key.public.team} {key.public.version}")
        try:
            signatures.verify(key.signed_by_before, _message(key.public), current.sign_public)
        except BadSignature as error:
            raise BrokenChain(f"{key.public.team} {key.public.version}") from error
        current = key.public
    return current


def seal_team_seed(team_seed: bytes, team: TeamPublic, membership: Membership) -> MemberWrap:
    """Seal a version's seed to a member whom that version vouches for; raises BadSignature."""
    verify_membership(membership, team)
    sealed = seals.seal(team_seed, membership.member_public, _info(team, membership.member))
    return MemberWrap(member=membership.member, team=team.team, version=team.version, sealed=sealed)


def open_team_seed(wrap: MemberWrap, team: TeamPublic, member_seed: bytes) -> bytes:
    """Return a version's seed; raises CannotOpen, also when it is not this public key's seed."""
    seed = seals.open_sealed(wrap.sealed, member_seed, _info(team, wrap.member))
    if _public(team.team, team.version, seed) != team:
        raise CannotOpen("the seed does not belong to the team's public key")
    return seed


def rotate(
    before: TeamPublic,
    before_seed: bytes,
    seed: bytes,
    memberships: Collection[Membership],
    *,
    removed: Collection[UUID] = (),
) -> Rotation:
    """Return the next version for all members but the removed; raises BadSignature.

    Every membership that stays must be signed by `before`: a planted one stops the rotation.
    """
    key = next_key(before, before_seed, seed)
    staying = [one for one in memberships if one.member not in removed]
    for one in staying:
        verify_membership(one, before)
    renewed = tuple(
        sign_membership(one.member, one.member_public, key.public, seed) for one in staying
    )
    wraps = tuple(seal_team_seed(seed, key.public, one) for one in renewed)
    return Rotation(key=key, memberships=renewed, wraps=wraps)


def _public(team: str, version: int, seed: bytes) -> TeamPublic:
    pair = pair_of(seed)
    return TeamPublic(
        team=team, version=version, kem_public=pair.kem_public, sign_public=pair.sign_public
    )


def _message(public: TeamPublic) -> bytes:
    return encode("team key", public.team, public.version, public.kem_public, public.sign_public)


def _info(team: TeamPublic, member: UUID) -> bytes:
    part = encode("member", team.team, team.version, member.bytes)
    return seals.info(Purpose.TEAM_KEY, part=part, bound=team.sign_public)
