"""Seeds of signing keys that a team holds: the directory's two, and the reply key's versions."""

from safeconduct.vault import seals, signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.wraps import TeamPublic, TeamWrap


def seal_signing_seed(purpose: Purpose, seed: bytes, team: TeamPublic) -> TeamWrap:
    """Seal an Ed25519 seed to a version of a team; `purpose` is DIRECTORY_KEY or SIGNING_KEY."""
    bound = _info(purpose, signatures.public_of(seed), team.team, team.version)
    sealed = seals.seal(seed, team.kem_public, bound)
    return TeamWrap(team=team.team, version=team.version, sealed=sealed)


def open_signing_seed(
    purpose: Purpose, wrap: TeamWrap, public: bytes, team_kem_seed: bytes
) -> bytes:
    """Return the seed of this public half; raises CannotOpen."""
    bound = _info(purpose, public, wrap.team, wrap.version)
    seed = seals.open_sealed(wrap.sealed, team_kem_seed, bound)
    if len(seed) != signatures.SEED or signatures.public_of(seed) != public:
        raise CannotOpen("the seed does not belong to this public key")
    return seed


def _info(purpose: Purpose, public: bytes, team: str, version: int) -> bytes:
    return seals.info(purpose, part=encode("team", team, version), bound=public)
