"""Prompts as files that the switch plays: each named by the digest of its words.

A person's recording is played once another person has approved it; until then a machine speaks,
and a call says so at its beginning as long as a machine says any of it.
"""

import math
import threading
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from safeconduct.programme.recordings.engines import say_lines
from safeconduct.programme.recordings.shelf import Recording, Shelf
from safeconduct.programme.recordings.sound import Mute, Sound, joined
from safeconduct.programme.recordings.spoken import Purpose, Spoken
from safeconduct.programme.recordings.telephone import HERTZ, for_telephones, write

TONE_HERTZ, TONE_SECONDS, TONE_LOUDNESS = 1_000, 0.35, 6_000
CHORD = (220, 330, 440)
MUSIC_SECONDS, MUSIC_TIMES, MUSIC_LOUDNESS = 10, 2, 1_500
ENDING = ".wav"


class Prompts:
    """The folder of one programme's prompts; what is missing is made when it is first needed."""

    def __init__(self, folder: Path, people: Shelf | None = None) -> None:
        self._folder = folder
        self._people = people
        self._making = threading.Lock()

    def path(self, spoken: Spoken) -> Path:
        """Return where a prompt lies, without the ending, as the switch wants it."""
        by_person = self._by_person(spoken)
        return by_person.path.with_suffix("") if by_person else self._machine(spoken)

    def by_people(self, sounds: Iterable[Spoken]) -> bool:
        """Say whether a person says each; looks no further than the first that none says."""
        return all(map(self._by_person, sounds))

    def _by_person(self, spoken: Spoken) -> Recording | None:
        return self._people.by_person(spoken, Purpose.LINE) if self._people else None

    def _machine(self, spoken: Spoken) -> Path:
        return self._folder / spoken.language / spoken.digest

    def missing(self, wanted: Iterable[Spoken]) -> list[Spoken]:
        """Return what nobody says: no person that may be heard, and no machine yet."""
        return [spoken for spoken in wanted if not self._played(spoken).exists()]

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

    def _played(self, spoken: Spoken) -> Path:
        return self.path(spoken).with_suffix(ENDING)

    def _file(self, spoken: Spoken) -> Path:
        return self._machine(spoken).with_suffix(ENDING)


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


__all__ = ["Mute", "Prompts"]
