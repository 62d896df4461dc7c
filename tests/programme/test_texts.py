"""Every word a requester reads: in all three languages, short, calm, and waiting for review."""

import re
from collections.abc import Callable

import pytest

from safeconduct.domain.dialogue import Reason, text_keys
from safeconduct.domain.life import State
from safeconduct.domain.retention import Kept
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.languages import LANGUAGES, WRITTEN, Direction, written
from safeconduct.programme.texts import FOLDER, Review, Text, texts

LONGEST_SENTENCE = 15
PLACEHOLDERS = {
    "answer_within", "at", "count", "digit", "figures_lag", "hours", "kept_for", "label",
    "last_copy", "least_count", "length", "limit", "minutes", "most", "opens", "place", "programme",
    "read_for", "shown", "size", "step", "wanted", *(f"{kept.value}_for" for kept in Kept),
}  # fmt: skip
NOT_USED = {
    "ru": "перебежчик|предател|дезертир|перешл[аио]|изменник|героич|победа|враг",
    "uk": "перебіжчик|зрадник|дезертир|ворог|героїч|перемога",
    "en": r"defect|traitor|desert|target|\basset|\bsource\b|enemy|hero|victory",
}
STRANGE = {"ru": "[іїєґ]", "uk": "[ыэёъ]", "en": "[а-яіїєґ]"}
EVERY_TEXT = [text for language in WRITTEN for text in texts(language).values()]


def alphabets(words: str) -> list[set[str]]:
    plain = re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "", words))
    return [{"cyrillic" if "\u0400" <= a <= "\u04ff" else "latin" for a in w} for w in plain]


def sentences(words: str) -> list[str]:
    return [part for part in re.split(r"[.?!…\n]+", words) if part.strip()]


@pytest.mark.parametrize("language", WRITTEN)
def test_every_text_exists_in_each_language(language):
    assert set(texts(language)) == set(texts("ru"))


@pytest.mark.parametrize("language", WRITTEN)
def test_the_parts_of_each_language_are_the_same_files_with_keys_of_their_own(language):
    assert {path.name for path in (FOLDER / language).iterdir()} == {
        path.name for path in (FOLDER / "ru").iterdir()
    }
    for path in (FOLDER / language).iterdir():
        keys = re.findall(r'^\["(.+)"\]$', path.read_text("utf-8"), re.MULTILINE)
        assert keys
        assert all(key.split(".")[0] == path.stem for key in keys)


def test_placeholders_agree_between_the_languages():
    assert not offenders(lambda text: text.placeholders != texts("ru")[text.key].placeholders)
    assert not offenders(lambda text: not text.placeholders <= PLACEHOLDERS)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
def test_every_word_of_a_script_is_a_text(script):
    assert text_keys(script) <= set(texts("ru"))


def test_every_reason_and_every_state_has_its_words():
    assert {f"talk.unclear.{reason}" for reason in Reason} <= set(texts("ru"))
    told = {key for key in texts("ru") if key.startswith("status.")}
    assert told == {f"status.{state}" for state in State if state is not State.UNOPENED}


def offenders(is_wrong: Callable[[Text], object]) -> list[str]:
    return [f"{text.language}: {text.key}: {text.words}" for text in EVERY_TEXT if is_wrong(text)]


def test_a_sentence_is_short():
    assert not offenders(
        lambda text: any(len(s.split()) > LONGEST_SENTENCE for s in sentences(text.words))
    )


def test_nobody_shouts():
    assert not offenders(lambda text: "!" in text.words)


def test_nobody_is_called_names_and_nothing_is_glorified():
    assert not offenders(lambda text: re.search(NOT_USED[text.language], text.words.casefold()))


def test_words_are_clean():
    assert not offenders(lambda text: text.words != " ".join(text.words.split()))
    assert not offenders(lambda text: "'" in text.words or text.version < 1)


def test_cyrillic_and_latin_letters_do_not_hide_in_one_word():
    assert not offenders(lambda text: any(len(a) > 1 for a in alphabets(text.words)))


def test_each_language_keeps_its_own_letters():
    assert not offenders(lambda text: re.search(STRANGE[text.language], text.words.casefold()))


def test_words_for_a_band_or_a_button_differ_so_that_labels_can_be_understood():
    for script in SCRIPTS.values():
        for question in script.questions:
            for language in WRITTEN:
                labels = [texts(language)[option.text].words for option in question.options]
                assert len(set(labels)) == len(labels)


def test_the_digest_names_key_language_version_and_words():
    text = Text(key="talk.yes", language="ru", version=1, status=Review.AWAITING_REVIEW, words="Да")
    assert text.digest == "144084ab9ec4b49ff7113fb6e754f6c96ec35af753257dd235f6884e6801bd35"
    other = Text(key="talk.yes", language="ru", version=2, status=text.status, words="Да")
    reviewed = Text(key="talk.yes", language="ru", version=1, status=Review.REVIEWED, words="Да")
    assert other.digest != text.digest == reviewed.digest


def test_placeholders_are_filled_and_a_missing_fact_is_an_error():
    text = texts("en")["talk.end.when"]
    assert "2 hours" in text.fill(answer_within="2 hours")
    with pytest.raises(KeyError):
        text.fill()


def test_a_language_without_words_of_its_own_shows_its_fallback_as_one():
    assert texts("tt")["talk.yes"].language == "ru"
    assert texts("ar")["talk.yes"].language == "en"
    assert written("tt") == "ru"
    assert written("uk") == "uk"


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        texts("xx")


def test_every_language_falls_back_to_one_that_is_written():
    assert len(LANGUAGES) == 22
    for language in LANGUAGES.values():
        assert (language.fallback in WRITTEN) != (language.tag in WRITTEN)
    assert LANGUAGES["ar"].direction is Direction.RIGHT_TO_LEFT
