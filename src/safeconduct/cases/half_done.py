"""What the panic key could not do, in words for who pressed it: all else was done.

A database that does not answer, a full disk, a file that cannot be removed: none of them may keep
the other stores alive, and none may be passed over in silence.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from enum import StrEnum

from django.db import Error

logger = logging.getLogger("safeconduct.panic")


class Left(StrEnum):
    """One thing that stays as it was."""

    SESSIONS = "sessions"
    MEMORY = "memory"
    KEYS = "keys"
    SOUND = "sound"
    TALKS = "talks"
    ANSWERS = "answers"
    LINE = "line"
    PUBLIC_HALVES = "public_halves"
    DOORS = "doors"


LEFT: Mapping[Left, str] = {
    Left.SESSIONS: "Sessions may still be open: who is signed in may still read.",
    Left.MEMORY: "What bots and line remember may still be there.",
    Left.KEYS: "Keys of chats in progress could not all be removed.",
    Left.SOUND: "Voices and answers that are being said could not all be removed.",
    Left.TALKS: "Chats in progress could not be forgotten.",
    Left.ANSWERS: "Answers on their way could not be taken back.",
    Left.LINE: "Calls, short numbers and who is on the line could not be forgotten.",
    Left.PUBLIC_HALVES: "Answers may be sealed to keys that are gone; they wait for the code.",
    Left.DOORS: "Writing may still be open at the doors, and the log may not tell of this.",
}

Step = tuple[Left, Callable[[], object]]


class HalfDone(Exception):
    """The panic key did what it could; `left` names the rest, as `LEFT` says it."""

    def __init__(self, left: Sequence[Left]) -> None:
        super().__init__(" ".join(LEFT[one] for one in left))
        self.left = tuple(left)


def each_of(steps: Sequence[Step]) -> None:
    """Do every step, in turn, whatever breaks in another; raises HalfDone."""
    left: list[Left] = []
    with ExitStack() as each:
        for step in reversed(steps):
            each.callback(_attempt, step, left)
    if left:
        raise HalfDone(left)


def _attempt(step: Step, left: list[Left]) -> None:
    name, work = step
    try:
        work()
    except HalfDone as half:
        left.extend(half.left)
    except (Error, OSError) as error:
        # Never in its own words: they may name whose file it is, or a row.
        logger.warning("%s met %s", name.value, type(error).__name__)
        left.append(name)
