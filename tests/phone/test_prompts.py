"""Prompts: a file for each text, at the rate of a telephone, made once."""

import math
import wave
from array import array
from pathlib import Path

import pytest

from safeconduct.domain.script import Channel, on_channel
from safeconduct.domain.scripts.report import REPORT
from safeconduct.phone.prompts import HERTZ, Prompts, for_telephones
from safeconduct.programme.recordings.sound import Sound
from safeconduct.programme.recordings.spoken import Line, Spoken
from tests.phone.spoken import Caller, speaker

RATE = 22_050


def a_note(hertz: float) -> Sound:
    wave_of = (round(9_000 * math.sin(2 * math.pi * hertz * at / RATE)) for at in range(RATE))
    return Sound(rate=RATE, samples=array("h", wave_of).tobytes())


def loudness(sound: Sound) -> float:
    samples = array("h", sound.samples)
    return math.sqrt(sum(one * one for one in samples) / len(samples))


def test_a_sound_keeps_its_length_and_its_voice() -> None:
    made = for_telephones(a_note(440))
    assert made.rate == HERTZ
    assert abs(made.seconds - 1) < 0.01
    assert loudness(made) > 5_500


def test_what_a_line_cannot_carry_does_not_fold_into_what_it_can() -> None:
    assert loudness(for_telephones(a_note(7_600))) < loudness(a_note(7_600)) / 4


def test_a_prompt_is_made_once_and_is_a_telephone_wave(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path)
    spoken = Spoken(language="en", lines=(Line(words="Press one."),))
    assert prompts.missing([spoken]) == [spoken]
    prompts.make([spoken])
    (file,) = tmp_path.rglob("*.wav")
    assert file.with_suffix("") == prompts.path(spoken)
    with wave.open(str(file)) as found:
        assert (found.getnchannels(), found.getsampwidth(), found.getframerate()) == (1, 2, HERTZ)
        assert found.getnframes() > HERTZ / 2
    made = file.stat().st_mtime_ns
    prompts.make([spoken])
    assert file.stat().st_mtime_ns == made


def test_other_words_are_another_file(tmp_path: Path) -> None:
    prompts = Prompts(tmp_path)
    one, other = (Spoken(language="en", lines=(Line(words=words),)) for words in ("One.", "Two."))
    assert prompts.path(one) != prompts.path(other)


@pytest.mark.parametrize(
    "keys",
    [
        ("1", "1", "6"),
        ("1", "1", "1"),
        ("1", "2", "345"),
        ("1", "3", "1"),
        ("1", "4"),
        ("2",),
        ("9",),
    ],
)
def test_all_that_a_call_says_is_made_beforehand(keys: tuple[str, ...]) -> None:
    every = {
        line.words
        for sound in speaker().every(on_channel(REPORT, Channel.PHONE))
        for line in sound.lines
    }
    caller = Caller()
    for key in keys:
        caller.keys(key)
        assert set(caller.said) <= every
