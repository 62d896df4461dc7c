"""People at the bot see messages and buttons only, and answer in every way there is."""

import pytest

from safeconduct.drill.bot_api.person import Seen
from safeconduct.drill.bot_person import Answering
from safeconduct.drill.phrasebook import QUESTIONS, labels, phrasebook
from safeconduct.programme.languages import WRITTEN


def seen(words: str, *rows: tuple[str, ...]) -> Seen:
    return Seen(
        number=5, from_bot=True, kind="text", words=words, buttons=rows, edited=False, version=1
    )


@pytest.mark.parametrize("language", WRITTEN)
def test_every_question_is_recognised_by_its_words(language: str) -> None:
    book = phrasebook(language)
    for key, question in QUESTIONS.items():
        asked = book.asked(seen(f"{book.words(question.text)}\nand a hint"))
        assert QUESTIONS[asked].text == question.text, key


def test_what_asks_nothing_is_no_question() -> None:
    assert phrasebook("en").asked(seen("Your code.")) == ""


def test_buttons_are_counted_row_by_row() -> None:
    assert labels(seen("?", ("a", "b"), ("c",))) == ("a", "b", "c")


def test_who_is_not_safe_leaves_at_that_question() -> None:
    book = phrasebook("en")
    safe, who = (seen(book.words(QUESTIONS[key].text)) for key in ("safe", "who"))
    leaving, staying = (
        Answering(chat=None, wanted={"safe": choice}, book=book)  # type: ignore[arg-type]
        for choice in ("no", "yes")
    )
    assert leaving.leaves_at(safe)
    assert not leaving.leaves_at(who)
    assert not staying.leaves_at(safe)


def test_who_is_asked_the_first_question_again_after_answering_is_greeted_anew() -> None:
    book = phrasebook("en")
    safe, who = (seen(book.words(QUESTIONS[key].text)) for key in ("safe", "who"))
    fresh, under_way = (
        Answering(chat=None, wanted={}, book=book, answered=answered)  # type: ignore[arg-type]
        for answered in (0, 1)
    )
    assert not fresh.is_greeted_anew(safe)
    assert under_way.is_greeted_anew(safe)
    assert not under_way.is_greeted_anew(who)
