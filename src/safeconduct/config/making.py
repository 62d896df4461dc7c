"""Making a programme, wholly or not at all: rows in one transaction, files staged, then moved.

The folder `.init` marks a programme in the making. `programme.toml` is moved last: where it lies,
the programme is whole; where only `.init` lies, the next `init` clears away what a crash left.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from safeconduct.cases.founding import forget_founding, write_founding
from safeconduct.programme.actions import programme_exists
from safeconduct.programme.founding import Founding
from safeconduct.programme.home import Home

MARK = ".init"


class CannotMake(Exception):
    """One clear line: why no programme is made here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What is made where: the programme's folder, its own files, and what is handed out of it.

    `hand_over` shows people their secrets before anything is written, so that who breaks off then
    has no programme whose phrases nobody knows.
    """

    home: Home
    files: Callable[[Founding], Mapping[str, bytes]]
    outside: Callable[[Founding], Mapping[Path, bytes]]
    hand_over: Callable[[Founding], None]


def make(making: Making, draw: Callable[[], Founding]) -> Founding:
    """Make a programme; raises CannotMake, and whatever fails leaves nothing behind."""
    home = making.home
    refuse_existing(home)
    with alone(home) as stage:
        if programme_exists():
            forget_founding(timezone.now())
        founding = draw()
        own, outside = making.files(founding), making.outside(founding)
        write_all({stage / name: content for name, content in own.items()})
        handed: list[Path] = []
        try:
            for path, content in outside.items():
                write_new(path, content)
                handed.append(path)
            making.hand_over(founding)
            write_founding(founding, timezone.now())
            move_in(stage, home.root, own)
        except BaseException:
            take_back(home.root, [*own], handed)
            raise
    return founding


def refuse_existing(home: Home) -> None:
    if home.programme.exists():
        raise CannotMake(f"there is a programme in {home.root} already; nothing was changed")
    if programme_exists() and not (home.root / MARK).exists():
        line = (
            f"the database holds a programme, but {home.programme} is missing: "
            "restore that file, or choose another database"
        )
        raise CannotMake(line)


@contextmanager
def alone(home: Home) -> Iterator[Path]:
    """Mark the making, hold it alone, and remove the mark with everything staged at the end."""
    mark = home.root / MARK
    mark.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (mark / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotMake("another `safeconduct init` is at work here") from error
        stage = mark / "staged"
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(mode=0o700)
        try:
            yield stage
        finally:
            shutil.rmtree(mark, ignore_errors=True)


def write_all(files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(path, content)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; raises CannotMake where one lies."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotMake(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def move_in(stage: Path, root: Path, names: Mapping[str, bytes]) -> None:
    """Move the staged files to their places, in their order: the last one makes it a programme."""
    for name in names:
        target = root / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (stage / name).replace(target)
    folder = os.open(root, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def take_back(root: Path, names: list[str], handed: list[Path]) -> None:
    """Remove rows and files of a making that failed."""
    forget_founding(timezone.now())
    for path in [*(root / name for name in names), *handed]:
        path.unlink(missing_ok=True)
