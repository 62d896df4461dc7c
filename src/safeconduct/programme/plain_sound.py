"""Sound of one person that lies unsealed beside a switch, and how all of it goes at once.

A voice lies there until it is handed in, an answer of staff while it is said.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from safeconduct.programme.home import Home

RECORDED = "spool/recording"
"""Where Asterisk records, in the folder of its own that each switch of a programme has."""
ALOUD = "aloud"


def aloud(home: Home) -> Path:
    """Return where answers are made that are said aloud."""
    return home.switch_in_memory / ALOUD


def destroy_plain_sound(home: Home) -> None:
    """Remove every voice and spoken answer on this machine, as far as its user may."""
    there = home.switch_in_memory
    for folder in (aloud(home), there / RECORDED, *there.glob(f"*/{RECORDED}")):
        empty(folder)


def empty(folder: Path) -> None:
    """Remove what lies in a folder; the folder stays for what comes."""
    for path in folder.glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)
