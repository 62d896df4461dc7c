"""What stands on a person's screen is known, so that it can be taken off again."""

import uuid
from datetime import UTC, datetime

from safeconduct.programme.texts import texts
from safeconduct.talks.hearing import hear
from safeconduct.talks.said import Button, Kind, Said
from safeconduct.talks.saying import heard_on_screen
from safeconduct.talks.talk import Do, Talk

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
