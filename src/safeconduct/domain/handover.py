"""What each part of a handover plan may say: as closed as it can be, and never a place by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from safeconduct.domain.life.words import PlanPart
from safeconduct.domain.role import Team

# The plan has a key of its own (VAULT 2): who arranges the arrival reads it, and who receives.
PLAN_READERS: frozenset[Team] = frozenset({Team.COORDINATION, Team.RECEPTION})

# DOMAIN section 3: what has to be remembered or sent on the way is short.
LONGEST_SIGNAL = 160
POINT = re.compile(r"[^\W_]{2,12}")
BETWEEN = "/"


class Fault(StrEnum):
    """What keeps words from being a part of a plan."""

    NO_TIMES = "no_times"
    ENDS_FIRST = "ends_first"
    OVER = "over"
    NOT_A_CODE = "not_a_code"
    EMPTY = "empty"
    TOO_LONG = "too_long"


FAULTS: Mapping[Fault, str] = {
    Fault.NO_TIMES: "Give two times: from and until.",
    Fault.ENDS_FIRST: "The window must end after it begins.",
    Fault.OVER: "This window is over already.",
    Fault.NOT_A_CODE: "A point is told by its code: 2 to 12 letters and digits, no spaces.",
    Fault.EMPTY: "Write something first.",
    Fault.TOO_LONG: "A signal has at most 160 characters, in one line.",
}


class Misshapen(ValueError):
    """Words that are no part of a plan; says why, never what was written."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when somebody is awaited."""

    begins: datetime
    ends: datetime

    @property
    def within_a_day(self) -> bool:
        return self.begins.date() == self.ends.date()

    def is_over(self, at: datetime) -> bool:
        return self.ends <= at


def shaped(part: PlanPart, words: str, at: datetime) -> str:
    """Return the words as this part keeps them; raises Misshapen."""
    return SHAPES[part](" ".join(words.split()), at)


def read_window(words: str) -> Window:
    """Return the window that `shaped` wrote; a time without a zone is UTC; raises Misshapen."""
    try:
        begins, ends = map(_utc, words.split(BETWEEN))
    except ValueError as error:
        raise Misshapen(Fault.NO_TIMES) from error
    if ends <= begins:
        raise Misshapen(Fault.ENDS_FIRST)
    return Window(begins=begins, ends=ends)


def written_window(window: Window) -> str:
    return BETWEEN.join(at.isoformat(timespec="minutes") for at in (window.begins, window.ends))


def _utc(word: str) -> datetime:
    at = datetime.fromisoformat(word)
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)


def _window(words: str, at: datetime) -> str:
    window = read_window(words)
    if window.is_over(at):
        raise Misshapen(Fault.OVER)
    return written_window(window)


def _point(words: str, _at: datetime) -> str:
    if not POINT.fullmatch(words):
        raise Misshapen(Fault.NOT_A_CODE)
    return words.upper()


def _signal(words: str, _at: datetime) -> str:
    if not words:
        raise Misshapen(Fault.EMPTY)
    if len(words) > LONGEST_SIGNAL:
        raise Misshapen(Fault.TOO_LONG)
    return words


SHAPES: Mapping[PlanPart, Callable[[str, datetime], str]] = {
    PlanPart.WINDOW: _window,
    PlanPart.POINT: _point,
    PlanPart.RECOGNITION: _signal,
    PlanPart.COUNTER_SIGN: _signal,
}
