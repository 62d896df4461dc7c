"""A return code survives every way in which people write, say, type and mistype it."""

import time
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.domain.return_code import (
    CODE_BYTES,
    Fault,
    NotACode,
    ReturnCode,
    as_phone_numbers,
    digits,
    group_ok,
    parse,
    words,
)
from safeconduct.domain.return_words import (
    QWERTY,
    RUSSIAN,
    UKRAINIAN,
    WORD_LANGUAGES,
    fold,
    word_list,
)
from safeconduct.domain.word_phrase import fold_phrase, phrase

CODE = ReturnCode(bytes.fromhex("0123456789abcdef1032"))
KNOWN = {
    "en": "acre bottle fuzzy beehive riddle wardrobe droplet dryer",
    "uk": "акваріум діалог реклама гирло міський часник морж морошка",
}
codes = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES).map(ReturnCode)
languages = st.sampled_from(WORD_LANGUAGES)
separators = st.sampled_from([" ", ", ", "\n", "\r\n", ",", " - ", ";", " / ", "\t", ". ", "\x00"])
KEYS = {"ru": RUSSIAN, "uk": UKRAINIAN, "en": QWERTY}
OTHER_DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789"]


def refusal(text):
    with pytest.raises(NotACode) as refused:
        parse(text)
    return refused.value


def test_a_code_is_eight_words_and_five_groups_of_six_digits():
    assert len(words(CODE, "ru")) == 8
    assert [len(six) for six in digits(CODE)] == [6] * 5


def test_a_code_is_written_the_same_way_for_ever():
    assert digits(CODE) == ("002914", "177679", "352432", "527198", "041468")
    assert as_phone_numbers(CODE) == ("002 914-17-76", "793 524-32-52", "719 804-14-68")
    assert " ".join(words(CODE, "en")) == KNOWN["en"]
    assert " ".join(words(CODE, "uk")) == KNOWN["uk"]


@given(codes, languages, separators)
def test_words_lead_back_whatever_stands_between_them(code, language, separator):
    assert parse(separator.join(words(code, language))) == code


@given(codes, languages)
def test_case_and_the_first_four_letters_are_enough(code, language):
    said = words(code, language)
    assert parse(" ".join(said).upper()) == code
    assert parse(" ".join(word[:4].capitalize() for word in said)) == code


@given(codes, languages)
def test_words_may_be_numbered_and_quoted(code, language):
    listed = [f"{at}. «{word}»," for at, word in enumerate(words(code, language), start=1)]
    assert parse("\n".join(listed)) == code


@given(codes, st.sampled_from(["ru", "uk"]))
def test_yo_and_the_ukrainian_letters_may_be_written_plainly(code, language):
    plain = str.maketrans("ёйіїєґы", "еиииеги")
    assert parse(" ".join(words(code, language)).translate(plain)) == code


@given(codes, languages, st.sampled_from([QWERTY, RUSSIAN, UKRAINIAN]), st.booleans())
def test_the_keyboard_may_be_set_to_another_language(code, language, set_to, comma):
    meant = (", " if comma and language == "en" else " ").join(words(code, language))
    assert parse(meant.translate(str.maketrans(KEYS[language], set_to))) == code


@given(codes)
def test_each_word_may_be_of_another_list(code):
    lists = [words(code, language) for language in WORD_LANGUAGES]
    assert parse(" ".join(lists[at % 3][at] for at in range(8))) == code


def test_stress_marks_soft_hyphens_and_joiners_are_not_letters():
    said = " ".join(word[0] + "\u00ad\u0301\u200d" + word[1:] for word in words(CODE, "ru"))
    assert parse(said) == CODE


@given(codes, st.sampled_from(OTHER_DIGITS), st.sampled_from(["", " ", "-", "\n", ".", ")(", "—"]))
def test_digits_lead_back_in_any_script_and_punctuation(code, script, separator):
    text = separator.join(digits(code)).translate(str.maketrans("0123456789", script))
    assert parse(text) == code


@given(codes, st.sampled_from(["", "+7 ", "8 ", "+38 "]), st.sampled_from(["\n", ", ", "; ", " "]))
def test_digits_may_be_noted_as_three_telephone_numbers(code, country, separator):
    assert parse(separator.join(country + number for number in as_phone_numbers(code))) == code


def test_telephone_numbers_may_have_names():
    names = ["Мама", "Работа (Олег)", "кабинет зубного врача на углу"]
    numbers = as_phone_numbers(CODE)
    noted = [f"{name}: {number}" for name, number in zip(names, numbers, strict=True)]
    assert parse("\n".join(noted)) == CODE
    assert all(sum(map(str.isdigit, number)) == 10 for number in numbers)


@settings(max_examples=10)
@given(codes)
def test_every_wrong_digit_is_noticed_and_named(code):
    run = "".join(digits(code))
    for at, right in enumerate(run):
        for wrong in set("0123456789") - {right}:
            fault = refusal(run[:at] + wrong + run[at + 1 :])
            assert (fault.kind, fault.positions) == (Fault.GROUP, (at // 6 + 1,))


@given(codes)
def test_every_swap_of_neighbouring_digits_is_noticed(code):
    for position, six in enumerate(digits(code), start=1):
        for at in range(5):
            swapped = six[:at] + six[at + 1] + six[at] + six[at + 2 :]
            assert swapped == six or not group_ok(position, swapped)


@given(codes)
def test_right_groups_in_the_wrong_order_are_noticed(code):
    groups = digits(code)
    for order in permutations(range(5)):
        for position, place in enumerate(order, start=1):
            assert group_ok(position, groups[place]) == (position == place + 1)


@pytest.mark.parametrize("six", ["", "12345", "1234567", "12 456", "abcdef", "655369"])
def test_a_group_is_six_digits_of_a_number_below_65536(six):
    assert not any(group_ok(position, six) for position in range(1, 6))


def test_there_is_no_group_before_the_first_or_after_the_fifth():
    assert group_ok(1, digits(CODE)[0])
    assert not group_ok(0, digits(CODE)[0])
    assert not group_ok(6, digits(CODE)[4])


def test_each_position_takes_one_check_digit_for_a_number():
    for position in range(1, 6):
        fit = [group_ok(position, f"{number:06d}") for number in range(600_000, 601_000)]
        assert sum(fit) == 100


def test_a_substituted_word_is_noticed_255_times_in_256():
    unnoticed = tried = 0
    listed = word_list("en")
    for sample in range(5):
        said = list(words(ReturnCode(bytes([sample * 50]) * 10), "en"))
        for at in range(8):
            for other in listed[sample::5]:
                tried += other != said[at]
                unnoticed += other != said[at] and leads_somewhere(
                    [*said[:at], other, *said[at + 1 :]]
                )
    assert tried > 16_000
    assert 0.6 / 256 < unnoticed / tried < 1.4 / 256


def leads_somewhere(said):
    try:
        return bool(parse(" ".join(said)))
    except NotACode:
        return False


def test_an_unknown_word_is_named_by_its_position_and_not_repeated():
    said = [*words(CODE, "ru")]
    said[2] = "секретнейшее"
    said[6] = "zzzz"
    fault = refusal(" ".join(said))
    assert (fault.kind, fault.positions, fault.position) == (Fault.WORD, (3, 7), 3)
    assert "секрет" not in f"{fault}{fault!r}{fault.args}{fault.__context__}"


def test_a_longer_word_that_begins_like_one_of_the_list_is_unknown():
    said = [*words(CODE, "en")]
    said[0] += "x"
    assert refusal(" ".join(said)).positions == (1,)


def test_missing_and_extra_words_are_counted():
    said = words(CODE, "uk")
    short, long = refusal(" ".join(said[:-1])), refusal(" ".join((*said, "зайве")))
    assert (short.kind, short.found, short.needed) == (Fault.WORD_COUNT, 7, 8)
    assert (long.kind, long.found, long.positions) == (Fault.WORD_COUNT, 9, (9,))


def test_a_group_with_a_missing_digit_is_named():
    groups = [*digits(CODE)]
    groups[3] = groups[3][1:]
    fault = refusal(" ".join(groups))
    assert (fault.kind, fault.positions, fault.found) == (Fault.DIGIT_COUNT, (4,), 29)
    assert refusal("".join(groups)).positions == ()


def test_the_last_word_and_the_order_of_words_are_checked():
    said = words(CODE, "ru")
    assert refusal(" ".join((said[1], said[0], *said[2:]))).kind is Fault.WORDS_DISAGREE
    assert refusal(" ".join(said[:-1] + said[:1])).kind is Fault.WORDS_DISAGREE


@pytest.mark.parametrize("text", ["", " \n\t", "—…!?", "\x00\x1b[;", "\u202e\u200b"])
def test_nothing_is_no_code(text):
    assert refusal(text).kind is Fault.EMPTY


@pytest.mark.parametrize("sign", ["я", "7", " ", "\x00", "\u0301", "ﷺ", "😀", "\ud800", "`", "'"])
def test_ten_million_signs_are_refused_at_once(sign):
    text = sign * 10_000_000
    started = time.process_time()
    assert refusal(text).kind is Fault.TOO_LONG
    assert refusal(text[:1000]).kind is not Fault.TOO_LONG
    assert time.process_time() - started < 0.5


@given(st.text(max_size=1200))
def test_whatever_is_typed_is_a_code_or_no_code(text):
    try:
        code = parse(text)
    except NotACode:
        return
    assert len(code) == CODE_BYTES


def test_a_code_has_ten_bytes_and_lists_are_in_three_languages():
    with pytest.raises(ValueError, match="ten bytes"):
        digits(ReturnCode(b"short"))
    with pytest.raises(ValueError, match="ten bytes"):
        words(ReturnCode(b"short"), "ru")
    with pytest.raises(ValueError, match="language"):
        words(CODE, "tt")


@given(st.binary(min_size=9, max_size=9), languages)
def test_a_phrase_is_six_words_and_folds_alike_however_it_is_typed(bits, language):
    said = phrase(bits, language)
    folded = fold_phrase(said)
    assert len(said.split()) == len(folded.split()) == 6
    for set_to in (QWERTY, RUSSIAN, UKRAINIAN):
        assert fold_phrase(said.translate(str.maketrans(KEYS[language], set_to))) == folded
    assert fold_phrase(f"  {said.upper()}\n".replace(" ", " , ")) == folded
    assert fold_phrase(folded) == folded


@given(st.binary(min_size=9, max_size=9), st.integers(min_value=6, max_value=71))
def test_each_of_the_66_bits_of_a_phrase_counts(bits, bit):
    other = (int.from_bytes(bits) ^ 1 << bit).to_bytes(9)
    assert fold_phrase(phrase(bits, "uk")) != fold_phrase(phrase(other, "uk"))


def test_a_phrase_of_other_words_keeps_all_their_letters():
    assert fold_phrase("Ґрунтовніше  Pneumonia-x") == "грунтовнише pneumonia x"
    with pytest.raises(ValueError, match="nine bytes"):
        phrase(b"short", "en")


@given(st.text(max_size=200))
def test_folding_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
