"""One seed, two keys: what a team, a case or a requester opens with and signs with."""

from dataclasses import dataclass, field

from safeconduct.vault import seals, signatures
from safeconduct.vault.symmetric import derive


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An X-Wing key and an Ed25519 key that came from one 32-byte seed."""

    kem_seed: bytes = field(repr=False)
    kem_public: bytes = field(repr=False)
    sign_seed: bytes = field(repr=False)
    sign_public: bytes


def pair_of(seed: bytes) -> Pair:
    """Return both keys of a seed, always the same ones."""
    kem_seed, sign_seed = derive(seed, "kem seed"), derive(seed, "sign seed")
    return Pair(
        kem_seed=kem_seed,
        kem_public=seals.public_of(kem_seed),
        sign_seed=sign_seed,
        sign_public=signatures.public_of(sign_seed),
    )
