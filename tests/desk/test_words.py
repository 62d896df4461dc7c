"""The desk's words: every one is translated, and a translation keeps its placeholders."""

import re

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from safeconduct.desk import words
from safeconduct.domain.life import Action, State
from safeconduct.domain.role import Role
from scripts.desk_words import LANGUAGES, bring_up_to_date, catalogue, messages

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def of(language: str):
    with catalogue(language).open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_pages_and_rules_say_and_nothing_else(language: str) -> None:
    kept = {message.id for message in of(language) if message.id}
    assert kept == set(messages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    fresh = bring_up_to_date(language)
    assert [message.id for message in fresh if message.id and not message.string] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_its_placeholders(language: str) -> None:
    for message in of(language):
        if isinstance(message.id, str) and message.id:
            wanted, found = (sorted(PLACEHOLDER.findall(t)) for t in (message.id, message.string))
            assert wanted == found, message.id
        elif message.id:
            assert len(message.string) == 3, message.id


def test_the_rules_speak_the_language_of_the_desk() -> None:
    with translation.override("ru"):
        assert words.called(State.REQUESTED) == "Просьба"
        assert words.called(Role.SHIFT_LEAD) == "старший смены"
        assert words.called(Action.TAKE) == "Взять"
    with translation.override("uk"):
        assert words.either([Role.SHIFT_LEAD, Role.COORDINATOR]) == "старший зміни або координатор"
