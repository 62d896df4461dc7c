"""The committed word lists keep every property that return codes are built on."""

import re
from itertools import combinations

import pytest

from safeconduct.domain.return_words import (
    LIST_LENGTH,
    QWERTY,
    RUSSIAN,
    TELLING,
    UKRAINIAN,
    WORD_LANGUAGES,
    fold,
    heard_words,
    word_list,
)
from scripts.word_stops import stopped

LETTERS = {
    "ru": "[абвгдеёжзийклмнопрстуфхцчшщыьэюя]{4,8}",
    "uk": "[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя]{4,8}",
    "en": "[a-z]{4,8}",
}
OWN_KEYS = {"ru": RUSSIAN, "uk": UKRAINIAN, "en": QWERTY}
LAYOUTS = (QWERTY, RUSSIAN, UKRAINIAN)


def placed_words():
    return [
        (language, place, word)
        for language in WORD_LANGUAGES
        for place, word in enumerate(word_list(language))
    ]


@pytest.mark.parametrize("language", WORD_LANGUAGES)
def test_a_list_has_2048_plain_words_of_four_to_eight_letters(language):
    words = word_list(language)
    assert len(words) == len(set(words)) == LIST_LENGTH
    assert [word for word in words if not re.fullmatch(LETTERS[language], word)] == []


@pytest.mark.parametrize("language", WORD_LANGUAGES)
def test_the_first_four_letters_tell_a_word_of_a_list(language):
    assert len({fold(word)[:TELLING] for word in word_list(language)}) == LIST_LENGTH


@pytest.mark.parametrize("language", WORD_LANGUAGES)
def test_no_list_holds_a_forbidden_word(language):
    assert [word for word in word_list(language) if stopped(language).fullmatch(word)] == []


def test_the_same_four_letters_have_the_same_place_in_every_list():
    places = {}
    for _, place, word in placed_words():
        places.setdefault(fold(word)[:TELLING], set()).add(place)
    assert [beginning for beginning, found in places.items() if len(found) > 1] == []


def test_a_word_common_to_two_lists_has_one_place():
    common = 0
    for one, other in combinations(WORD_LANGUAGES, 2):
        mine, theirs = ({fold(w): at for at, w in enumerate(word_list(x))} for x in (one, other))
        for word in mine.keys() & theirs.keys():
            assert mine[word] == theirs[word]
            common += 1
    assert common > 500, "Russian and Ukrainian share hundreds of words"


def test_each_word_is_heard_at_its_own_place():
    for _, place, word in placed_words():
        assert [heard.place for heard in heard_words(word)] == [place]


def test_the_first_four_letters_alone_are_heard_at_the_place():
    for _, place, word in placed_words():
        assert [heard.place for heard in heard_words(word[:TELLING])] == [place]


@pytest.mark.parametrize("set_to", LAYOUTS, ids=["qwerty", "russian", "ukrainian"])
def test_a_word_typed_on_the_wrong_layout_is_heard_as_itself_and_no_other(set_to):
    for language, place, word in placed_words():
        typed = word.translate(str.maketrans(OWN_KEYS[language], set_to))
        assert [heard.place for heard in heard_words(typed)] == [place]
        assert [heard.place for heard in heard_words(typed.upper())] == [place]


def test_the_lists_are_what_the_script_makes():
    pytest.importorskip("wordfreq", reason="the frequencies are a development dependency")
    from scripts.make_words import lists

    assert {language: tuple(words) for language, words in lists().items()} == {
        language: word_list(language) for language in WORD_LANGUAGES
    }
