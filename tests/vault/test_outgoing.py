"""What the desk sends into a chat: signed whole, for one row; and the keys that come with it."""

from dataclasses import fields, replace

import pytest

from safeconduct.vault import signatures
from safeconduct.vault.encoding import decode, encode
from safeconduct.vault.outgoing import (
    Outgoing,
    read_outgoing,
    seal_outgoing,
    sign_talk_key,
    verify_talk_key,
)
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature
from tests.vault.cast import CASE_PUBLIC, MALLORY, TALK_SEED, id_of, seed_of

KEY = ReplyKey(version=4, seed=seed_of("reply 4"))
STRANGE = ReplyKey(version=4, seed=seed_of("x"))
LISTED = {4: signatures.public_of(KEY.seed)}
ANSWER = Outgoing(
    id=id_of("row"),
    case_public=CASE_PUBLIC,
    words="Ждите ночи.",
    address="shore_bot/7",
    talk="ab.1",
    may="text",
    language="ru",
    talk_seed=TALK_SEED,
)
TALK_SIGN = signatures.public_of(TALK_SEED)
RECORD = sign_talk_key(TALK_SIGN, CASE_PUBLIC, KEY, seq=3)


def changed(value: object) -> object:
    return value[:-1] + "x" if isinstance(value, str) else bytes([value[0] ^ 1]) + value[1:]


def spliced(forged: bytes) -> bytes:
    """Put the true signature under other words."""
    return forged[: -signatures.SIGNATURE] + seal_outgoing(ANSWER, KEY)[-signatures.SIGNATURE :]


def test_an_answer_of_a_listed_reply_key_is_read() -> None:
    assert read_outgoing(seal_outgoing(ANSWER, KEY), ANSWER.id, LISTED) == ANSWER


@pytest.mark.parametrize("name", [one.name for one in fields(Outgoing) if one.name != "id"])
def test_no_part_of_an_answer_can_be_changed(name) -> None:
    other = replace(ANSWER, **{name: changed(getattr(ANSWER, name))})
    with pytest.raises(BadSignature):
        read_outgoing(spliced(seal_outgoing(other, KEY)), ANSWER.id, LISTED)


def test_an_answer_belongs_to_one_row() -> None:
    with pytest.raises(BadSignature):
        read_outgoing(seal_outgoing(ANSWER, KEY), id_of("another row"), LISTED)


@pytest.mark.parametrize(
    "key", [ReplyKey(version=4, seed=MALLORY.sign_seed), ReplyKey(version=5, seed=KEY.seed)]
)
def test_an_answer_of_another_key_or_version_is_refused(key) -> None:
    with pytest.raises(BadSignature):
        read_outgoing(seal_outgoing(ANSWER, key), ANSWER.id, LISTED)


@pytest.mark.parametrize("broken", [b"", b"answer", bytes(300), encode("signed outgoing", b"", 4)])
def test_what_is_no_answer_is_refused(broken) -> None:
    with pytest.raises(CannotOpen):
        read_outgoing(broken, ANSWER.id, LISTED)


def test_an_answer_shows_neither_words_nor_address_in_its_repr() -> None:
    assert "ночи" not in repr(ANSWER)
    assert "shore_bot" not in repr(ANSWER)


def test_a_talk_key_is_believed_for_the_place_that_a_listed_reply_key_vouches_for() -> None:
    assert verify_talk_key(RECORD, TALK_SIGN, CASE_PUBLIC, LISTED) == 3


def test_no_other_place_can_be_put_into_a_record() -> None:
    version, signature = decode("talk key record", RECORD)[1:]
    for places in ((4,), (), (3, 3)):
        with pytest.raises(BadSignature):
            moved = encode("talk key record", *places, version, signature)
            verify_talk_key(moved, TALK_SIGN, CASE_PUBLIC, LISTED)


def test_a_record_of_the_older_form_is_good_from_the_beginning_on() -> None:
    record = encode("talk key record", KEY.version, bytes.fromhex(OLDER_SIGNATURE))
    assert verify_talk_key(record, TALK_SIGN, CASE_PUBLIC, LISTED) == 0


@pytest.mark.parametrize(
    ("record", "talk_sign", "case_public", "listed"),
    [
        (sign_talk_key(TALK_SIGN, CASE_PUBLIC, STRANGE, seq=3), 0, 0, 0),
        (RECORD, MALLORY.sign_public, 0, 0),
        (RECORD, 0, b"another case", 0),
        (RECORD, 0, 0, {5: LISTED[4]}),
        (b"", 0, 0, 0),
        (RECORD[:-1], 0, 0, 0),
    ],
)
def test_nothing_else_vouches_for_a_talk_key(record, talk_sign, case_public, listed) -> None:
    with pytest.raises(BadSignature):
        verify_talk_key(
            record, talk_sign or TALK_SIGN, case_public or CASE_PUBLIC, listed or LISTED
        )


def test_an_answers_signature_vouches_for_no_talk_key() -> None:
    with pytest.raises(BadSignature):
        verify_talk_key(seal_outgoing(ANSWER, KEY), TALK_SIGN, CASE_PUBLIC, LISTED)


def test_the_signatures_are_those_that_were_written_down() -> None:
    """Vectors: another implementation, and the next version of this one, must give the same."""
    assert seal_outgoing(ANSWER, KEY)[-signatures.SIGNATURE :].hex() == ANSWER_SIGNATURE
    assert RECORD[-signatures.SIGNATURE :].hex() == RECORD_SIGNATURE


ANSWER_SIGNATURE = (
    "03318fbe493768bcda20819edaedf4666eb77d15a79fe61598f9e852a1277c9f"
    "d9187a0f712870dfadab861f98bf7faa63b987140ab378abf3b43406449f5800"
)
RECORD_SIGNATURE = (
    "ce3a862203a4e360f2672fb35a9739a042a68313cf2c1791e5bc8b179476ee12"
    "a813bd109acbb53789c66c13fd2418fb1d0da09ba4e0986b1e21f27bf7b79903"
)
OLDER_SIGNATURE = (
    "dfa0611d92eb6fe5b3a434a8e7b65762080d2c10a778b44653a29d470dffc279"
    "225b0d8e43ddcc423bd85c5c791e41845e20382a0b8516155e339ed85188c407"
)
