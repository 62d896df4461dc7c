"""The case public key, sealed to the requester and signed by the requester's own key.

Whoever can write the database could seal a key of theirs to the requester's public one; without
the signature the next words of the person would be sealed to them.
"""

from safeconduct.vault import seals, signatures
from safeconduct.vault.encoding import NotCanonical, decode_exactly, encode
from safeconduct.vault.pairs import Pair, pair_of
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signatures import BadSignature


def seal_copy(case_public: bytes, requester: Pair) -> bytes:
    """Seal a case public key so that only this requester opens it, and knows it for their own."""
    signature = signatures.sign(encode("copy", case_public), requester.sign_seed)
    plain = encode("signed copy", case_public, signature)
    return seals.seal(plain, requester.kem_public, _info(requester.sign_public))


def open_copy(copy: bytes, requester_seed: bytes) -> bytes:
    """Return the case public key; raises CannotOpen, also when somebody else sealed it."""
    requester = pair_of(requester_seed)
    plain = seals.open_sealed(copy, requester.kem_seed, _info(requester.sign_public))
    try:
        case_public, signature = decode_exactly("signed copy", plain, 2)
        signatures.verify(signature, encode("copy", case_public), requester.sign_public)
    except (NotCanonical, BadSignature) as error:
        raise CannotOpen from error
    return case_public


def _info(sign_public: bytes) -> bytes:
    return seals.info(Purpose.COPY, bound=sign_public)
