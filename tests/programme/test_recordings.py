"""Recordings: found by the exact words they say, a person's first; voices that can be heard."""

import struct
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from safeconduct.programme.recordings import engines
from safeconduct.programme.recordings.making import make_missing
from safeconduct.programme.recordings.mp3 import NotSound, seconds
from safeconduct.programme.recordings.pronounced import pronounced
from safeconduct.programme.recordings.shelf import Shelf, store
from safeconduct.programme.recordings.sound import Mute, Sound, joined, read_wave
from safeconduct.programme.recordings.spoken import Line, Purpose, Spoken
from safeconduct.programme.recordings.telephone import as_wave
from safeconduct.vault import signatures
from safeconduct.vault.approved_sounds import sign_sound
from safeconduct.vault.replies import ReplyKey
from tests.conftest import leave_out

REPLY_KEY = ReplyKey(version=1, seed=b"r" * 32)
"""The one that the bundle of the site's tests lists."""
KEYS = {1: signatures.public_of(REPLY_KEY.seed)}
MARK = "Читает компьютерный голос."
SAID = {
    "ru": "Вы можете остаться в живых. Обычный срок: 24 часа.",
    "uk": "Ви можете залишитися живими. Звичайний строк: 24 години.",
    "en": "You can stay alive. Usual time: 24 hours.",
}


def spoken(*lines: str, language: str = "ru") -> Spoken:
    return Spoken(language=language, lines=tuple(Line(words=line) for line in lines))


def tone(length: float = 1.0, rate: int = 16_000) -> Sound:
    wave = (8_000 if place // 40 % 2 else -8_000 for place in range(round(length * rate)))
    return Sound(rate=rate, samples=b"".join(struct.pack("<h", one) for one in wave))


def mp3(length: float = 1.0) -> bytes:
    """Return silent frames: MPEG 2, layer III, one channel, 16 kHz, 16 kbit/s, 36 ms each."""
    return (b"\xff\xf3\x28\xc4" + bytes(68)) * round(length / 0.036)


def loudness(sound: Sound) -> float:
    """Return the root mean square of the samples, of 32,767."""
    values = struct.unpack(f"<{len(sound.samples) // 2}h", sound.samples)
    return (sum(value * value for value in values) / len(values)) ** 0.5


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    return Shelf(tmp_path / "recordings", lambda: KEYS)


def approve(shelf: Shelf, words: Spoken, content: bytes, purpose: Purpose = Purpose.PAGE) -> Path:
    """Put a person's recording where it is played, signed as two people do at the desk."""
    path = shelf.human(words, purpose)
    shelf.approve(path, content, sign_sound(words.digest, content, REPLY_KEY))
    return path


@pytest.fixture
def espeak() -> engines.Engine:
    if find_spec("espeakng_loader") is None or find_spec("lameenc") is None:
        leave_out("espeakng-loader or lameenc has no build for this machine")
    return engines.ENGINES[-1]


@pytest.fixture
def said(espeak, monkeypatch):
    """What the last engine makes of words, whatever better one this machine has."""
    monkeypatch.setattr(engines, "ENGINES", (espeak,))
    return lambda words: engines.say(words)[0]


def test_a_digest_names_language_and_words_and_nothing_else():
    one = spoken("Один", "Два")
    assert one.digest == spoken("Один", "Два").digest
    assert len(one.digest) == 32
    assert replace(one, lines=(Line(words="Один", pause=2), Line(words="Два"))).digest == one.digest
    others = (spoken("Один", "Три"), spoken("Один Два"), spoken("ОдинДва"), spoken("Два", "Один"))
    different = {other.digest for other in others} | {replace(one, language="uk").digest}
    assert len(different | {one.digest}) == 6


def test_changed_words_have_no_recording_any_more(shelf):
    approve(shelf, spoken("Старое"), mp3())
    assert shelf.find(spoken("Старое"), MARK)
    assert shelf.find(spoken("Новое"), MARK) is None


def test_a_persons_recording_is_taken_before_a_machines(shelf):
    words = spoken("Слова")
    store(shelf.provisional(words.after(MARK)), mp3())
    assert shelf.find(words, MARK).provisional
    approve(shelf, words, mp3(2.0))
    found = shelf.find(words, MARK)
    assert not found.provisional
    assert found.digest == words.digest
    assert found.seconds == pytest.approx(2.0, abs=0.2)


def test_what_a_machine_says_begins_with_what_it_is(shelf):
    words = spoken("Слова")
    store(shelf.provisional(words.after(MARK)), mp3())
    assert words.after(MARK).lines[0].words == MARK
    assert shelf.find(words, "Другая пометка.") is None


def test_what_nobody_let_be_heard_or_somebody_changed_is_not_played(shelf):
    words = spoken("Слова")
    store(shelf.provisional(words.after(MARK)), mp3())
    store(shelf.human(words), mp3(2.0))
    assert shelf.find(words, MARK).provisional
    path = approve(shelf, words, mp3(2.0))
    assert not shelf.find(words, MARK).provisional
    path.write_bytes(mp3(3.0))
    assert shelf.find(words, MARK).provisional


def test_a_recording_of_other_words_or_by_a_key_that_is_not_listed_is_not_played(shelf):
    words, other = spoken("Слова"), spoken("Другие")
    signed = sign_sound(other.digest, mp3(), REPLY_KEY)
    shelf.approve(shelf.human(words), mp3(), signed)
    assert shelf.find(words, MARK) is None
    stranger = ReplyKey(version=1, seed=b"s" * 32)
    shelf.approve(shelf.human(words), mp3(), sign_sound(words.digest, mp3(), stranger))
    assert shelf.find(words, MARK) is None
    shelf.approve(shelf.human(words), mp3(), b"signed")
    assert shelf.find(words, MARK) is None


def test_a_file_that_changes_between_finding_and_sending_is_not_sent(shelf):
    words = spoken("Слова")
    path = approve(shelf, words, mp3())
    found = shelf.find(words, MARK)
    path.write_bytes(mp3(2.0))
    with pytest.raises(NotSound):
        _ = found.content


def test_a_prompt_of_the_line_is_a_wave_beside_the_page(shelf):
    words = spoken("Слова")
    approve(shelf, words, as_wave(tone(rate=8_000)), Purpose.LINE)
    assert shelf.by_person(words, Purpose.LINE).seconds == pytest.approx(1.0)
    assert shelf.by_person(words, Purpose.PAGE) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF....WAVE", b"<html>", b"ID3", b"\xff\xfb\x90\x00", mp3()[:-7]],
    ids=["nothing", "wave", "markup", "a tag alone", "one head", "cut off"],
)
def test_what_is_no_whole_mp3_is_neither_taken_nor_sent(shelf, content):
    place = shelf.human(spoken("Слова"))
    with pytest.raises(NotSound):
        store(place, content)
    assert not place.exists()
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    assert shelf.find(spoken("Слова"), MARK) is None


def test_a_recording_beyond_four_megabytes_is_refused(shelf):
    with pytest.raises(NotSound, match="more than 4 MB"):
        store(shelf.human(spoken("Слова")), mp3() * 2_500)


def test_tags_at_both_ends_of_a_recording_are_passed_over():
    plain = mp3()
    tagged = b"ID3\x04\x00\x00\x00\x00\x01\x02" + bytes(130) + plain + b"TAG" + bytes(125)
    assert seconds(tagged) == pytest.approx(seconds(plain))
    assert seconds(plain) == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("Звоните: +44 20 7946 0018.", "ru", "Звоните: плюс 4 4, 2 0, 7 9 4 6, 0 0 1 8."),
        ("Адрес: https://quiet-shore.example/ru/now/", "ru", "Адрес: quiet-shore точка example"),
        ("www.shore.example", "uk", "shore крапка example"),
        ("Женевская конвенция III, статья 13", "ru", "Женевская конвенция три, статья 13"),
        ("Additional Protocol I, Article 77", "en", "Additional Protocol one, Article 77"),
        ("If I may", "en", "If I may"),
        ("нажмите «Закрыть».", "ru", "нажмите Закрыть."),
        ("24 часа, 180 дней", "ru", "24 часа, 180 дней"),
        ("комп’ютерний\nголос", "uk", "комп'ютерний голос"),
    ],
)
def test_numbers_addresses_and_signs_are_said_as_people_say_them(words, language, said):
    assert pronounced(words, language) == said


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_last_voice_can_be_heard_in_each_language(shelf, said, language):
    words = spoken(SAID[language], language=language)
    sound = said(words)
    assert 3 < sound.seconds < 12
    assert loudness(sound) > 500
    (made,) = make_missing(shelf, [(words, MARK)])
    assert made.engine
    found = shelf.find(words, MARK)
    assert found.provisional
    assert found.size < 30_000


def test_numbers_are_spoken_and_not_passed_over(said):
    without, with_number = (said(spoken(words)) for words in ("Срок часа.", "Срок 24 часа."))
    assert with_number.seconds > without.seconds + 0.3


def test_after_each_line_there_is_its_silence(said):
    short, long = (
        said(Spoken(language="ru", lines=(Line(words="Да.", pause=pause),))) for pause in (0.0, 1.5)
    )
    assert long.seconds == pytest.approx(short.seconds + 1.5, abs=0.01)
    assert not any(long.samples[-3_000:])


def test_a_better_voice_of_the_machine_is_taken_first(tmp_path, monkeypatch):
    said = tmp_path / "said"
    program = tmp_path / "RHVoice-test"
    program.write_text(
        f'#!/bin/sh\necho "$2" >> {said}\ncat >> {said}\ncp {tmp_path}/tone.wav "$4"\n'
    )
    program.chmod(0o755)
    write_tone(tmp_path / "tone.wav")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    sound, voice = engines.say(spoken("Раз.", "Два."))
    assert voice == "RHVoice"
    assert sound.seconds == pytest.approx(2.8, abs=0.01)
    assert said.read_text() == "elena\nРаз.elena\nДва."


def test_a_better_voice_that_fails_leaves_it_to_the_next(tmp_path, monkeypatch, espeak):
    program = tmp_path / "RHVoice-test"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert engines.say(spoken("Да."))[1] == espeak.name


def test_where_no_voice_speaks_a_language_nothing_is_made(shelf):
    words = spoken("Исәнмесез", language="tt")
    (made,) = make_missing(shelf, [(words, MARK)])
    assert not made.engine
    assert shelf.find(words, MARK) is None


def test_what_is_there_is_not_made_again(shelf):
    words = spoken("Слова")
    approve(shelf, words, mp3())
    assert list(make_missing(shelf, [(words, MARK)])) == []


def test_silence_is_no_voice(tmp_path):
    with pytest.raises(Mute):
        joined([])
    for content in (b"", b"RIFF", b"\0" * 100):
        with pytest.raises(Mute):
            read_wave(content)


def write_tone(path) -> None:
    from safeconduct.programme.recordings.espeak import write

    sound = tone()
    write(path, sound.rate, sound.samples)
