from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.vault import signatures
from safeconduct.vault.padding import TooLong
from safeconduct.vault.replies import (
    Address,
    ItemKind,
    Reading,
    ReplyKey,
    open_item,
    open_reply,
    open_status,
    seal_reply,
    seal_status,
)
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature
from tests.vault.cast import CASE_PUBLIC, MALLORY, REQUESTER, id_of, seed_of

ITEM = id_of("item")
KEY = ReplyKey(version=2, seed=seed_of("reply 2"))
TO = Address(item=ITEM, case_public=CASE_PUBLIC, requester_kem=REQUESTER.kem_public)
READING = Reading(
    kem_seed=REQUESTER.kem_seed,
    case_public=CASE_PUBLIC,
    reply_keys={
        1: signatures.public_of(seed_of("reply 1")),
        2: signatures.public_of(seed_of("reply 2")),
    },
)


@given(st.text(max_size=400))
@settings(max_examples=20)
def test_a_reply_is_read_as_it_was_written(words: str) -> None:
    assert open_reply(seal_reply(words, TO, KEY), ITEM, READING) == words


def test_a_retired_key_that_the_directory_lists_still_counts() -> None:
    old = ReplyKey(version=1, seed=seed_of("reply 1"))
    assert open_reply(seal_reply("words", TO, old), ITEM, READING) == "words"


@pytest.mark.parametrize(
    "key",
    [
        ReplyKey(version=2, seed=MALLORY.sign_seed),
        ReplyKey(version=1, seed=seed_of("reply 2")),
        ReplyKey(version=3, seed=seed_of("reply 2")),
    ],
    ids=["a stranger's", "another version's", "unlisted"],
)
def test_a_reply_of_no_listed_key_is_refused(key: ReplyKey) -> None:
    with pytest.raises(BadSignature):
        open_reply(seal_reply("words", TO, key), ITEM, READING)


def test_a_reply_opens_for_no_other_item_case_or_requester() -> None:
    sealed = seal_reply("words", TO, KEY)
    for item, reading in (
        (id_of("another item"), READING),
        (ITEM, replace(READING, case_public=MALLORY.kem_public)),
        (ITEM, replace(READING, kem_seed=MALLORY.kem_seed)),
    ):
        with pytest.raises(CannotOpen):
            open_reply(sealed, item, reading)


def test_a_status_is_a_key_of_a_text_and_never_passes_for_a_reply() -> None:
    status, reply = seal_status("status.in_review", TO), seal_reply("words", TO, KEY)
    assert open_status(status, ITEM, READING) == "status.in_review"
    with pytest.raises(CannotOpen):
        open_reply(status, ITEM, READING)
    with pytest.raises(CannotOpen):
        open_status(reply, ITEM, READING)


def test_an_item_opens_by_its_kind() -> None:
    reply = open_item(ItemKind.REPLY, seal_reply("words", TO, KEY), ITEM, READING)
    status = open_item(ItemKind.STATUS, seal_status("status.open", TO), ITEM, READING)
    assert (reply.kind, reply.words) == (ItemKind.REPLY, "words")
    assert (status.kind, status.words) == (ItemKind.STATUS, "status.open")
    assert "words" not in repr(reply).replace("words=", "")


def test_short_answers_all_have_one_length_and_endless_ones_are_refused() -> None:
    made = (seal_status("s", TO), seal_reply("да", TO, KEY), seal_reply("x" * 800, TO, KEY))
    assert len({len(one) for one in made}) == 1
    with pytest.raises(TooLong):
        seal_reply("x" * 70_000, TO, KEY)
