"""What somebody recorded is checked hard, and made as loud as everything else that is heard."""

import io
import math
import wave
from array import array

import pytest

from safeconduct.programme.recordings.cleaning import MOST_BYTES, WANTED, cleaned
from safeconduct.programme.recordings.mp3 import seconds
from safeconduct.programme.recordings.not_taken import Fault, NotTaken
from safeconduct.programme.recordings.sound import Sound, as_mp3
from safeconduct.programme.recordings.spoken import Line, Purpose, Spoken
from safeconduct.programme.recordings.taking import from_file, from_wave
from tests.programme.test_recordings import loudness

RATES = (8_000, 11_025, 16_000, 22_050, 44_100, 48_000)
WORDS = Spoken(language="en", lines=(Line(words="Press one."),))


def note(
    length: float = 2.0, *, rate: int = 16_000, loud: float = 6_000, quiet: float = 0
) -> array:
    """Return a note of 300 Hz with `quiet` seconds of a silent room on both sides."""
    count = round(length * rate)
    sound = (round(loud * math.sin(2 * math.pi * 300 * at / rate)) for at in range(count))
    room = [20, -20] * round(quiet * rate / 2)
    return array("h", [*room, *sound, *room])


def wav(samples: array, *, rate: int = 16_000, channels: int = 1, depth: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(depth)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def refused(content: bytes, letters: int = 10) -> Fault:
    with pytest.raises(NotTaken) as error:
        cleaned(content, letters)
    return error.value.why


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("channels", [1, 2])
def test_each_usual_rate_is_taken_with_one_channel_or_two(rate: int, channels: int) -> None:
    one = note(rate=rate)
    both = array("h", (value for value in one for _ in range(channels)))
    sound = cleaned(wav(both, rate=rate, channels=channels), 10)
    assert sound.rate == rate
    assert sound.seconds == pytest.approx(2.0, abs=0.05)
    assert loudness(sound) == pytest.approx(WANTED, rel=0.03)


@pytest.mark.parametrize("loud", [700, 6_000, 30_000])
def test_a_quiet_and_a_loud_voice_become_equally_loud(loud: float) -> None:
    assert loudness(cleaned(wav(note(loud=loud)), 10)) == pytest.approx(WANTED, rel=0.03)


def test_a_single_loud_click_does_not_tear_what_is_made_louder() -> None:
    samples = note(loud=700)
    samples[5_000] = 20_000
    assert max(array("h", cleaned(wav(samples), 10).samples)) <= 29_000


def test_silence_at_both_ends_goes_and_a_breath_of_it_stays() -> None:
    sound = cleaned(wav(note(quiet=3.0)), 10)
    assert sound.seconds == pytest.approx(2.3, abs=0.06)


def test_silence_between_words_stays() -> None:
    samples = note(1.0) + array("h", [0] * 16_000) + note(1.0)
    assert cleaned(wav(samples), 10).seconds == pytest.approx(3.0, abs=0.06)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Fault.NOTHING),
        (b"MZ\x90\x00" + bytes(5_000), Fault.NOT_WAVE),
        (b"RIFF\x00\x00\x00\x00WAVE", Fault.NOT_WAVE),
        (b"ID3" + bytes(500), Fault.NOT_WAVE),
        (wav(array("h")), Fault.SHORT),
        (wav(note(0.1)), Fault.SHORT),
        (wav(note())[:-4_000], Fault.NOT_WHOLE),
        (wav(note(), rate=9_999), Fault.NOT_WAVE),
        (wav(note(1.5), channels=3), Fault.NOT_WAVE),
        (wav(note(), depth=1), Fault.NOT_WAVE),
        (wav(array("h", bytes(64_000))), Fault.SILENT),
        (wav(note(0.01, quiet=2)), Fault.SILENT),
        (wav(note(loud=260)), Fault.QUIET),
        (wav(array("h", [32_767, -32_768] * 16_000)), Fault.CLIPPED),
        (bytes(10 * 1024 * 1024), Fault.LARGE),
    ],
    ids=[
        "empty", "executable", "head alone", "mp3", "no second", "a tenth", "cut off", "odd rate",
        "three channels", "8 bits", "silence", "a click", "a whisper", "torn", "10 MB",
    ],
)  # fmt: skip
def test_what_cannot_be_heard_is_refused_with_its_reason(content: bytes, why: Fault) -> None:
    assert refused(content) is why


def test_a_renamed_executable_with_the_head_of_a_wave_is_refused() -> None:
    assert refused(b"RIFF\xff\xff\xff\x7fWAVEMZ" + bytes(9_000)) is Fault.NOT_WAVE


def test_more_than_five_minutes_are_refused() -> None:
    assert refused(wav(array("h", bytes(2 * 301 * 8_000)), rate=8_000)) is Fault.LONG


def test_what_is_too_short_for_its_words_is_refused() -> None:
    assert refused(wav(note(2.0)), letters=600) is Fault.SHORT
    assert cleaned(wav(note(2.0)), 80)


def test_the_line_gets_a_telephone_wave_and_a_page_gets_mp3() -> None:
    content = wav(note(rate=44_100), rate=44_100)
    line = from_wave(content, WORDS, Purpose.LINE)
    with wave.open(io.BytesIO(line)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8_000)
        assert file.getnframes() == pytest.approx(16_000, abs=300)
    assert seconds(from_wave(content, WORDS, Purpose.PAGE)) == pytest.approx(2.0, abs=0.2)


def test_an_mp3_is_taken_for_a_page_and_never_for_the_line() -> None:
    mp3 = as_mp3(Sound(rate=16_000, samples=note().tobytes()))
    assert from_file(mp3, WORDS, Purpose.PAGE) == mp3
    with pytest.raises(NotTaken):
        from_file(mp3, WORDS, Purpose.LINE)


def test_as_much_as_is_taken_at_all_is_cleaned_in_reasonable_time() -> None:
    length = MOST_BYTES / 2 / 16_000 - 1
    sound = cleaned(wav(note(length)), 10)
    assert sound.seconds == pytest.approx(length, abs=0.1)
