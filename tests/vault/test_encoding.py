import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.encoding import NotCanonical, decode, decode_exactly, encode, number, text

fields = st.lists(st.binary(max_size=20), max_size=6)


def test_the_bytes_are_these_and_stay_these() -> None:
    written = encode("a", b"\x01", "ё", 258)
    assert written.hex() == ("000000030000000161000000010100000002d191000000080000000000000102")


@given(fields)
def test_what_was_encoded_comes_back(parts: list[bytes]) -> None:
    assert decode("label", encode("label", *parts)) == tuple(parts)


@given(fields, fields)
def test_two_different_lists_never_give_the_same_bytes(one: list[bytes], two: list[bytes]) -> None:
    assert (encode("label", *one) == encode("label", *two)) == (one == two)


@given(fields, st.data())
def test_a_changed_byte_is_not_read_as_the_same_fields(parts: list[bytes], data) -> None:
    written = bytearray(encode("label", *parts))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(NotCanonical):
        assert decode("label", bytes(written)) != tuple(parts)


@given(st.binary(max_size=80))
def test_arbitrary_bytes_are_refused_or_read_back_exactly(raw: bytes) -> None:
    with contextlib.suppress(NotCanonical):
        assert encode("label", *decode("label", raw)) == raw


def test_another_label_a_cut_and_a_tail_are_refused() -> None:
    written = encode("label", b"x", b"y")
    for broken in (encode("other", b"x", b"y"), written[:-1], written + b"\0", b"", b"\0"):
        with pytest.raises(NotCanonical):
            decode("label", broken)


def test_a_wrong_count_a_short_number_and_broken_text_are_refused() -> None:
    with pytest.raises(NotCanonical):
        decode_exactly("label", encode("label", b"x"), 2)
    with pytest.raises(NotCanonical):
        number(b"\x01")
    with pytest.raises(NotCanonical):
        text(b"\xff")
