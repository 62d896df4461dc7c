import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault import signatures
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.signatures import BadSignature
from tests.vault.cast import MALLORY, seed_of

# RFC 8032, section 7.1, test 2
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
RFC_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_signature_is_that_of_the_rfc() -> None:
    assert signatures.public_of(RFC_SEED) == RFC_PUBLIC
    assert signatures.sign(b"\x72", RFC_SEED) == RFC_SIGNATURE
    signatures.verify(RFC_SIGNATURE, b"\x72", RFC_PUBLIC)


@given(st.binary(max_size=64), st.binary(max_size=64), st.binary(min_size=32, max_size=32))
def test_other_words_or_another_key_do_not_verify(said: bytes, read: bytes, seed: bytes) -> None:
    signature = signatures.sign(said, seed)
    if read != said:
        with pytest.raises(BadSignature):
            signatures.verify(signature, read, signatures.public_of(seed))
    with pytest.raises(BadSignature):
        signatures.verify(signature, said, MALLORY.sign_public)


def test_what_is_no_key_or_no_signature_does_not_verify() -> None:
    for public, signature in ((b"", RFC_SIGNATURE), (RFC_PUBLIC, b""), (b"\xff" * 32, b"\0" * 64)):
        with pytest.raises(BadSignature):
            signatures.verify(signature, b"\x72", public)


def test_one_seed_gives_two_unrelated_keys_always_the_same_and_shows_neither() -> None:
    pair = pair_of(seed_of("Alice"))
    assert pair == pair_of(seed_of("Alice"))
    assert len({pair.kem_seed, pair.sign_seed, seed_of("Alice")}) == 3
    assert repr(pair.kem_seed) not in repr(pair)
    assert repr(pair.sign_seed) not in repr(pair)
