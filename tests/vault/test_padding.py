import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.padding import (
    ANSWERS,
    ATTACHMENTS,
    NotPadded,
    TooLong,
    pad,
    size_band,
    unpad,
)


@given(st.binary(max_size=5000))
def test_what_was_padded_comes_back_and_shows_one_of_four_lengths(plain: bytes) -> None:
    padded = pad(plain)
    assert len(padded) in ANSWERS
    assert unpad(padded) == plain


def test_the_edge_of_each_size_is_exact() -> None:
    for size, following in itertools.pairwise(ANSWERS):
        assert size_band(size - 4) == size
        assert size_band(size - 3) == following
    assert len(pad(b"x" * (ANSWERS[-1] - 4))) == 64 * 1024
    with pytest.raises(TooLong):
        pad(b"x" * (ANSWERS[-1] - 3))


def test_attachments_have_sizes_of_their_own() -> None:
    assert size_band(1, ATTACHMENTS) == 256 * 1024
    assert size_band(300_000, ATTACHMENTS) == 1024 * 1024


def test_what_was_not_padded_by_us_is_refused() -> None:
    good = pad(b"words")
    for broken in (b"", b"\0\0", b"\xff" + good[1:], good[:-1] + b"x", (9).to_bytes(4, "big")):
        with pytest.raises(NotPadded):
            unpad(broken)
