"""What doors show: signed words where there are any, and a count of those that nobody signed."""

from dataclasses import replace

import pytest

from safeconduct.programme.publication import read_texts, text_file
from safeconduct.programme.shown import shown
from safeconduct.programme.texts import Text, texts
from safeconduct.vault.signed_files import Malformed

KEY = "site.home.lead"
NAMED = "site.line"
OWN = texts("ru")
SIGNED = replace(OWN[KEY], words="Подписанные слова.")


def signed(**instead: Text) -> dict[str, dict[str, Text]]:
    return {"ru": {**OWN, **{text.key: text for text in instead.values()}}}


def test_what_a_file_of_texts_holds_is_what_is_read_from_it() -> None:
    assert read_texts("ru", text_file("ru")) == OWN


@pytest.mark.parametrize(
    "content", [b"[]", b"{", b'{"a":1}', b'{"a":{"status":"x","version":1,"words":""}}']
)
def test_a_file_of_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_texts("ru", content)


def test_signed_words_go_before_those_beside_the_code() -> None:
    found = shown("ru", signed(lead=SIGNED))
    assert found.texts[KEY].words == "Подписанные слова."
    assert not found.unsigned


def test_a_text_that_nobody_signed_is_shown_from_the_code_and_counted() -> None:
    words = {"ru": {key: text for key, text in OWN.items() if key != KEY}}
    found = shown("ru", words)
    assert found.texts[KEY] == OWN[KEY]
    assert found.unsigned == {KEY}
    assert KEY not in found.signed


def test_without_any_signed_text_nothing_closes() -> None:
    found = shown("uk", {})
    assert found.texts == texts("uk")
    assert found.unsigned == texts("uk").keys()


def test_signed_words_that_ask_for_an_unknown_fact_are_not_shown_half_filled() -> None:
    odd = replace(OWN[NAMED], words="Линия «{programme}», {city}")
    found = shown("ru", signed(line=odd))
    assert found.texts[NAMED] == OWN[NAMED]
    assert found.unsigned == {NAMED}


def test_words_of_a_key_that_this_version_does_not_know_stay() -> None:
    old = replace(SIGNED, key="status.once")
    assert shown("ru", signed(old=old)).texts["status.once"] == old


def test_a_fallback_shows_the_signed_words_of_its_language() -> None:
    assert shown("tt", signed(lead=SIGNED)).texts[KEY] == SIGNED
