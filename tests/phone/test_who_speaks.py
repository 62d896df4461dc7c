"""That a machine speaks is said as long as a machine says anything, and no longer."""

import asyncio
from pathlib import Path

import pytest

from safeconduct.domain.answering import Mode, People
from safeconduct.phone.answering import GREETINGS, worded
from safeconduct.phone.prompts import Prompts
from safeconduct.phone.sounds import by_language, every_sound
from safeconduct.phone.voice import Voice
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.recordings.shelf import Shelf
from safeconduct.programme.recordings.spoken import Purpose, Spoken
from safeconduct.programme.recordings.telephone import as_wave
from safeconduct.programme.texts import texts
from tests.making import NOON
from tests.phone.spoken import LANGUAGES, a_worker, all_words, speaker
from tests.phone.test_answering import NIGHT, NOBODY, ON_DUTY, fresh
from tests.programme.test_recordings import KEYS, approve, tone

BY_PEOPLE = frozenset({"en"})
SPEAKERS = {tag: speaker(tag) for tag in LANGUAGES}
SOUND = as_wave(tone())


@pytest.fixture
def people(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "recordings", lambda: KEYS)


@pytest.fixture
def voice(tmp_path: Path, people: Shelf) -> Voice:
    return Voice(prompts=Prompts(tmp_path / "phone", people))


def record(people: Shelf, *languages: str) -> dict[str, Path]:
    """Record all that is said in some languages but who speaks; return the files by their names."""
    wanted = (one for one in every_sound(SPEAKERS, "en", "phone") if one.language in languages)
    return {
        one.name: approve(people, one, SOUND, Purpose.LINE)
        for one in dict.fromkeys(wanted)
        if one.name not in GREETINGS
    }


def by_people(voice: Voice) -> frozenset[str]:
    return asyncio.run(voice.by_people(by_language(SPEAKERS, "phone")))


def greeted(mode: Mode, language: str = "en") -> str:
    talk = fresh("phone.begin")
    return all_words(speaker(language).steps(worded(talk, mode, BY_PEOPLE)))[0]


def test_where_nobody_recorded_anything_a_machine_speaks_in_every_language(voice):
    assert by_people(voice) == frozenset()


def test_a_language_is_peoples_once_they_recorded_all_but_who_speaks(voice, people):
    record(people, "en")
    assert by_people(voice) == {"en"}
    record(people, "uk", "ru")
    assert by_people(voice) == {"en", "uk", "ru"}


@pytest.mark.parametrize("missing", ["phone.language 3", "phone.sorry", "phone.wait.place 20"])
def test_one_prompt_of_a_machine_makes_the_whole_language_a_machines(voice, people, missing):
    files = record(people, "en")
    files[missing].unlink()
    assert by_people(voice) == frozenset()


def test_what_another_person_has_not_approved_does_not_count(voice, people):
    files = record(people, "en")
    path = files["phone.sorry"]
    path.with_name(f"{path.name}.signed").unlink()
    assert by_people(voice) == frozenset()


def test_a_recording_that_was_changed_on_the_disk_does_not_count(voice, people):
    record(people, "en")["phone.sorry"].write_bytes(as_wave(tone(2.0)))
    assert by_people(voice) == frozenset()


def test_without_peoples_recordings_a_line_is_all_machine(tmp_path):
    assert by_people(Voice(prompts=Prompts(tmp_path))) == frozenset()


@pytest.mark.parametrize(
    ("mode", "key"),
    [
        (ON_DUTY, "phone.begin.recorded"),
        (NOBODY, "phone.begin.nobody.recorded"),
        (NIGHT, "phone.begin.nobody.recorded"),
    ],
)
def test_the_first_words_of_recordings_say_so(mode, key):
    assert greeted(mode) == speaker().words(key)
    assert speaker().words("phone.instead") not in greeted(mode)


def test_the_first_words_of_another_language_still_say_that_a_machine_speaks():
    talk = fresh("phone.begin")
    steps = speaker().steps(worded(talk, Mode(people=People.ON_DUTY), {"ru", "uk"}))
    assert all_words(steps)[0] == speaker().words("phone.begin")


@pytest.mark.usefixtures("cast")
def test_a_call_is_greeted_by_who_speaks_in_its_own_language():
    worker = a_worker()
    for number, tag in worker.numbers.items():
        talk = worker.begun("1.1", number, NOON)
        said = all_words(worker.steps(talk, Mode(people=People.ON_DUTY), BY_PEOPLE))
        key = "phone.begin.recorded" if tag == "en" else "phone.begin"
        assert said[0] == speaker(tag).words(key)


@pytest.mark.parametrize("language", WRITTEN)
def test_both_greetings_are_made_beforehand_and_so_listed_for_who_records(language):
    names = {one.name for one in every_sound(SPEAKERS, "en", "phone") if one.language == language}
    assert names >= GREETINGS


@pytest.mark.parametrize("language", WRITTEN)
def test_a_recorded_line_speaks_of_no_machine(language):
    said = texts(language)
    machine = {"ru": "машина", "uk": "машина", "en": "machine"}[language]
    for key in GREETINGS:
        assert (machine in said[key].words) is (not key.endswith(".recorded"))


def test_nothing_but_the_greetings_is_left_out(people):
    heard = {tag: set(found) for tag, found in by_language(SPEAKERS, "phone").items()}
    every: set[Spoken] = set(every_sound(SPEAKERS, "en", "phone"))
    assert {one.name for one in every - set().union(*heard.values())} == GREETINGS
    assert heard.keys() == set(LANGUAGES)
