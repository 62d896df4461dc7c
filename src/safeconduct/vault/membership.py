"""Who belongs to a team: a membership signed with the team's own key (VAULT section 2).

It names the version that signed it. A rotation signs memberships anew and carries over only
those of the version before, so an old row put back into the database brings nobody back.
"""

from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.vault import signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.wraps import TeamPublic

__all__ = ["BadSignature", "Membership", "sign_membership", "verify_membership"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One member of one team, as a version of the team's key signed it."""

    member: UUID
    member_public: bytes = field(repr=False)
    team: str
    team_version: int
    signature: bytes = field(repr=False)


def sign_membership(
    member: UUID, member_public: bytes, team: TeamPublic, team_seed: bytes
) -> Membership:
    """Return a membership signed with this version of the team's key."""
    message = _message(member, member_public, team.team, team.version)
    return Membership(
        member=member,
        member_public=member_public,
        team=team.team,
        team_version=team.version,
        signature=signatures.sign(message, pair_of(team_seed).sign_seed),
    )


def verify_membership(membership: Membership, team: TeamPublic) -> None:
    """Return when exactly this version of this team signed it; raises BadSignature."""
    if (membership.team, membership.team_version) != (team.team, team.version):
        raise BadSignature("signed by another team or version")
    message = _message(
        membership.member, membership.member_public, membership.team, membership.team_version
    )
    signatures.verify(membership.signature, message, team.sign_public)


def _message(member: UUID, member_public: bytes, team: str, version: int) -> bytes:
    return encode("membership", member.bytes, member_public, team, version)
