"""Have a picture drawn anew in a program of its own, within bounds of time and memory."""

import subprocess
import sys
from pathlib import Path

from safeconduct.domain.turns import Turns

DRAWING = Path(__file__).with_name("drawing.py")
PATIENCE = 20.0
DRAWING_TURNS = Turns(at_once=2, line=1)


class NotAPicture(Exception):
    """These bytes give no picture: damaged, too many pixels, or something else altogether."""


def redrawn(content: bytes) -> bytes:
    """Return a fresh JPEG of a picture's pixels; raises NotAPicture, or LineIsFull.

    The program inherits nothing: no environment, no open file, no key in its memory.
    """
    with DRAWING_TURNS.turn():
        try:
            made = subprocess.run(  # noqa: S603 - our own program, no words of others
                [sys.executable, "-I", str(DRAWING)],
                input=content,
                capture_output=True,
                env={},
                cwd="/",
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise NotAPicture from late
    if made.returncode or not made.stdout:
        raise NotAPicture
    return made.stdout
