import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.symmetric import CannotOpen, derive, lock, unlock
from tests.vault.cast import seed_of

KEY = seed_of("session")


@given(st.binary(max_size=100), st.binary(max_size=10))
def test_what_was_locked_unlocks(plain: bytes, bound: bytes) -> None:
    assert unlock(KEY, lock(KEY, plain, bound), bound) == plain


@given(st.binary(max_size=30), st.integers(0, 1000), st.integers(1, 255))
def test_a_changed_byte_another_key_or_binding_unlocks_nothing(
    plain: bytes, place: int, flip: int
) -> None:
    locked = lock(KEY, plain, b"Alice")
    changed = bytearray(locked)
    changed[place % len(changed)] ^= flip
    for key, text, bound in (
        (KEY, bytes(changed), b"Alice"),
        (seed_of("Mallory"), locked, b"Alice"),
        (KEY, locked, b"Mallory"),
        (KEY, locked[:5], b"Alice"),
        (KEY, b"", b"Alice"),
    ):
        with pytest.raises(CannotOpen):
            unlock(key, text, bound)


def test_a_nonce_is_drawn_anew_each_time() -> None:
    assert lock(KEY, b"same", b"") != lock(KEY, b"same", b"")


def test_each_label_and_field_derives_a_key_of_its_own() -> None:
    made = {derive(KEY, "a"), derive(KEY, "b"), derive(KEY, "a", b"x"), derive(KEY, "a", "x", b"")}
    assert len(made) == 4
    assert len(derive(KEY, "a", length=16)) == 16
