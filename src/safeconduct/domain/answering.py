"""How the line answers now: whether a person can be reached, and whether calls are kept brief.

Hours promise, they do not lock: who sits at the line at night is rung as by day.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAY_HOURS = 24
LONGEST_BY_HAND = timedelta(hours=12)
"""So long a shift lead may keep calls brief by hand: a shift."""


class NoHours(ValueError):
    """Hours that no clock shows, or that leave nobody a minute to answer."""


class People(StrEnum):
    """Whether a person can be reached: one is on duty, all pause, none is, or none at this hour."""

    ON_DUTY = "on_duty"
    PAUSING = "pausing"
    NOBODY = "nobody"
    NIGHT = "night"


class Why(StrEnum):
    """Why calls are kept brief; `usual`: they are not."""

    USUAL = "usual"
    BY_HAND = "by_hand"
    QUEUE = "queue"
    CALLS = "calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When people answer, in whole hours of the programme's clock; over midnight as well."""

    opens: int = 0
    closes: int = DAY_HOURS

    def __post_init__(self) -> None:
        known = 0 <= self.opens < DAY_HOURS and 0 <= self.closes <= DAY_HOURS
        if not known or self.opens == self.closes:
            raise NoHours

    @property
    def always(self) -> bool:
        return (self.opens, self.closes) == (0, DAY_HOURS)

    def hold(self, local: datetime) -> bool:
        """Say whether people answer at this moment of the programme's clock."""
        if self.opens < self.closes:
            return self.opens <= local.hour < self.closes
        return not self.closes <= local.hour < self.opens

    def left(self, local: datetime) -> int:
        """Return in how many hours people answer again, rounded up."""
        opening = local.replace(hour=self.opens, minute=0, second=0, microsecond=0)
        if opening <= local:
            opening += timedelta(days=1)
        # By the time of the world: in one night of the year the clock jumps.
        return math.ceil((opening.timestamp() - local.timestamp()) / 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Past what calls are kept brief: so many wait for each on duty, or so many calls are up."""

    waiting_each: int = 4
    calls: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the line carries: operators on duty, free or not; who pauses; who waits; calls up."""

    on_duty: int = 0
    pausing: int = 0
    waiting: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the line answers.

    `opens_in`: hours until people answer again, 0 within the hours or where one is on duty.
    """

    people: People
    why: Why = Why.USUAL
    opens_in: int = 0

    @property
    def brief(self) -> bool:
        return self.why is not Why.USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One row of `PEOPLE`: when it holds, and what a caller meets then."""

    label: str
    holds: Callable[[Load, bool], bool]
    when: str
    zero: str
    hears: str


PEOPLE: Mapping[People, Reached] = {
    People.ON_DUTY: Reached(
        label="Somebody is on duty",
        holds=lambda load, _open: load.on_duty > 0,
        when="a seat is connected, or was a minute ago, does not pause and has left no talk"
        " unwritten for ten minutes, at whatever hour",
        zero="rings, the most urgent caller first",
        hears="zero leads to a person",
    ),
    People.PAUSING: Reached(
        label="All on duty pause",
        holds=lambda load, _open: load.pausing > 0,
        when="no such seat, but one that pauses, at whatever hour",
        zero="rings for who is in a crisis; else as where nobody is on duty at that hour",
        hears="as where nobody is on duty at that hour; zero is offered once a crisis is named",
    ),
    People.NOBODY: Reached(
        label="Nobody is on duty",
        holds=lambda _load, within: within,
        when="neither, within the hours in which people answer",
        zero="says so and takes a message",
        hears="nobody can pick up right now; zero is not offered, a message and a call-back are",
    ),
    People.NIGHT: Reached(
        label="Outside the hours",
        holds=lambda _load, _open: True,
        when="neither, outside the hours in which people answer",
        zero="says so, and when people answer again, and takes a message",
        hears="the same, and when people answer again",
    ),
}
"""Whether a person can be reached: the first row that holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fullness:
    """One row of `BRIEF`: how full the line is by one measure, 1 at its limit."""

    label: str
    measure: Callable[[Load, Limits], float]
    when: str
    hears: str = "very many are calling: only what matters most is asked now"


STAYS_ABOVE = 0.5
"""What has become too full stays so until it is half of that: no caller hears it flicker."""

BRIEF: Mapping[Why, Fullness] = {
    Why.QUEUE: Fullness(
        label="Many wait",
        measure=lambda load, most: (
            load.waiting / (load.on_duty * most.waiting_each) if load.on_duty else 0.0
        ),
        when="more wait than “waiting_each” for each who is on duty",
    ),
    Why.CALLS: Fullness(
        label="Many call",
        measure=lambda load, most: load.calls / most.calls,
        when="more than “calls” are up at this switch",
    ),
}
"""What keeps calls brief by itself; a shift lead's hand goes before."""


def decide(load: Load, limits: Limits, *, opens_in: int, by_hand: bool, before: Why) -> Mode:
    """Return how the line answers now. `opens_in`: 0 within the hours; `before`: why until now."""
    people = next(key for key, row in PEOPLE.items() if row.holds(load, not opens_in))
    left = 0 if people is People.ON_DUTY else opens_in
    return Mode(people=people, why=_why(load, limits, by_hand, before), opens_in=left)


def _why(load: Load, limits: Limits, by_hand: bool, before: Why) -> Why:  # noqa: FBT001 - a fact, no flag
    if by_hand:
        return Why.BY_HAND
    full = (why for why, row in BRIEF.items() if row.measure(load, limits) > _limit(why, before))
    return next(full, Why.USUAL)


def _limit(why: Why, before: Why) -> float:
    return STAYS_ABOVE if why is before else 1.0
