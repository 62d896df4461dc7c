"""Sound as the line plays it: a WAV at the rate of a telephone."""

import io
import os
import wave
from array import array
from itertools import accumulate
from pathlib import Path

from safeconduct.programme.recordings.sound import DEPTH, Sound

HERTZ = 8_000


def for_telephones(sound: Sound) -> Sound:
    """Return a sound at the rate of a telephone line.

    Each sample is the mean of those around its place, twice as wide as its step: that keeps what
    a line cannot carry from folding into what it can.
    """
    samples = array("h", sound.samples)
    sums = [0, *accumulate(samples)]
    step, last = sound.rate / HERTZ, len(samples)
    count = int(last / step)
    bounds = (
        (max(0, int((at - 0.5) * step)), min(last, int((at + 1.5) * step))) for at in range(count)
    )
    means = array("h", ((sums[end] - sums[begin]) // max(1, end - begin) for begin, end in bounds))
    return Sound(rate=HERTZ, samples=means.tobytes())


def as_wave(sound: Sound) -> bytes:
    """Return it as a WAV of one channel."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(DEPTH)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples)
    return out.getvalue()


def write(path: Path, sound: Sound) -> None:
    """Put a sound in its place, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A second node of this programme may make the same prompt at this moment.
    new = path.with_suffix(f".{os.getpid()}.new")
    new.write_bytes(as_wave(sound))
    new.replace(path)
