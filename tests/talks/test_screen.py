"""What stands on a person's screen is known, so that it can be taken off again."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.programme.texts import texts
from safeconduct.talks.hearing import hear
from safeconduct.talks.said import Button, Kind, Said
from safeconduct.talks.saying import Sent, confirmed, heard_on_screen
from safeconduct.talks.screen import FADED, FADES, WRITTEN_DOWN, faded, fades_at
from safeconduct.talks.talk import Do, Shown, Stage, Talk, Tie

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


def answered(heard: datetime, *, ago: timedelta, question: str = "") -> Talk:
    """A tied talk with something of ours on the screen, shown so long ago."""
    at = int((NOW - ago).timestamp())
    shown = (
        Shown(id=40, at=at, sensitive=True, question=question),
        Shown(id=41, at=at, question="who"),
    )
    tied = replace(a_talk(), tie=Tie(case_public="00"), stage=Stage.OPEN)
    return replace(tied, heard_at=heard, screen=shown)


@pytest.mark.parametrize(
    "said",
    [
        Said(kind=Kind.WORDS, words="Спасибо", message=50),
        Said(kind=Kind.BUTTON, button=Button(question="want", choice="add")),
        Said(kind=Kind.FILE, file="f", message=50),
    ],
    ids=lambda said: said.kind,
)
def test_an_answer_of_staff_leaves_the_screen_once_the_person_goes_on(said: Said) -> None:
    talk = after(answered(NOW, ago=timedelta(hours=1)), said)
    assert 40 in removed(talk)
    assert 41 not in removed(talk)
    assert 40 not in {shown.id for shown in talk.screen}


@pytest.mark.parametrize(
    "said",
    [
        Said(kind=Kind.WORDS, words="Я здесь", message=39),
        Said(kind=Kind.BUTTON, button=Button(question=WRITTEN_DOWN, choice=""), message=38),
    ],
    ids=lambda said: said.kind,
)
def test_what_was_said_before_an_answer_stood_there_and_heard_after_leaves_it(said: Said) -> None:
    talk = after(answered(NOW, ago=timedelta(minutes=1)), said)
    assert 40 not in removed(talk)
    assert 40 in {shown.id for shown in talk.screen}


@pytest.mark.parametrize("kind", [Kind.HELP, Kind.LANGUAGE, Kind.UNREAD])
def test_who_asks_for_help_still_sees_the_answer(kind: Kind) -> None:
    talk = hear(answered(NOW, ago=timedelta(hours=1)), Said(kind=kind, message=50), label, NOW)
    assert 40 not in removed(talk)


def test_the_code_stays_until_its_button_or_the_end_of_its_day() -> None:
    shown = answered(NOW, ago=timedelta(hours=1), question=WRITTEN_DOWN)
    talk = after(shown, Said(kind=Kind.WORDS, words="Спасибо", message=50))
    assert 40 not in removed(talk)
    assert fades_at(talk) == NOW + FADES - timedelta(hours=1)


@pytest.mark.parametrize("question", ["", WRITTEN_DOWN])
def test_what_nobody_took_off_fades_within_a_day_and_not_a_second_sooner(question: str) -> None:
    shown = answered(NOW - FADES, ago=FADES, question=question)
    assert fades_at(shown) == NOW
    assert faded(shown, NOW - timedelta(seconds=1)) == shown
    talk = faded(shown, NOW)
    assert removed(talk) == {40}
    assert fades_at(talk) is None


def test_who_was_away_when_it_came_is_led_to_it_and_who_was_there_hears_nothing() -> None:
    away = faded(answered(NOW - FADES - timedelta(hours=1), ago=FADES), NOW)
    assert [item.key for item in away.items if item.do is Do.SAY] == [FADED]
    there = faded(answered(NOW - FADES, ago=FADES), NOW)
    assert not [item for item in there.items if item.do is Do.SAY]


def test_what_is_too_old_to_be_removed_is_left_to_the_person_and_they_are_told() -> None:
    late = timedelta(hours=49)
    for talk in (
        faded(answered(NOW - late, ago=late), NOW),
        after(answered(NOW, ago=late), Said(kind=Kind.WORDS, words="да", message=50)),
    ):
        assert 40 not in removed(talk)
        assert "bot.by_hand" in [item.key for item in talk.items]


def test_what_was_on_its_way_stays_for_who_is_still_there() -> None:
    before = started()
    sent = Sent(talk=before, numbers=(), shown=(Shown(id=31, at=int(NOW.timestamp())),))
    assert 31 in {shown.id for shown in confirmed(before, sent).screen}
