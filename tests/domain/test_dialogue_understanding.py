"""Key, digit, label and words mean the same on every channel."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.domain import return_code
from safeconduct.domain.dialogue import (
    LONGEST,
    Kind,
    Option,
    Question,
    Reason,
    Unclear,
    fold,
    understand,
)

LABELS = {
    "t.yes": "Да",
    "t.no": "Нет, не сейчас",
    "t.wounded": "Есть раненый",
    "t.minor": "Ещё нет 18",
    "t.none": "Ничего из этого",
    "t.skip": "Пропустить",
    "t.few": "От 2 до 5",
    "t.some": "От 6 до 15",
}

ONE = Question(
    key="safe", text="q", options=(Option(key="yes", text="t.yes"), Option(key="no", text="t.no"))
)
MANY = Question(
    key="needs",
    text="q",
    kind=Kind.MANY,
    options=(
        Option(key="wounded", text="t.wounded"),
        Option(key="minor", text="t.minor"),
        Option(key="none", text="t.none"),
    ),
    skip="none",
)
COUNT = Question(
    key="size",
    text="q",
    kind=Kind.COUNT,
    options=(
        Option(key="2-5", text="t.few", counts=(2, 5)),
        Option(key="6-15", text="t.some", counts=(6, 15)),
    ),
    skip="unknown",
)
WORDS = Question(
    key="note", text="q", kind=Kind.WORDS, options=(Option(key="skip", text="t.skip"),), skip=""
)
NEEDED = Question(key="note", text="q", kind=Kind.WORDS)
CODE = Question(key="code", text="q", kind=Kind.CODE)
NUMBER = Question(key="number", text="q", kind=Kind.NUMBER)


def meaning(question: Question, words: str) -> str:
    return understand(question, words, LABELS.__getitem__)


def reason(question: Question, words: str) -> Reason:
    with pytest.raises(Unclear) as unclear:
        meaning(question, words)
    return unclear.value.reason


@pytest.mark.parametrize(
    "words", ["yes", "1", "Да", " да! ", "ДА", "так", "Yes.", "ага", "+", "1️⃣", "1)", "１"]
)
def test_key_digit_label_and_plain_words_mean_yes(words):
    assert meaning(ONE, words) == "yes"


@pytest.mark.parametrize("words", ["no", "2", "нет не сейчас", "Нет", "ні", "-", "No"])
def test_key_digit_label_and_plain_words_mean_no(words):
    assert meaning(ONE, words) == "no"


@pytest.mark.parametrize("words", ["3", "0", "12", "да нет", "может быть", "!"])
def test_what_fits_no_option_is_not_guessed(words):
    assert reason(ONE, words) is Reason.NOT_AN_OPTION


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1 2", "wounded,minor"),
        ("21", "wounded,minor"),
        ("2,1", "wounded,minor"),
        ("minor,wounded", "wounded,minor"),
        ("Есть раненый; еще нет 18", "wounded,minor"),
        ("wounded\nnone", "wounded"),
        ("нет", "none"),
        ("", "none"),
        ("11", "wounded"),
    ],
)
def test_several_choices_come_in_the_order_of_the_script(words, value):
    assert meaning(MANY, words) == value


def test_one_unknown_choice_among_several_is_not_dropped_in_silence():
    assert reason(MANY, "1 7") is Reason.NOT_AN_OPTION


@pytest.mark.parametrize(
    ("words", "value"), [("3", "2-5"), ("6", "6-15"), ("2-5", "2-5"), ("от 6 до 15", "6-15")]
)
def test_a_number_of_people_becomes_a_band(words, value):
    assert meaning(COUNT, words) == value


def test_a_number_of_people_is_never_the_place_of_an_option():
    assert meaning(COUNT, "2") == "2-5"
    assert reason(COUNT, "1") is Reason.NOT_AN_OPTION
    assert reason(COUNT, "99") is Reason.NOT_AN_OPTION


@pytest.mark.parametrize("words", ["", "  \n ", "skip", "Пропустить"])
def test_an_optional_answer_may_be_skipped(words):
    assert meaning(WORDS, words) == ""
    assert meaning(COUNT, "unknown") == "unknown"


def test_a_needed_answer_may_not_be_empty():
    assert reason(NEEDED, " \t ") is Reason.EMPTY
    assert reason(ONE, "") is Reason.EMPTY


def test_an_answer_of_the_longest_size_fits_and_one_more_does_not():
    assert meaning(NEEDED, "ж" * LONGEST) == "ж" * LONGEST
    assert reason(NEEDED, "ж" * (LONGEST + 1)) is Reason.TOO_LONG
    assert reason(ONE, "ж" * 10_000) is Reason.TOO_LONG


def test_half_a_character_is_not_text():
    assert reason(NEEDED, "a\ud800") is Reason.NOT_TEXT


def test_control_characters_are_left_out_and_lines_stay():
    assert meaning(NEEDED, "a\x00b\r\nc\td") == "ab\nc d"


@pytest.mark.parametrize("words", ["+7 (900) 000-00-01", "79000000001", "7.900.000.00.01"])
def test_a_number_is_kept_as_digits(words):
    assert meaning(NUMBER, words) == "79000000001"


@pytest.mark.parametrize("words", ["12345", "позвоните", "+7 900 000 00 01 доб. 2", "1" * 16])
def test_what_is_no_number_is_said_so(words):
    assert reason(NUMBER, words) is Reason.NOT_A_NUMBER


A_CODE = return_code.ReturnCode(bytes(range(10)))


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_a_code_in_words_or_digits_is_kept_as_digits(language):
    kept = " ".join(return_code.digits(A_CODE))
    assert meaning(CODE, " ".join(return_code.words(A_CODE, language)).upper()) == kept
    assert meaning(CODE, kept.replace(" ", "-")) == kept


def test_a_wrong_code_says_where_it_is_wrong():
    groups = list(return_code.digits(A_CODE))
    groups[2] = f"{groups[2][:-1]}{(int(groups[2][-1]) + 1) % 10}"
    with pytest.raises(Unclear) as unclear:
        meaning(CODE, " ".join(groups))
    assert (unclear.value.reason, unclear.value.place) == (Reason.CODE_GROUP, 3)
    words = [*return_code.words(A_CODE, "en")[:4], "qqqq", *return_code.words(A_CODE, "en")[5:]]
    with pytest.raises(Unclear) as unclear:
        meaning(CODE, " ".join(words))
    assert (unclear.value.reason, unclear.value.place) == (Reason.CODE_WORD, 5)
    assert reason(CODE, "no idea") is Reason.NOT_A_CODE


def test_folding_forgets_case_accents_and_punctuation():
    assert fold("  Ещё — НЕТ!  ") == fold("еще нет")
    assert fold("ім’я") == fold("ім'я") == fold("імʼя")


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused_and_what_is_understood_stays(words):
    for question in (ONE, MANY, COUNT, WORDS, NEEDED, NUMBER):
        with suppress(Unclear):
            value = meaning(question, words)
            assert meaning(question, value) == value


def test_each_reason_has_a_text():
    assert Unclear(Reason.EMPTY).text == "talk.unclear.empty"
