"""Keys of the cast: Alice operates, Bob leads, Carol coordinates; Mallory attacks."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from safeconduct.vault import return_keys, seals, signatures
from safeconduct.vault.arrivals import Arrival, Facts, hand_in
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.wraps import TeamPublic

NOON = datetime(2030, 5, 1, 12, tzinfo=UTC)
SALT = b"a deployment salt"
CODE = bytes(range(10))
PEPPER = b"pepper of the desk"


def seed_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def id_of(name: str) -> UUID:
    return UUID(bytes=seed_of(name)[:16], version=4)


def team_of(name: str, version: int = 1) -> TeamPublic:
    pair = pair_of(seed_of(f"{name} {version}"))
    return TeamPublic(
        team=name, version=version, kem_public=pair.kem_public, sign_public=pair.sign_public
    )


def kem_seed_of(name: str, version: int = 1) -> bytes:
    return pair_of(seed_of(f"{name} {version}")).kem_seed


INTAKE, LEAD, COORDINATION = team_of("intake"), team_of("lead"), team_of("coordination")
CASE_SEED = seed_of("case")
CASE_PUBLIC = seals.public_of(CASE_SEED)
KEYS = return_keys.derive(CODE, "", SALT)
REQUESTER = pair_of(KEYS.seed)
MALLORY = pair_of(seed_of("Mallory"))
TALK_SEED = seed_of("talk")
FACTS = Facts(
    id=id_of("arrival"),
    channel="site",
    language="ru",
    directory_serial=7,
    request_kind="group",
    urgency="wounded",
    size_band="6-15",
    talk_sign=signatures.public_of(TALK_SEED),
)
TOLD = "Нас восемь, один ранен.".encode()


def a_new() -> Arrival:
    return hand_in(FACTS, TOLD, KEYS, (INTAKE, LEAD), random=lambda _: CASE_SEED)
