"""What `init` is asked to make: a programme's names, addresses and first holders."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from safeconduct.domain.return_words import WORD_LANGUAGES
from safeconduct.domain.role import TEAMS, Role, Team, is_call_sign, teams_of
from safeconduct.programme.deployment import Purpose
from safeconduct.vault.manifest import ChannelEntry

COURIERS = ("telegram", "phone", "mail", "sms")
"""The channel kinds whose process keeps talks and so has a courier; the site stores none."""

LEAST_SHARES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A member who is there from the first day; `language` is that of phrase and desk."""

    call_sign: str
    roles: frozenset[Role]
    language: str = "en"

    @property
    def teams(self) -> frozenset[Team]:
        return teams_of(self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How the recovery key is split: any `threshold` of `count` custodians have it back."""

    threshold: int = 3
    count: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A programme about to be made."""

    purpose: Purpose
    names: Mapping[str, str]
    languages: tuple[str, ...]
    default_language: str
    site_address: str
    desk_address: str
    exit_address: str
    holders: tuple[Holder, ...]
    channels: tuple[ChannelEntry, ...] = ()
    shares: Shares = field(default_factory=Shares)

    def holders_of(self, team: Team) -> tuple[Holder, ...]:
        return tuple(holder for holder in self.holders if team in holder.teams)

    def faults(self) -> tuple[str, ...]:
        """Return why this programme cannot be made, one line each; nothing when it can."""
        return (*self._faults_of_holders(), *self._faults_of_teams(), *self._other_faults())

    def _faults_of_holders(self) -> Iterator[str]:
        for call_sign, count in Counter(one.call_sign.casefold() for one in self.holders).items():
            if count > 1:
                yield f"two holders are called {call_sign}"
        for holder in self.holders:
            if not is_call_sign(holder.call_sign):
                yield f"{holder.call_sign!r} is no call sign: one word, with a number if need be"
            if holder.language not in WORD_LANGUAGES:
                yield f"{holder.call_sign}: phrases are in {', '.join(WORD_LANGUAGES)}"
            if Role.ADMINISTRATOR in holder.roles and holder.teams:
                yield f"{holder.call_sign}: an administrator reads no content, so holds no key"

    def _faults_of_teams(self) -> Iterator[str]:
        for team in Team:
            if not self.holders_of(team):
                yield f"nobody holds the key of {team.value}: give {_roles_of(team)} to someone"
        leads = {holder.call_sign for holder in self.holders_of(Team.LEAD)}
        coordinators = {holder.call_sign for holder in self.holders_of(Team.COORDINATION)}
        if len(leads | coordinators) == 1:
            yield "shift lead and coordinator sign the directory together: two people, not one"
        if not any(Role.ADMINISTRATOR in holder.roles for holder in self.holders):
            yield "nobody is administrator"

    def _other_faults(self) -> Iterator[str]:
        if not LEAST_SHARES <= self.shares.threshold <= self.shares.count <= MOST_SHARES:
            yield f"recovery: from 2 of 2 to {MOST_SHARES} of {MOST_SHARES} custodians"


MOST_SHARES = 16


def _roles_of(team: Team) -> str:
    return " or ".join(role.value for role, teams in TEAMS.items() if team in teams)
