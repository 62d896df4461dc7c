"""Recovery: member keys sealed to an offline key, whose seed lies in words among custodians."""

from collections.abc import Sequence
from uuid import UUID

from shamir_mnemonic import (
    MnemonicError,
    combine_mnemonics,
    generate_mnemonics,
)

from safeconduct.vault import seals
from safeconduct.vault.seals import CannotOpen, Purpose


class NotEnoughShares(Exception):
    """These shares do not give the recovery key back: too few, mistyped, or of another key."""


def seal_for_recovery(member_seed: bytes, member: UUID, recovery_public: bytes) -> bytes:
    """Seal a member's seed to the recovery key."""
    return seals.seal(member_seed, recovery_public, _info(member))


def recover(sealed: bytes, member: UUID, member_public: bytes, recovery_seed: bytes) -> bytes:
    """Return a member's seed; raises CannotOpen, also when it is not this member's."""
    seed = seals.open_sealed(sealed, recovery_seed, _info(member))
    if len(seed) != seals.SEED or seals.public_of(seed) != member_public:
        raise CannotOpen("the seed does not belong to this member's public key")
    return seed


def split(recovery_seed: bytes, threshold: int, count: int) -> tuple[str, ...]:
    """Return `count` SLIP-39 shares of 33 words, of which any `threshold` give the seed back."""
    (shares,) = generate_mnemonics(1, [(threshold, count)], recovery_seed)
    return tuple(shares)


def join(shares: Sequence[str]) -> bytes:
    """Return the recovery seed; raises NotEnoughShares."""
    try:
        return bytes(combine_mnemonics([" ".join(share.lower().split()) for share in shares]))
    except (MnemonicError, ValueError) as error:
        raise NotEnoughShares from error


def _info(member: UUID) -> bytes:
    return seals.info(Purpose.RECOVERY, part=member.bytes)
