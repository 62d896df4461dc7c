"""A seal opens for one key, purpose, case, part, binding and version, and for nothing else."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.vault import seals
from safeconduct.vault.seals import CannotOpen, NotAKey, Purpose
from tests.vault.cast import CASE_PUBLIC, CASE_SEED, seed_of

XWING_SEED = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
XWING_PUBLIC_BEGINS = "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5"
XWING_PUBLIC_ENDS = "859edb06eff389b27dce59844570216223593d4ba32d9abac8cd049040ef6534"
OVERHEAD = 1136

bound = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(Purpose),
        "case": st.binary(max_size=4),
        "part": st.binary(max_size=4),
        "bound": st.binary(max_size=4),
        "version": st.integers(1, 3),
    }
)


def test_the_public_key_is_that_of_the_x_wing_draft() -> None:
    public = seals.public_of(bytes.fromhex(XWING_SEED)).hex()
    assert public.startswith(XWING_PUBLIC_BEGINS)
    assert public.endswith(XWING_PUBLIC_ENDS)
    assert len(public) == 2 * 1216


def test_a_case_is_named_by_the_digest_of_its_public_key() -> None:
    assert seals.case_of(CASE_PUBLIC) == hashlib.sha256(CASE_PUBLIC).digest()


@given(st.binary(max_size=300))
@settings(max_examples=20)
def test_what_was_sealed_opens_and_is_1136_bytes_longer(plain: bytes) -> None:
    info = seals.info(Purpose.ENTRY)
    sealed = seals.seal(plain, CASE_PUBLIC, info)
    assert len(sealed) == len(plain) + OVERHEAD
    assert seals.open_sealed(sealed, CASE_SEED, info) == plain


def test_the_same_words_sealed_twice_look_different() -> None:
    info = seals.info(Purpose.ENTRY)
    assert seals.seal(b"same", CASE_PUBLIC, info) != seals.seal(b"same", CASE_PUBLIC, info)


@given(bound, bound)
@settings(max_examples=40)
def test_another_purpose_case_part_binding_or_version_opens_nothing(one: dict, two: dict) -> None:
    sealed = seals.seal(b"words", CASE_PUBLIC, seals.info(**one))
    if one == two:
        assert seals.open_sealed(sealed, CASE_SEED, seals.info(**two)) == b"words"
        return
    with pytest.raises(CannotOpen):
        seals.open_sealed(sealed, CASE_SEED, seals.info(**two))


@given(st.binary(min_size=32, max_size=32).filter(lambda seed: seed != CASE_SEED))
@settings(max_examples=20)
def test_another_key_opens_nothing(seed: bytes) -> None:
    info = seals.info(Purpose.ENTRY)
    with pytest.raises(CannotOpen):
        seals.open_sealed(seals.seal(b"words", CASE_PUBLIC, info), seed, info)


@given(st.data())
@settings(max_examples=40)
def test_a_changed_byte_or_a_cut_opens_nothing(data) -> None:
    info = seals.info(Purpose.ENTRY)
    sealed = bytearray(seals.seal(b"words", CASE_PUBLIC, info))
    place = data.draw(st.integers(0, len(sealed) - 1))
    cut = bytes(sealed[:place])
    sealed[place] ^= data.draw(st.integers(1, 255))
    for broken in (bytes(sealed), cut):
        with pytest.raises(CannotOpen):
            seals.open_sealed(broken, CASE_SEED, info)


def test_what_is_no_key_is_refused() -> None:
    for public in (b"", CASE_PUBLIC[:-1], CASE_PUBLIC + b"\0", b"\xff" * 1216):
        with pytest.raises(NotAKey):
            seals.seal(b"words", public, b"")
    for seed in (b"", seed_of("Alice")[:-1], seed_of("Alice") + b"\0"):
        with pytest.raises(NotAKey):
            seals.public_of(seed)
