"""The whole menu as a transcript: complete, true, and short where a minute is all there is."""

import pytest

from safeconduct.config import menu_pages
from safeconduct.config.talk import voice
from safeconduct.config.voices import PhoneVoice
from safeconduct.domain.dialogue import Channel, on_channel
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.phone.sounds import SCRIPTS_BY_PHONE
from safeconduct.phone.speaker import PHRASES
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.texts import texts
from tests.phone.spoken import speaker, words_of

PAGES = dict(menu_pages.pages())


@pytest.mark.parametrize("language", WRITTEN)
def test_safety_is_asked_in_half_a_minute_and_the_code_begun_within_one(language: str) -> None:
    steps = list(menu_pages.first_minute(language))
    lasts = [seconds for _, _, seconds in steps]
    safe = [step for step, _, _ in steps].index(texts(language)["talk.safe.spoken"].words)
    assert sum(lasts[: safe + 1]) <= 30
    assert sum(lasts) <= 60
    assert len(lasts) == 6


@pytest.mark.parametrize("language", WRITTEN)
def test_everything_that_a_call_can_say_beside_its_scripts_stands_there(language: str) -> None:
    page = PAGES[f"phone-menu-{language}.md"]
    fixed = [texts(language)[key] for key in PHRASES if not texts(language)[key].placeholders]
    assert [text.key for text in fixed if text.words not in page] == []


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("script", SCRIPTS_BY_PHONE)
def test_each_question_stands_there_as_the_line_says_it(language: str, script: str) -> None:
    shown = voice(Channel.PHONE, language)
    assert isinstance(shown, PhoneVoice)
    for question in on_channel(SCRIPTS[script], Channel.PHONE).questions:
        said = [*shown.spoken(question)]
        assert said == words_of(speaker(language).asks(question))
        assert all(f"- {words} " in PAGES[f"phone-menu-{language}.md"] for words in said)
