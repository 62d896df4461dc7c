"""A marker as sound: found again through the coding of a telephone line, and nowhere else."""

import math
import random
import struct

import pytest

from safeconduct.drill.telephone.marking import as_tones, marker_in
from safeconduct.drill.telephone.recognising import frames_of, heard
from safeconduct.drill.telephone.sound import FRAME, alaw
from safeconduct.programme.recordings.spoken import Line, Spoken
from tests.drill.test_telephone import linear

MARKERS = ["drill-0123456789ab", "drill-ffffffffffff", "drill-00ff00ff00ff", "drill-a1b2c3d4e5f6"]


def through_the_line(samples: bytes) -> bytes:
    coded = alaw(samples)
    return struct.pack(f"<{len(coded)}h", *(linear(code) for code in coded))


def said(words: str) -> Spoken:
    return Spoken(language="ru", lines=(Line(words=words),))


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_is_heard_again(marker: str) -> None:
    assert marker_in(through_the_line(as_tones(marker))) == marker


@pytest.mark.parametrize("late", [1, 40, 79, 120])
def test_it_is_heard_wherever_the_recording_began(late: int) -> None:
    samples = through_the_line(as_tones(MARKERS[3]))
    assert marker_in(bytes(2 * late) + samples) == MARKERS[3]


def test_half_a_marker_is_none() -> None:
    samples = as_tones(MARKERS[0])
    assert marker_in(samples[: len(samples) // 2]) == ""


def test_noise_and_a_dialling_tone_are_no_marker() -> None:
    chance = random.Random(3)
    noise = struct.pack("<16000h", *(chance.randrange(-9000, 9000) for _ in range(16_000)))
    tone = struct.pack("<16000h", *(int(9000 * math.sin(at / 3)) for at in range(16_000)))
    assert marker_in(noise) == marker_in(tone) == marker_in(b"") == ""


@pytest.mark.parametrize("marker", ["", "drill-12", "drill-0123456789ag", "0123456789ab"])
def test_what_is_no_marker_has_no_sound(marker: str) -> None:
    with pytest.raises(ValueError, match="no marker"):
        as_tones(marker)


def test_words_are_recognised_by_their_sound_and_others_are_not() -> None:
    ours, other = (f"Мы прочли и отвечаем: {marker}." for marker in MARKERS[2:])
    wanted = frames_of(said(ours))
    assert heard(wanted, frames_of(said(ours)))
    assert not heard(wanted, frames_of(said(other)))
    assert not heard(wanted, [])
    assert not heard(frozenset(), [bytes(FRAME)])
