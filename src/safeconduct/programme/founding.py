"""The founding of a programme: every key, signature and row of the first day, as values.

Nothing here writes. `init` stages the files and writes the rows; tests copy the same rows.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Model

from safeconduct.domain.role import Role, Team
from safeconduct.people.enrolment import Card, Enrolled, enrolled
from safeconduct.people.models import StaffRole
from safeconduct.people.teams import FoundedTeam, founded
from safeconduct.programme.bundle import DIRECTORY, INDEX, MANIFEST, REPLY
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.models import DirectoryKey, SigningKey
from safeconduct.programme.plan import COURIERS, Plan
from safeconduct.programme.publication import public_texts, text_files
from safeconduct.vault import seals, signatures
from safeconduct.vault.directory import (
    Directory,
    DirectoryKeys,
    SigningPublic,
    directory_body,
    directory_file,
    sign_directory,
)
from safeconduct.vault.index import Index, index_body, index_file, sign_index
from safeconduct.vault.manifest import CourierKey, Manifest, sign_manifest
from safeconduct.vault.recovery import split
from safeconduct.vault.seals import Purpose
from safeconduct.vault.signing_keys import seal_signing_seed

FIRST = 1
SALT = 16
MANIFEST_LIVES = timedelta(days=730)
SIGNERS = (Team.LEAD, Team.COORDINATION)
REPLY_TEAMS = (Team.INTAKE, Team.COORDINATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """All that a new programme consists of; secrets are handed over or written, then forgotten."""

    deployment: Deployment
    rows: tuple[Model, ...] = field(repr=False)
    bundle: Mapping[str, bytes] = field(repr=False)
    secret_files: Mapping[str, bytes] = field(repr=False)
    cards: tuple[Card, ...] = field(repr=False)
    roles: Mapping[str, frozenset[Role]]
    recovery_shares: tuple[str, ...] = field(repr=False)
    root_seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """What is drawn for one programme besides the keys of members and teams."""

    root: bytes = field(repr=False)
    recovery: bytes = field(repr=False)
    lead: bytes = field(repr=False)
    coordination: bytes = field(repr=False)
    reply: bytes = field(repr=False)
    couriers: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def drawn(cls) -> "Seeds":
        return cls(
            root=_seed(),
            recovery=_seed(),
            lead=_seed(),
            coordination=_seed(),
            reply=_seed(),
            couriers={kind: _seed() for kind in COURIERS},
        )


def found(plan: Plan, at: datetime) -> Founding:
    """Draw and sign everything; the plan has no faults."""
    seeds = Seeds.drawn()
    recovery_public = seals.public_of(seeds.recovery)
    members = {
        one.call_sign: enrolled(one.call_sign, one.language, recovery_public)
        for one in plan.holders
    }
    teams = {team: _team(team, plan, members) for team in Team}
    return Founding(
        deployment=_deployment(plan, seeds),
        rows=(*_member_rows(plan, members), *_team_rows(teams), *_signing_rows(seeds, teams)),
        bundle=_bundle(plan, seeds, teams, at),
        secret_files={f"courier_{kind}": seed for kind, seed in seeds.couriers.items()},
        cards=tuple(member.card for member in members.values()),
        roles={holder.call_sign: holder.roles for holder in plan.holders},
        recovery_shares=split(seeds.recovery, plan.shares.threshold, plan.shares.count),
        root_seed=seeds.root,
    )


def _seed() -> bytes:
    return secrets.token_bytes(signatures.SEED)


def _team(team: Team, plan: Plan, members: Mapping[str, Enrolled]) -> FoundedTeam:
    holders = [members[one.call_sign].staff for one in plan.holders_of(team)]
    return founded(team.value, holders, confirmed_by="init")


def _deployment(plan: Plan, seeds: Seeds) -> Deployment:
    return Deployment(
        purpose=plan.purpose,
        names=plan.names,
        languages=plan.languages,
        default_language=plan.default_language,
        site_address=plan.site_address,
        desk_address=plan.desk_address,
        exit_address=plan.exit_address,
        root_public=signatures.public_of(seeds.root),
    )


def _member_rows(plan: Plan, members: Mapping[str, Enrolled]) -> list[Model]:
    rows: list[Model] = []
    for holder in plan.holders:
        member = members[holder.call_sign]
        rows += [member.staff, member.authenticator]
        rows += [StaffRole(staff=member.staff, role=role.value) for role in sorted(holder.roles)]
    return rows


def _team_rows(teams: Mapping[Team, FoundedTeam]) -> list[Model]:
    rows: list[Model] = []
    for team in teams.values():
        rows += [team.key, *team.memberships, *team.wraps]
    return rows


def _signing_rows(seeds: Seeds, teams: Mapping[Team, FoundedTeam]) -> list[Model]:
    signers = zip(SIGNERS, (seeds.lead, seeds.coordination), strict=True)
    return [
        *(_directory_key(seed, teams[team]) for team, seed in signers),
        *(_reply_key(seeds.reply, teams[team]) for team in REPLY_TEAMS),
    ]


def _directory_key(seed: bytes, team: FoundedTeam) -> DirectoryKey:
    sealed = seal_signing_seed(Purpose.DIRECTORY_KEY, seed, team.public)
    return DirectoryKey(
        team=sealed.team,
        public=signatures.public_of(seed),
        team_version=sealed.version,
        sealed_seed=sealed.sealed,
    )


def _reply_key(seed: bytes, team: FoundedTeam) -> SigningKey:
    sealed = seal_signing_seed(Purpose.SIGNING_KEY, seed, team.public)
    return SigningKey(
        purpose=REPLY,
        version=FIRST,
        team=sealed.team,
        team_version=sealed.version,
        public=signatures.public_of(seed),
        sealed_seed=sealed.sealed,
    )


def _bundle(
    plan: Plan, seeds: Seeds, teams: Mapping[Team, FoundedTeam], at: datetime
) -> dict[str, bytes]:
    return {
        MANIFEST: sign_manifest(_manifest(plan, seeds, at), seeds.root),
        DIRECTORY: _directory(seeds, teams, at),
        INDEX: _index(seeds),
        **text_files(),
    }


def _manifest(plan: Plan, seeds: Seeds, at: datetime) -> Manifest:
    return Manifest(
        programme=plan.names[plan.default_language],
        directory_keys=DirectoryKeys(
            lead=signatures.public_of(seeds.lead),
            coordination=signatures.public_of(seeds.coordination),
        ),
        couriers=tuple(
            CourierKey(channel=kind, public=signatures.public_of(seed))
            for kind, seed in seeds.couriers.items()
        ),
        channels=plan.channels,
        salt=secrets.token_bytes(SALT),
        recovery_public=seals.public_of(seeds.recovery),
        valid_from=at,
        valid_until=at + MANIFEST_LIVES,
    )


def _directory(seeds: Seeds, teams: Mapping[Team, FoundedTeam], at: datetime) -> bytes:
    reply = SigningPublic(purpose=REPLY, version=FIRST, public=signatures.public_of(seeds.reply))
    body = directory_body(
        Directory(
            serial=FIRST,
            issued_at=at,
            teams=tuple(team.public for team in teams.values()),
            signing_keys=(reply,),
        )
    )
    return directory_file(
        body, sign_directory(body, seeds.lead), sign_directory(body, seeds.coordination)
    )


def _index(seeds: Seeds) -> bytes:
    body = index_body(Index(serial=FIRST, files=public_texts()))
    return index_file(body, sign_index(body, seeds.lead), sign_index(body, seeds.coordination))
