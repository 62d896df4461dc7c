"""The files of the couriers' day keys, for who may destroy them and must not read them.

Errands see to it that a key dies after 72 hours although its channel's process is down, and whoever
presses the panic key destroys what their user may. A channel that runs as a user of its own, or on
another machine, destroys its keys itself.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime, time
from pathlib import Path

from safeconduct.programme.home import Home, destroy_private
from safeconduct.vault.couriers import LIVES


def day_keys(folder: Path) -> Iterator[tuple[date, Path]]:
    """Yield a channel's day keys; what else lies in its folder is none."""
    for path in folder.iterdir():
        with suppress(ValueError):
            yield date.fromisoformat(path.name), path


def is_over(day: date, at: datetime) -> bool:
    """Say whether 72 hours have passed since a key's day began."""
    return at - datetime.combine(day, time(), UTC) >= LIVES


def overdue(home: Home, at: datetime) -> list[Path]:
    """Return the keys that should be gone, on this machine and as far as one may look."""
    return [path for day, path in _everywhere(home) if is_over(day, at)]


def destroy_overdue(home: Home, at: datetime) -> int:
    """Destroy, for every channel, each day key whose time is over; return how many."""
    return sum(_destroyed(path) for path in overdue(home, at))


def destroy_all(home: Home) -> None:
    """Destroy every channel's day keys, with the peppers that lead from an address to a talk.

    What belongs to a channel's own user is left to it. Where a file of ours cannot be removed the
    others are all the same, and its error is raised.
    """
    with ExitStack() as each:
        for pepper in home.secrets.glob("pepper_*"):
            each.callback(_destroy_ours, pepper)
        for folder in home.day_keys.glob("*/"):
            each.callback(_destroy_ours_in, folder)


def destroy_keys(folder: Path, destroy: Callable[[Path], None] = destroy_private) -> None:
    """Destroy one channel's day keys, each although another cannot be; raises OSError then."""
    with ExitStack() as each:
        for _, path in day_keys(folder):
            each.callback(destroy, path)


def _everywhere(home: Home) -> Iterator[tuple[date, Path]]:
    for folder in home.day_keys.glob("*/"):
        with suppress(PermissionError):
            yield from day_keys(folder)


def _destroy_ours(path: Path) -> None:
    with suppress(PermissionError):
        destroy_private(path)


def _destroy_ours_in(folder: Path) -> None:
    with suppress(PermissionError):
        destroy_keys(folder, _destroy_ours)


def _destroyed(path: Path) -> bool:
    try:
        destroy_private(path)
    except OSError:
        return False
    return True
