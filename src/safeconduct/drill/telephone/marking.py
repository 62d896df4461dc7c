"""A marker as sound: sixteen tones, one for each hex digit, as a caller leaves it in a message.

Words of a machine would be understood by no machine of ours; tones are found again in what the
desk plays, through the coding of a telephone line.
"""

import math
import re
import struct
from array import array
from collections.abc import Iterator, Sequence

HERTZ, WINDOW = 8_000, 160
"""Samples a second, and those looked at in one go: tones 100 Hz apart are told apart in 20 ms."""
LOWEST, APART = 700, 100
TONE_WINDOWS, PAUSE_WINDOWS, LEAD_WINDOWS = 5, 3, 10
LOUDNESS, SILENT = 9_000, 1_000
PURE = 0.6
"""The share of a window's power that one tone must have to be one."""
DIGITS = "0123456789abcdef"
MARKER = re.compile(r"drill-([0-9a-f]{12})")
TOLD_LEAST = 2
"""Windows of one tone that make it a digit: a click is shorter."""


def as_tones(marker: str) -> bytes:
    """Return a marker as sound of 16-bit samples; raises ValueError for what is none."""
    found = MARKER.fullmatch(marker)
    if not found:
        raise ValueError("no marker")
    samples = array("h", [0]) * (WINDOW * LEAD_WINDOWS)
    for digit in found[1]:
        samples.extend(_tone(LOWEST + APART * DIGITS.index(digit)))
        samples.extend(array("h", [0]) * (WINDOW * PAUSE_WINDOWS))
    return samples.tobytes()


def _tone(hertz: int) -> "array[int]":
    pace = 2 * math.pi * hertz / HERTZ
    return array("h", (int(LOUDNESS * math.sin(pace * at)) for at in range(WINDOW * TONE_WINDOWS)))


def marker_in(samples: bytes) -> str:
    """Return the marker in a sound of 16-bit samples, "" where there is none."""
    digits = "".join(_digits(samples))
    return f"drill-{digits}" if MARKER.fullmatch(f"drill-{digits}") else ""


def _digits(samples: bytes) -> Iterator[str]:
    """Yield the digit of each tone that is long enough, once."""
    last, times = "", 0
    for digit in map(_digit, _windows(samples)):
        times = times + 1 if digit == last else 1
        last = digit
        if digit and times == TOLD_LEAST:
            yield digit


def _windows(samples: bytes) -> Iterator[Sequence[int]]:
    size = 2 * WINDOW
    for start in range(0, len(samples) - size + 1, size):
        yield struct.unpack(f"<{WINDOW}h", samples[start : start + size])


def _digit(window: Sequence[int]) -> str:
    """Return the digit whose tone a window is, "" for silence and for anything else."""
    power = sum(one * one for one in window)
    if power < WINDOW * SILENT * SILENT:
        return ""
    tones = {digit: _power(window, LOWEST + APART * place) for place, digit in enumerate(DIGITS)}
    loudest = max(tones, key=lambda digit: tones[digit])
    return loudest if tones[loudest] > PURE * power else ""


def _power(window: Sequence[int], hertz: int) -> float:
    """Return the power of one tone in a window (Goertzel), on the scale of the sum of squares."""
    turn = 2 * math.cos(2 * math.pi * hertz / HERTZ)
    before = last = 0.0
    for one in window:
        before, last = last, one + turn * last - before
    return 2 * (before * before + last * last - turn * before * last) / len(window)
