"""Where recordings lie, and which one says given words: a person's first, else a machine's.

`recordings/<language>/<digest>.mp3` was spoken by a person. `recordings/provisional/<language>/`
holds what a machine spoke: it can be made again, and begins with words that say what it is.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from safeconduct.programme.recordings.mp3 import NotSound, seconds
from safeconduct.programme.recordings.spoken import Spoken

PROVISIONAL = "provisional"
ENDING = ".mp3"
MOST_BYTES = 4 * 1024 * 1024
# Every page in every written language, and those of a publication before.
MOST_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One whole recording of the words that `digest` names."""

    path: Path
    stamp: tuple[int, int]
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
        """Return its bytes; kept, so that many listeners cost no more memory than one."""
        return _content(self.path, self.stamp)


class Shelf:
    """The recordings of one programme; looks at the disk each time, so that news are found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, spoken: Spoken, mark: str) -> Recording | None:
        """Return what says these words: a person, or a machine that says the mark before them."""
        marked = spoken.after(mark)
        return _read(self.human(spoken), spoken.digest, provisional=False) or _read(
            self.provisional(marked), marked.digest, provisional=True
        )

    def human(self, spoken: Spoken) -> Path:
        return self.folder / spoken.language / f"{spoken.digest}{ENDING}"

    def provisional(self, marked: Spoken) -> Path:
        return self.folder / PROVISIONAL / marked.language / f"{marked.digest}{ENDING}"

    def outdated(self, wanted: Container[Path]) -> Iterator[Path]:
        """Yield each file that says what nobody shows any more."""
        for path in sorted(self.folder.rglob(f"*{ENDING}")):
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


def _read(path: Path, digest: str, *, provisional: bool) -> Recording | None:
    try:
        found = path.stat()
    except OSError:
        return None
    stamp = found.st_mtime_ns, found.st_size
    duration = _seconds(path, stamp)
    if not duration:
        return None
    return Recording(
        path=path,
        stamp=stamp,
        digest=digest,
        provisional=provisional,
        size=found.st_size,
        seconds=duration,
    )


@lru_cache(MOST_KEPT)
def _seconds(path: Path, stamp: tuple[int, int]) -> float:
    """Return how long it sounds; nothing for what a door must not send."""
    try:
        return seconds(path.read_bytes()) if stamp[1] <= MOST_BYTES else 0.0
    except (OSError, NotSound):
        return 0.0


@lru_cache(MOST_KEPT)
def _content(path: Path, stamp: tuple[int, int]) -> bytes:
    del stamp
    return path.read_bytes()
