"""From a phrase to a member's seed, and from the seed to the keys of that member's teams."""

import secrets
from collections.abc import Mapping

from safeconduct.domain.role import TEAMS, Role
from safeconduct.people.hashers import read_slots
from safeconduct.people.kdf import stretched
from safeconduct.people.models import Staff, TeamKeyWrap
from safeconduct.people.readers import Reader
from safeconduct.people.vouching import Trusted, Versions, newest_of, versions, vouching
from safeconduct.vault import seals
from safeconduct.vault.phrase import SALT, WrongPhrase, open_slot
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.team_keys import MemberWrap, open_team_seed

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


def reader(staff: Staff, member_seed: bytes, trusted: Trusted) -> Reader:
    """Return who reads, with the team keys that open for this member and the roles they back.

    `trusted` are the team keys of the signed directory. A role counts when the newest version of
    each of its teams opens and vouches for the member; its row alone gives nothing.
    """
    known = versions(trusted)
    newest = newest_of(known)
    seeds = team_seeds(staff, member_seed, known)
    held = {team for team in vouching(staff, newest) if (team, newest[team].version) in seeds}
    stored = [Role(role) for role in staff.roles.values_list("role", flat=True)]
    backed = (role for role in stored if {team.value for team in TEAMS[role]} <= held)
    return Reader(call_sign=staff.call_sign, roles=frozenset(backed), team_seeds=seeds)


def is_seed_of(staff: Staff, member_seed: bytes) -> bool:
    """Say whether this seed belongs to the member's public key."""
    return seals.public_of(member_seed) == bytes(staff.kem_public)


def team_seeds(staff: Staff, member_seed: bytes, known: Versions) -> TeamSeeds:
    """Open every known version that is sealed to this member; what does not open is not."""
    found: dict[tuple[str, int], bytes] = {}
    for row in TeamKeyWrap.objects.filter(staff=staff).select_related("key"):
        version = row.key.team, row.key.version
        try:
            found[version] = open_team_seed(_wrap(row), known[version], member_seed)
        except (KeyError, CannotOpen):
            continue
    return found


def _wrap(row: TeamKeyWrap) -> MemberWrap:
    return MemberWrap(
        member=row.staff_id,
        team=row.key.team,
        version=row.key.version,
        sealed=bytes(row.sealed_seed),
    )
