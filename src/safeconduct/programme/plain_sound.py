"""Sound of one person that lies unsealed beside a switch, and how all of it goes at once.

A voice lies there until it is handed in, an answer of staff while it is said.
"""

from contextlib import ExitStack, suppress
from pathlib import Path

from safeconduct.programme.home import Home

RECORDED = "spool/recording"
"""Where Asterisk records, in the folder of its own that each switch of a programme has."""
ALOUD = "aloud"


def aloud(home: Home) -> Path:
    """Return where answers are made that are said aloud."""
    return home.switch_in_memory / ALOUD


def destroy_plain_sound(home: Home) -> None:
    """Remove every voice and spoken answer on this machine, as far as its user may.

    Where one cannot be removed the others are all the same, and its error is raised.
    """
    there = home.switch_in_memory
    with ExitStack() as each:
        for folder in (aloud(home), there / RECORDED, *there.glob(f"*/{RECORDED}")):
            each.callback(empty, folder)


def empty(folder: Path) -> None:
    """Remove what lies in a folder, as far as one may; it stays for what comes. Raises OSError."""
    with ExitStack() as each:
        for path in folder.glob("*"):
            each.callback(_remove, path)


def _remove(path: Path) -> None:
    with suppress(PermissionError, FileNotFoundError):
        if path.is_dir() and not path.is_symlink():
            empty(path)
            path.rmdir()
        else:
            path.unlink()
