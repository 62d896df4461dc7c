"""`safeconduct prompts`: what is spoken by whom, made by a machine, taken from a person."""

import pytest

from safeconduct.config import prompts
from safeconduct.front.door import door
from safeconduct.programme.models import Recording
from safeconduct.programme.recordings import engines, wanted
from safeconduct.programme.recordings.shelf import Shelf, store
from safeconduct.programme.recordings.spoken import Purpose
from safeconduct.programme.recordings.telephone import as_wave, write
from tests.front.browsing import html
from tests.front.programme import BOT, write_bundle
from tests.front.test_listening import SOUND
from tests.programme.test_recordings import approve, espeak, mp3, tone  # noqa: F401 - a fixture

ONE = ("--language", "ru", "--page", "now")


@pytest.fixture
def recordings(everybody, settings) -> Shelf:
    return Shelf(settings.HOME.recordings)


def test_every_page_aloud_is_listed_in_each_written_language_of_the_programme(recordings, capsys):
    assert prompts.run(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 * len(prompts.PAGES)
    assert {line.split()[0] for line in lines} == {"ru", "uk", "en"}
    assert all(line.endswith("–") for line in lines)


def test_the_answer_of_a_check_is_no_while_a_page_has_no_voice(recordings):
    assert prompts.run(["check", *ONE]) == 1
    (one,) = [x for x in prompts.prompts() if (x.language, x.page) == ("ru", "now")]
    approve(recordings, one.spoken, SOUND)
    assert prompts.run(["check", *ONE]) == 0
    assert prompts.run(["check"]) == 1


def test_what_is_made_is_offered_and_made_once(phone, recordings, espeak, capsys):  # noqa: F811
    assert prompts.run(["make", *ONE]) == 0
    assert espeak.name in capsys.readouterr().out
    assert "<audio" in html(phone.get("/ru/now/"))
    assert "<audio" not in html(phone.get("/uk/now/"))
    assert prompts.run(["make", *ONE]) == 0
    assert capsys.readouterr().out == ""


def test_pages_and_prompts_stand_in_one_list_for_the_desk(recordings, monkeypatch):
    monkeypatch.setattr(engines, "ENGINES", ())
    prompts.run(["make"])
    listed = wanted.kept(recordings.folder)
    pages = {one.spoken.digest: one.mark for one in listed if one.purpose is Purpose.PAGE}
    assert pages == {one.spoken.digest: one.mark for one in prompts.prompts()}
    line = {one.spoken for one in listed if one.purpose is Purpose.LINE}
    assert line == set(prompts.worker().every_sound())
    assert len(listed) == len(pages) + len(line)
    assert all(one.spoken.name for one in listed)


def test_where_no_voice_is_pages_offer_nothing_and_the_list_says_so(
    phone, recordings, capsys, monkeypatch
):
    monkeypatch.setattr(engines, "ENGINES", ())
    assert prompts.run(["make", *ONE]) == 0
    assert "no voice says it" in capsys.readouterr().out
    assert "<audio" not in html(phone.get("/ru/now/"))


def test_what_no_page_says_any_more_is_dropped_but_never_what_a_person_said(
    everybody, recordings, capsys, monkeypatch
):
    monkeypatch.setattr(engines, "ENGINES", ())
    (one,) = [x for x in prompts.prompts() if (x.language, x.page) == ("ru", "home")]
    machine, human = (
        recordings.provisional(one.spoken.after(one.mark)),
        recordings.human(one.spoken),
    )
    store(machine, SOUND)
    approve(recordings, one.spoken, SOUND)
    door().bundle._clock = lambda: float("inf")
    write_bundle(everybody.bundle, serial=2, channels=(BOT,))
    prompts.run(["make"])
    assert not machine.exists()
    assert human.exists()
    prompts.run(["list"])
    assert f"outdated: ru/{human.name}" in capsys.readouterr().out


@pytest.mark.django_db(databases="__all__")
def test_a_persons_recording_is_taken_for_the_words_they_were_given_and_waits(
    phone, recordings, capsys, tmp_path
):
    assert prompts.run(["words", *ONE]) == 0
    assert "Опасность прямо сейчас" in capsys.readouterr().out
    file = tmp_path / "read-aloud.mp3"
    file.write_bytes(mp3(5.0))
    assert prompts.run(["take", str(file), *ONE]) == 0
    assert "once a member has approved it" in capsys.readouterr().out
    assert "<audio" not in html(phone.get("/ru/now/"))
    waits = Recording.objects.get()
    (one,) = [x for x in prompts.prompts() if (x.language, x.page) == ("ru", "now")]
    assert (waits.words, waits.name, waits.recorded_by) == (one.spoken.digest, "now", "machine")
    approve(recordings, one.spoken, bytes(waits.sound))
    prompts.run(["list", *ONE])
    assert "a person, 0:05 min" in capsys.readouterr().out
    assert "0:05" in html(phone.get("/ru/now/"))


@pytest.mark.parametrize("content", [b"RIFF....WAVE", b"", b"\xff\xfb\x90\x00"])
def test_a_file_that_is_no_sound_is_refused_in_one_line(recordings, capsys, tmp_path, content):
    file = tmp_path / "wrong.mp3"
    file.write_bytes(content)
    assert prompts.run(["take", str(file), *ONE]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "MP3" in line or "WAV" in line
    assert prompts.run(["check", *ONE]) == 1


def test_what_is_not_clear_is_refused(recordings, capsys, tmp_path):
    assert prompts.run(["take"]) == 2
    assert prompts.run(["take", str(tmp_path / "none.mp3"), *ONE]) == 1
    assert prompts.run(["words", "--language", "ru"]) == 1
    assert "--page" in capsys.readouterr().err


def test_the_prompts_of_the_line_are_listed_with_who_says_each(recordings, capsys):
    sounds = [one for one in prompts.worker().every_sound() if one.language == "en"]
    (greeting,) = {one for one in sounds if one.name == "phone.begin.recorded"}
    (sorry,) = {one for one in sounds if one.name == "phone.sorry"}
    approve(recordings, greeting, as_wave(tone()), Purpose.LINE)
    write(recordings.folder / "phone" / "en" / f"{sorry.digest}.wav", tone(rate=8_000))
    assert prompts.run(["line", "--language", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(set(sounds))
    assert "en  a person   phone.begin.recorded" in lines
    assert "en  a machine  phone.sorry" in lines
    assert "en  –          phone.begin.nobody.recorded" in lines


def test_the_prompts_of_the_line_are_made_and_checked_as_pages_are(
    recordings,
    espeak,  # noqa: F811
    capsys,
    monkeypatch,
):
    few = [one for one in prompts.worker().every_sound() if one.name.startswith("phone.wait")][:3]
    monkeypatch.setattr(prompts, "_of_line", lambda _: few)
    assert prompts.run(["check", "--line"]) == 1
    assert prompts.run(["make", "--line"]) == 0
    assert " made" in capsys.readouterr().out
    assert prompts.run(["make", "--line"]) == 0
    assert capsys.readouterr().out == ""
    assert prompts.run(["check", "--line"]) == 0


def test_where_no_voice_is_the_line_has_no_prompt_and_a_check_says_so(
    recordings, capsys, monkeypatch
):
    monkeypatch.setattr(engines, "ENGINES", ())
    assert prompts.run(["make", "--line", "--language", "uk"]) == 0
    assert "uk  no voice" in capsys.readouterr().out
    assert prompts.run(["check", "--line", "--language", "uk"]) == 1
