"""Where recordings lie, and which one says given words: a person's first, else a machine's.

`recordings/<language>/<digest>.mp3`, `.wav` for the line, was spoken by a person; what lies beside
it, `.signed`, says that another let it be heard, and without that it is not. What a machine spoke,
in `recordings/provisional/<language>/`, can be made again and begins with words that say so.
"""

import hashlib
import io
import wave
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from safeconduct.programme.recordings.mp3 import NotSound, seconds
from safeconduct.programme.recordings.spoken import NAME_LENGTH, Purpose, Spoken
from safeconduct.programme.seen import replace_file
from safeconduct.vault.approved_sounds import verify_sound
from safeconduct.vault.signatures import BadSignature

PROVISIONAL = "provisional"
ENDING, LINE_ENDING = ".mp3", ".wav"
ENDINGS = MappingProxyType({Purpose.PAGE: ENDING, Purpose.LINE: LINE_ENDING})
SIGNED = ".signed"
MOST_BYTES = 4 * 1024 * 1024
# Every page and prompt in every written language, and those of a publication before.
MOST_KNOWN, MOST_KEPT = 1024, 64

Keys = Callable[[], Mapping[int, bytes]]
"""The keys that may sign what a person recorded, by version, as the directory lists them now."""
Stamp = tuple[int, int, int]
"""When a file was last touched, its size and its number on the disk: another file has another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One whole recording of the words that `digest` names."""

    path: Path
    stamp: Stamp
    sum: bytes
    digest: str
    provisional: bool
    size: int
    seconds: float

    @property
    def length(self) -> str:
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"{minutes}:{seconds:02}"

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1000)

    @property
    def content(self) -> bytes:
        """Return its bytes; kept, so that many listeners cost no more memory than one.

        Raises NotSound where the file is another by now.
        """
        return _content(self.path, self.stamp, self.sum)


class Shelf:
    """The recordings of one programme; looks at the disk each time, so that news are found."""

    def __init__(self, folder: Path, keys: Keys = dict) -> None:
        self.folder = folder
        self._keys = keys

    def find(self, spoken: Spoken, mark: str) -> Recording | None:
        """Return what says these words: a person, or a machine that says the mark before them."""
        marked = spoken.after(mark)
        return self.by_person(spoken, Purpose.PAGE) or self.by_machine(marked)

    def by_person(self, spoken: Spoken, purpose: Purpose) -> Recording | None:
        """Return what a person recorded, if exactly this file was let be heard for these words."""
        path = self.human(spoken, purpose)
        try:
            signed = _beside(path).read_bytes()
        except OSError:
            return None
        keys = tuple(sorted(self._keys().items()))
        return _read(path, spoken.digest, Approval(words=spoken.digest, signed=signed, keys=keys))

    def by_machine(self, marked: Spoken) -> Recording | None:
        return _read(self.provisional(marked), marked.digest, None)

    def approve(self, path: Path, content: bytes, signed: bytes) -> None:
        """Put a sound and what lets it be heard in their places; between the two nothing plays."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, content)
        replace_file(_beside(path), signed)

    def human(self, spoken: Spoken, purpose: Purpose = Purpose.PAGE) -> Path:
        return self.folder / spoken.language / f"{spoken.digest}{ENDINGS[purpose]}"

    def provisional(self, marked: Spoken) -> Path:
        return self.folder / PROVISIONAL / marked.language / f"{marked.digest}{ENDING}"

    def outdated(self, wanted: Container[Path]) -> Iterator[Path]:
        """Yield each file that says what nobody shows any more."""
        lines = self.folder.glob(f"*/{'?' * NAME_LENGTH}{LINE_ENDING}")
        for path in sorted([*self.folder.rglob(f"*{ENDING}"), *lines]):
            if path not in wanted:
                yield path


def store(path: Path, content: bytes) -> None:
    """Put a recording in its place, whole or not at all; raises NotSound."""
    if len(content) > MOST_BYTES:
        raise NotSound(f"an MP3 of more than {MOST_BYTES // 1024**2} MB")
    seconds(content)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What says that a sound may be heard for the words of this digest, and who may say so."""

    words: str
    signed: bytes
    keys: tuple[tuple[int, bytes], ...]


def _read(path: Path, digest: str, approval: Approval | None) -> Recording | None:
    try:
        found = path.stat()
    except OSError:
        return None
    stamp = found.st_ctime_ns, found.st_size, found.st_ino
    duration, checked = _checked(path, stamp, approval)
    if not duration:
        return None
    return Recording(
        path=path,
        stamp=stamp,
        sum=checked,
        digest=digest,
        provisional=approval is None,
        size=found.st_size,
        seconds=duration,
    )


@lru_cache(MOST_KNOWN)
def _checked(path: Path, stamp: Stamp, approval: Approval | None) -> tuple[float, bytes]:
    """Return how long it sounds, and its sum; no length for what a door must not send."""
    try:
        content = path.read_bytes() if stamp[1] <= MOST_BYTES else b""
        if approval:
            verify_sound(approval.signed, approval.words, content, dict(approval.keys))
        of_line = path.suffix == LINE_ENDING
        return _wave_seconds(content) if of_line else seconds(content), _sum(content)
    except (OSError, NotSound, BadSignature):
        return 0.0, b""


def _wave_seconds(content: bytes) -> float:
    try:
        with wave.open(io.BytesIO(content)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise NotSound("no WAV") from error


@lru_cache(MOST_KEPT)
def _content(path: Path, stamp: Stamp, checked: bytes) -> bytes:
    del stamp
    content = path.read_bytes()
    if _sum(content) != checked:
        raise NotSound("another file by now")
    return content


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _beside(path: Path) -> Path:
    return path.with_name(path.name + SIGNED)
