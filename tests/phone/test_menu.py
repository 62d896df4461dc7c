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
from safeconduct.programme.recordings.engines import say_lines
from safeconduct.programme.recordings.spoken import Line, Spoken
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


def taken(language: str) -> dict[str, tuple[float, float]]:
    return {title: (quick, whole) for title, quick, whole in menu_pages.ways(language)}


@pytest.mark.parametrize("language", WRITTEN)
def test_who_is_in_danger_hears_the_words_for_it_within_three_quarters_of_a_minute(language):
    assert taken(language)["In danger, for oneself: the words for it"][0] <= 45


@pytest.mark.parametrize("language", WRITTEN)
def test_who_asks_for_a_person_at_once_can_name_danger_within_half_a_minute(language):
    title = "Zero at once, and three while they wait: what cannot wait"
    assert taken(language)[title][1] <= 30


@pytest.mark.parametrize("language", WRITTEN)
def test_nobody_waits_a_hundred_seconds_for_their_code_and_who_presses_at_once_is_faster(language):
    for quick, whole in taken(language).values():
        assert quick <= whole <= 100


@pytest.mark.parametrize("language", WRITTEN)
def test_each_way_stands_there_with_its_seconds(language: str) -> None:
    page = PAGES[f"phone-menu-{language}.md"]
    for title, (quick, whole) in taken(language).items():
        assert f"| {title} | {quick:.0f} | {whole:.0f} |" in page


@pytest.mark.parametrize("language", WRITTEN)
def test_what_is_reckoned_is_what_the_voice_takes(language: str) -> None:
    said = [*words_of(every_sound(language))]
    sounds, _ = say_lines(language, [Line(words=words) for words in said])
    assert len(said) > 100
    for words, sound in zip(said, sounds, strict=True):
        assert abs(sound.seconds - menu_pages.seconds([words], language)) < 1.2, words


def every_sound(language: str) -> tuple[Spoken, ...]:
    """Return what a call can say in whole words: a digit or a number alone has no sentence."""
    scripts = (on_channel(SCRIPTS[key], Channel.PHONE) for key in SCRIPTS_BY_PHONE)
    every = {sound for script in scripts for sound in speaker(language).every(script)}
    return tuple(sound for sound in every if " " in words_of((sound,))[0])


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
