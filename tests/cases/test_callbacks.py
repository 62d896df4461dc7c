"""A wish to be called: only when it was said to be safe, and its number shows two digits."""

import pytest

from safeconduct.cases.callbacks import CallbackWish, callback_wish, masked
from safeconduct.cases.timeline import Item, ItemKind
from tests.making import NOON

NUMBER, OTHER = "79000000042", "380501234567"
WISHED = {"safe": "yes", "alone": "yes", "hours": "evening", "this_number": "yes", "number": NUMBER}


def said(answers: dict[str, str], *, seq: int = 1, script: str = "callback") -> Item:
    return Item(
        kind=ItemKind.ANSWERS, seq=seq, at=NOON, author="requester", script=script,
        answers=tuple(answers.items()),
    )  # fmt: skip


def test_a_wish_names_its_hours_and_shows_two_digits() -> None:
    wish = callback_wish([said(WISHED)])
    assert wish == CallbackWish(number=NUMBER, hours="evening", at=NOON, seq=1)
    assert wish.masked == "•••••••••42"
    assert NUMBER not in repr(wish)


def test_a_number_that_was_typed_counts_before_that_of_the_call() -> None:
    wish = callback_wish([said({**WISHED, "this_number": "no", "other_number": OTHER})])
    assert wish
    assert wish.number == OTHER


def test_the_newest_wish_counts() -> None:
    later = said({**WISHED, "hours": "night"}, seq=5)
    wish = callback_wish([later, said(WISHED)])
    assert wish
    assert wish.hours == "night"


@pytest.mark.parametrize(
    "answers",
    [
        {**WISHED, "alone": "no"},
        {**WISHED, "alone": "unsure"},
        {**WISHED, "safe": "no"},
        {**WISHED, "number": ""},
        {"hours": "any", "number": NUMBER},
        {},
    ],
)
def test_who_did_not_say_that_it_is_safe_is_not_called(answers) -> None:
    assert callback_wish([said(answers)]) is None


def test_answers_of_another_script_are_no_wish() -> None:
    assert callback_wish([said(WISHED, script="report")]) is None


def test_a_short_number_is_not_shown_whole() -> None:
    assert masked("1234567") == "•••••67"
