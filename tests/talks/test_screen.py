"""What stands on a person's screen is known, so that it can be taken off again."""

import uuid
from datetime import UTC, datetime

import pytest

from safeconduct.programme.texts import texts
from safeconduct.talks.hearing import hear
from safeconduct.talks.said import Button, Kind, Said
from safeconduct.talks.saying import Sent, confirmed, heard_on_screen
from safeconduct.talks.talk import Do, Shown, Talk

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_talk() -> Talk:
    return Talk(
        id=uuid.uuid4(), channel="telegram", address="bot/7", language="en", seed="00" * 32,
        heard_at=NOW,
    )  # fmt: skip


def label(key: str) -> str:
    return texts("en")[key].words


def after(talk: Talk, said: Said, question: str = "") -> Talk:
    return hear(heard_on_screen(talk, said.message, NOW, question), said, label, NOW)


def removed(talk: Talk) -> set[int]:
    return {one for item in talk.items if item.do is Do.REMOVE for one in item.ids}


def started(*, safe: str = "yes") -> Talk:
    talk = after(a_talk(), Said(kind=Kind.START, message=1))
    return after(talk, Said(kind=Kind.WORDS, words=safe, message=2), "safe")


def test_words_that_answer_nothing_leave_the_screen() -> None:
    talk = after(started(), Said(kind=Kind.WORDS, words="my brother Ivan", message=3), "who")
    assert 3 in removed(talk)
    assert 3 not in {shown.id for shown in talk.screen}


def test_words_that_are_an_answer_of_no_secret_stay() -> None:
    talk = after(started(), Said(kind=Kind.WORDS, words="About me", message=3), "who")
    assert 3 not in removed(talk)


def test_a_message_that_was_sent_unnoticed_is_known_once_it_is_pressed() -> None:
    written = Said(kind=Kind.BUTTON, button=Button(question="written", choice=""), message=9)
    talk = after(a_talk(), written, "written")
    assert removed(talk) == {9}


def test_a_message_is_noted_once() -> None:
    talk = heard_on_screen(a_talk(), 4, NOW, "who")
    assert heard_on_screen(talk, 4, NOW, "safe") == talk


@pytest.mark.parametrize("leaves", [Kind.STOP, Kind.START])
def test_what_was_on_its_way_is_taken_off_from_who_left_meanwhile(leaves: Kind) -> None:
    before = started()
    gone = after(before, Said(kind=leaves, message=9))
    numbers = {item.number for item in before.items}
    sent = Sent(talk=before, numbers=numbers, shown=(Shown(id=31, at=int(NOW.timestamp())),))
    cleared = confirmed(gone, sent)
    assert 31 in removed(cleared)
    assert 31 not in {shown.id for shown in cleared.screen}


def test_what_was_on_its_way_stays_for_who_is_still_there() -> None:
    before = started()
    sent = Sent(talk=before, numbers=(), shown=(Shown(id=31, at=int(NOW.timestamp())),))
    assert 31 in {shown.id for shown in confirmed(before, sent).screen}
