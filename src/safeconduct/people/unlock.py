"""From a phrase to a member's seed, and from the seed to the keys of that member's teams."""

import secrets
from collections.abc import Iterable, Mapping

from safeconduct.domain.role import TEAMS, Role
from safeconduct.people.hashers import read_slots
from safeconduct.people.kdf import stretched
from safeconduct.people.models import Staff, TeamKey, TeamKeyWrap
from safeconduct.people.readers import Reader
from safeconduct.vault import seals, team_keys
from safeconduct.vault.phrase import SALT, WrongPhrase, open_slot
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.team_keys import BrokenChain, MemberWrap, open_team_seed, verify_chain
from safeconduct.vault.wraps import TeamPublic

TeamSeeds = Mapping[tuple[str, int], bytes]


def unlock(staff: Staff, phrase: str) -> bytes | None:
    """Return the seed that a phrase unlocks, or None; one stretch of the phrase either way."""
    slots = read_slots(staff.password, bytes(staff.slot_one), bytes(staff.slot_two))
    try:
        return open_slot(slots, stretched(phrase, slots.salt)).seed
    except WrongPhrase:
        return None


def unlock_nobody(phrase: str) -> None:
    """Take as long as `unlock`, so that nobody learns which call signs exist."""
    stretched(phrase, secrets.token_bytes(SALT))


def reader(staff: Staff, member_seed: bytes) -> Reader:
    """Return who reads, with every team key that opens for this member."""
    seeds = team_seeds(staff, member_seed)
    stored = [Role(role) for role in staff.roles.values_list("role", flat=True)]
    return Reader(call_sign=staff.call_sign, roles=_backed_by_keys(stored, seeds), team_seeds=seeds)


def is_seed_of(staff: Staff, member_seed: bytes) -> bool:
    """Say whether this seed belongs to the member's public key."""
    return seals.public_of(member_seed) == bytes(staff.kem_public)


def team_seeds(staff: Staff, member_seed: bytes) -> TeamSeeds:
    """Open every version of a team key that is sealed to this member; what does not open is not."""
    found: dict[tuple[str, int], bytes] = {}
    for row in TeamKeyWrap.objects.filter(staff=staff).select_related("key"):
        try:
            seed = open_team_seed(_wrap(row), team_public(row.key), member_seed)
        except CannotOpen:
            continue
        found[row.key.team, row.key.version] = seed
    return found


def team_public(key: TeamKey) -> TeamPublic:
    return TeamPublic(
        team=key.team,
        version=key.version,
        kem_public=bytes(key.kem_public),
        sign_public=bytes(key.sign_public),
    )


def as_signed(key: TeamKey) -> team_keys.TeamKey:
    """Return a stored version with the signature of the one before."""
    return team_keys.TeamKey(public=team_public(key), signed_by_before=bytes(key.signed_by_before))


def _wrap(row: TeamKeyWrap) -> MemberWrap:
    return MemberWrap(
        member=row.staff_id,
        team=row.key.team,
        version=row.key.version,
        sealed=bytes(row.sealed_seed),
    )


def _backed_by_keys(roles: Iterable[Role], seeds: TeamSeeds) -> frozenset[Role]:
    """Return the roles that count: who writes the database can add a row, not open a key."""
    newest = dict(sorted(seeds))
    keys = {(key.team, key.version): key for key in TeamKey.objects.filter(team__in=newest)}
    held = {
        team
        for team, version in newest.items()
        if not _follows(keys[team, version], keys.get((team, version + 1)))
    }
    return frozenset(role for role in roles if {team.value for team in TEAMS[role]} <= held)


def _follows(key: TeamKey, later: TeamKey | None) -> bool:
    """Say whether a later version is real; one that this version did not sign is none."""
    try:
        return later is not None and bool(verify_chain(team_public(key), [as_signed(later)]))
    except BrokenChain:
        return False
