"""A case's seed, sealed to one version of a team's key; and the public halves of such a version."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from safeconduct.vault import seals
from safeconduct.vault.encoding import decode, decode_exactly, encode, number, text
from safeconduct.vault.seals import CannotOpen, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPublic:
    """The public halves of one version of a team's key, as the directory lists them."""

    team: str
    version: int
    kem_public: bytes = field(repr=False)
    sign_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWrap:
    """A case's seed that one version of one team can open."""

    team: str
    version: int
    sealed: bytes = field(repr=False)


def wrap(case_seed: bytes, case_public: bytes, team: TeamPublic) -> TeamWrap:
    """Seal a case's seed to a team."""
    bound = _info(case_public, team.team, team.version)
    sealed = seals.seal(case_seed, team.kem_public, bound)
    return TeamWrap(team=team.team, version=team.version, sealed=sealed)


def open_wrap(wrap: TeamWrap, case_public: bytes, team_kem_seed: bytes) -> bytes:
    """Return the case's seed; raises CannotOpen, also when it is not this public key's seed."""
    bound = _info(case_public, wrap.team, wrap.version)
    seed = seals.open_sealed(wrap.sealed, team_kem_seed, bound)
    if len(seed) != seals.SEED or seals.public_of(seed) != case_public:
        raise CannotOpen("the seed does not belong to this case's public key")
    return seed


def encode_wraps(wraps: Sequence[TeamWrap]) -> bytes:
    """Return wraps as one column."""
    return encode("wraps", *(encode("wrap", w.team, w.version, w.sealed) for w in wraps))


def decode_wraps(column: bytes) -> tuple[TeamWrap, ...]:
    """Return the wraps of a column; raises NotCanonical."""
    return tuple(_decoded(one) for one in decode("wraps", column))


def _decoded(one: bytes) -> TeamWrap:
    team, version, sealed = decode_exactly("wrap", one, 3)
    return TeamWrap(team=text(team), version=number(version), sealed=sealed)


def _info(case_public: bytes, team: str, version: int) -> bytes:
    part = encode("team", team, version)
    return seals.info(Purpose.CASE_WRAP, case=seals.case_of(case_public), part=part)
