"""What a caller recognises: every prompt they must act on, told apart in each language."""

import pytest

from safeconduct.domain.script import Channel, Kind
from safeconduct.drill.line_book import ASKED, KEYS, PHRASES, Told, line_book
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.texts import texts
from safeconduct.talks.walking import spoken
from tests.phone.spoken import speaker, words_of


@pytest.mark.parametrize("language", WRITTEN)
def test_no_prompt_that_is_acted_on_needs_a_fact_of_the_programme(language: str) -> None:
    keys = [*PHRASES, *(one.said(Channel.PHONE) for one in ASKED)]
    assert not [key for key in keys if texts(language)[key].placeholders]


@pytest.mark.parametrize("language", WRITTEN)
def test_a_key_is_told_for_every_choice_of_a_question(language: str) -> None:
    book = line_book(language)
    offered = {(p.what, p.key) for p in book.prompts.values() if p.told is Told.PRESS}
    for question in ASKED:
        if question.kind in {Kind.ONE, Kind.MANY}:
            for option in question.options:
                label = book.label(question.key, option.key)
                assert {(label, key) for key in KEYS} <= offered


def test_what_the_line_asks_is_what_a_caller_hears() -> None:
    line = speaker()
    book = line_book(line.language)
    safe = next(one for one in ASKED if one.key == "safe" and not one.ways)
    heard = [book.heard(sound.digest) for sound in line._question(safe)]
    assert [(one.told, one.what) for one in heard[:1]] == [(Told.QUESTION, "safe")]
    assert [one.key for one in heard[1:]] == ["1", "2"]
    assert book.words("report.way.code") in {one.what for one in book.prompts.values()}
    assert words_of(line._question(safe))[0] == book.words(safe.said(Channel.PHONE))


def test_digits_and_groups_of_a_code_are_heard() -> None:
    line = speaker()
    book = line_book(line.language)
    group, *six = (book.heard(sound.digest) for sound in line._group(3, "120459"))
    assert (group.told, group.what) == (Told.GROUP, "3")
    assert "".join(one.key for one in six) == "120459"
    assert book.heard("0" * 32) is None


@pytest.mark.parametrize("script", ["report", "brief", "return_visit"])
def test_every_question_of_the_line_is_recognised(script: str) -> None:
    line = speaker()
    book = line_book(line.language)
    for question in spoken(script, "phone").questions:
        heard = book.heard(next(iter(line._question(question))).digest)
        assert (heard.told, heard.what) == (Told.QUESTION, question.key)
