"""What doors and staff are made of in tests: team keys, hand-ins, readers; all real, all small."""

import secrets
import uuid
from datetime import UTC, datetime

from safeconduct.cases.contents import HandIn, Words
from safeconduct.domain.role import Role, Team
from safeconduct.people.readers import Reader
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import Arrival, Facts, TeamPublic
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import ReturnKeys, derive

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SALT = b"s" * 32
SEEDS = {(team.value, 1): secrets.token_bytes(32) for team in Team}


def team_public(team: Team) -> TeamPublic:
    pair = pair_of(SEEDS[team.value, 1])
    return TeamPublic(
        team=team.value, version=1, kem_public=pair.kem_public, sign_public=pair.sign_public
    )


def reader(call_sign: str, *roles: Role) -> Reader:
    mine = Reader(call_sign=call_sign, roles=frozenset(roles), team_seeds={})
    names = {team.value for team in mine.teams}
    seeds = {key: seed for key, seed in SEEDS.items() if key[0] in names}
    return Reader(call_sign=call_sign, roles=frozenset(roles), team_seeds=seeds)


ALICE = reader("Alice", Role.OPERATOR)
BOB = reader("Bob", Role.SHIFT_LEAD)
CAROL = reader("Carol", Role.COORDINATOR)
DORA = reader("Dora", Role.RECEPTION_OFFICER)
MALLORY = reader("Mallory")


def new_keys(own_word: str = "") -> ReturnKeys:
    return derive(secrets.token_bytes(10), own_word, SALT)


def facts(**changes: object) -> Facts:
    given = {
        "id": uuid.uuid4(),
        "channel": "site",
        "language": "ru",
        "directory_serial": 1,
        "request_kind": "self",
        "size_band": "alone",
        **changes,
    }
    return Facts(**given)


def a_new(keys: ReturnKeys, words: str = "Хочу выйти.", **changes: object) -> Arrival:
    said = HandIn(script="report", digest="d", answers={"message": words}, at=NOON)
    teams = [team_public(Team.INTAKE), team_public(Team.LEAD)]
    return arrivals.hand_in(facts(**changes), said.encode(), keys, teams)


def an_add(keys: ReturnKeys, case_public: bytes, words: str = "Ещё одно.") -> Arrival:
    said = Words(text=words, at=NOON)
    blank = facts(request_kind="", size_band="")
    return arrivals.add(blank, said.encode(), keys, case_public)
