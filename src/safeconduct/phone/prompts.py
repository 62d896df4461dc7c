"""Prompts as files that the switch plays: each named by the digest of its words.

A person's recording will lie under the same name; until then a machine speaks, and says so at the
beginning of each call.
"""

import math
import threading
import wave
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

from safeconduct.programme.recordings.engines import say_lines
from safeconduct.programme.recordings.sound import Mute, Sound, joined
from safeconduct.programme.recordings.spoken import Spoken

HERTZ = 8_000
TONE_HERTZ, TONE_SECONDS, TONE_LOUDNESS = 1_000, 0.35, 6_000
CHORD = (220, 330, 440)
MUSIC_SECONDS, MUSIC_TIMES, MUSIC_LOUDNESS = 10, 2, 1_500
ENDING = ".wav"


class Prompts:
    """The folder of one programme's prompts; what is missing is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._there: dict[Spoken, Path] = {}
        self._making = threading.Lock()

    def path(self, spoken: Spoken) -> Path:
        """Return where a prompt lies, without the ending, as the switch wants it."""
        return self._there.get(spoken) or self._folder / spoken.language / spoken.digest

    def missing(self, wanted: Iterable[Spoken]) -> list[Spoken]:
        """Return what is not there yet; what was found once is not looked for again."""
        return [spoken for spoken in wanted if not (spoken in self._there or self._found(spoken))]

    def _found(self, spoken: Spoken) -> bool:
        path = self.path(spoken)
        if path.with_suffix(ENDING).exists():
            self._there[spoken] = path
        return spoken in self._there

    def make(self, wanted: Iterable[Spoken]) -> None:
        """Make what is missing; raises Mute where no voice of this machine can say it."""
        with self._making:
            missing = self.missing(wanted)
            for language in {spoken.language for spoken in missing}:
                self._make([spoken for spoken in missing if spoken.language == language])

    def _make(self, several: Sequence[Spoken]) -> None:
        """Make prompts of one language in one go: an engine's start takes longer than its words."""
        lines = [line for spoken in several for line in spoken.lines]
        sounds = iter(say_lines(several[0].language, lines)[0])
        for spoken in several:
            said = joined(next(sounds) for _ in spoken.lines)
            write(self._file(spoken), for_telephones(said))

    def tone(self) -> Path:
        """Return the tone after which a caller speaks."""
        path = self._folder / "tone"
        if not path.with_suffix(ENDING).exists():
            write(path.with_suffix(ENDING), tone())
        return path

    def music(self) -> tuple[Path, ...]:
        """Return what a waiting caller hears between words: a soft chord that comes and goes."""
        path = self._folder / "music"
        if not path.with_suffix(ENDING).exists():
            write(path.with_suffix(ENDING), music())
        return (path,) * MUSIC_TIMES

    def _file(self, spoken: Spoken) -> Path:
        return self.path(spoken).with_suffix(ENDING)


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


def tone() -> Sound:
    """Return a square tone: a telephone rounds it."""
    half = HERTZ // TONE_HERTZ // 2
    wave_of = [TONE_LOUDNESS] * half + [-TONE_LOUDNESS] * half
    times = int(HERTZ * TONE_SECONDS) // len(wave_of)
    return Sound(rate=HERTZ, samples=array("h", wave_of * times).tobytes())


def music() -> Sound:
    """Return a chord of three soft notes, each coming and going by itself: our own, nobody's song.

    All swell in whole periods of the sound, so that it can be repeated without a click.
    """
    count = HERTZ * MUSIC_SECONDS
    samples = array("h", bytes(2 * count))
    for place, hertz in enumerate(CHORD):
        pace = 2 * math.pi / count
        swells = (place + 1) * pace
        for at in range(count):
            swell = 0.5 - 0.5 * math.cos(swells * at)
            samples[at] += int(MUSIC_LOUDNESS * swell * math.sin(pace * MUSIC_SECONDS * hertz * at))
    return Sound(rate=HERTZ, samples=samples.tobytes())


def write(path: Path, sound: Sound) -> None:
    """Put a sound in its place, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with wave.open(str(new), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples)
    new.replace(path)


__all__ = ["Mute", "Prompts"]
