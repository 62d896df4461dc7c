"""What somebody recorded, checked hard and made fit to be heard: one loudness, no silent ends.

Everything happens in memory. Loudness is counted as the root mean square of the samples, of 32,767.
"""

import io
import math
import operator
import wave
from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from safeconduct.programme.recordings.not_taken import Fault, NotTaken
from safeconduct.programme.recordings.sound import DEPTH, Sound

MOST_BYTES = 8 * 1024 * 1024
LEAST_SECONDS, MOST_SECONDS = 0.3, 300.0
# Three times as fast as anybody reads: what is shorter cannot hold the words.
LETTERS_A_SECOND = 45
RATES = frozenset({8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000})
MOST_CHANNELS = 2

FRAMES_A_SECOND = 50
HIGHEST = 32_767
# About -48 dB: a quiet room lies below, a voice at arm's length far above.
SILENCE = 130
# Below -40 dB a voice drowns in what the microphone adds by itself.
FAINT = 330
# -20 dB for the mean of what is said, peaks below -1 dB.
WANTED, HIGHEST_PEAK = 3_277, 29_000
FULL = 32_700
# So many samples in a thousand at the limit are no single click.
MOST_FULL_PER_MILLE = 2
LEFT_SECONDS = 0.15


class Piece(NamedTuple):
    """A fiftieth of a second: where it begins, and how loud it is."""

    start: int
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Samples of one channel, and the pieces of them in which something is heard."""

    rate: int
    samples: "array[int]" = field(repr=False)
    loud: tuple[Piece, ...] = field(repr=False)


def cleaned(content: bytes, letters: int) -> Sound:
    """Return a WAV as a sound that can be played for so many letters; raises NotTaken."""
    heard = _heard(_read(content))
    sound = _levelled(_trimmed(heard), _loudness(heard))
    if sound.seconds < max(LEAST_SECONDS, letters / LETTERS_A_SECOND):
        raise NotTaken(Fault.SHORT)
    return sound


def _read(content: bytes) -> Sound:
    if not content:
        raise NotTaken(Fault.NOTHING)
    if len(content) > MOST_BYTES:
        raise NotTaken(Fault.LARGE)
    try:
        with wave.open(io.BytesIO(content)) as file:
            return _one_channel(file)
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise NotTaken(Fault.NOT_WAVE) from error


def _one_channel(file: wave.Wave_read) -> Sound:
    channels, rate, count = file.getnchannels(), file.getframerate(), file.getnframes()
    usual = 1 <= channels <= MOST_CHANNELS and file.getsampwidth() == DEPTH and rate in RATES
    if not usual:
        raise NotTaken(Fault.NOT_WAVE)
    if count < rate * LEAST_SECONDS:
        raise NotTaken(Fault.SHORT)
    samples = file.readframes(count)
    if len(samples) != count * channels * DEPTH:
        raise NotTaken(Fault.NOT_WHOLE)
    if count > rate * MOST_SECONDS:
        raise NotTaken(Fault.LONG)
    return Sound(rate=rate, samples=_mixed(samples) if channels > 1 else samples)


def _mixed(samples: bytes) -> bytes:
    both = array("h", samples)
    sums = map(operator.add, both[0::2], both[1::2])
    return array("h", (total // 2 for total in sums)).tobytes()


def _heard(sound: Sound) -> Heard:
    samples = array("h", sound.samples)
    step = sound.rate // FRAMES_A_SECOND
    pieces = (
        Piece(start=start, loudness=_mean(samples[start : start + step]))
        for start in range(0, len(samples), step)
    )
    loud = tuple(piece for piece in pieces if piece.loudness > SILENCE)
    if len(loud) < LEAST_SECONDS * FRAMES_A_SECOND / 2:
        raise NotTaken(Fault.SILENT)
    full = sum(1 for one in samples if one >= FULL or one <= -FULL)
    if full * 1000 > MOST_FULL_PER_MILLE * len(loud) * step:
        raise NotTaken(Fault.CLIPPED)
    return Heard(rate=sound.rate, samples=samples, loud=loud)


def _mean(samples: "array[int]") -> float:
    return math.sqrt(sum(map(operator.mul, samples, samples)) / len(samples))


def _loudness(heard: Heard) -> float:
    squares = sum(piece.loudness**2 for piece in heard.loud)
    found = math.sqrt(squares / len(heard.loud))
    if found < FAINT:
        raise NotTaken(Fault.QUIET)
    return found


def _trimmed(heard: Heard) -> Sound:
    """Leave out what is silent before the first word and after the last."""
    left = round(LEFT_SECONDS * heard.rate)
    begin = max(0, heard.loud[0].start - left)
    end = heard.loud[-1].start + heard.rate // FRAMES_A_SECOND + left
    return Sound(rate=heard.rate, samples=heard.samples[begin:end].tobytes())


def _levelled(sound: Sound, loudness: float) -> Sound:
    samples = array("h", sound.samples)
    highest, lowest = max(samples), min(samples)
    peak = max(highest, -lowest)
    by = min(WANTED / loudness, HIGHEST_PEAK / peak)
    louder = array("h", (round(one * by) for one in samples))
    return Sound(rate=sound.rate, samples=louder.tobytes())
