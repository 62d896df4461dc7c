"""Who reads: a signed-in, unlocked member of staff with the team keys that opened for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.domain.role import Actor, Role, Team, teams_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """An unlocked member; `team_seeds` holds each opened team key by team and version."""

    call_sign: str
    roles: frozenset[Role] = field(repr=False)
    team_seeds: Mapping[tuple[str, int], bytes] = field(repr=False)

    @property
    def actor(self) -> Actor:
        return Actor(call_sign=self.call_sign, roles=self.roles)

    @property
    def teams(self) -> frozenset[Team]:
        return teams_of(self.roles)
