"""What `[line]` of programme.toml says of answering: when people do, and when a line is full."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeconduct.domain.answering import Hours, Limits, NoHours

SPAN = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
MOST = 100_000


class WrongLine(ValueError):
    """`[line]` is not whole; the message says what is wrong with which key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRules:
    """How one programme's line answers; `zone` is the clock that `hours` are read by.

    `silent_seconds`: a call whose sound stops for so long is over, as where its line is cut;
    one in which an operator speaks is not.
    """

    hours: Hours = field(default_factory=Hours)
    zone: str = "UTC"
    limits: Limits = field(default_factory=Limits)
    silent_seconds: int = 180

    @property
    def clock(self) -> tzinfo:
        # A small machine may know no zones: the world's own time it has always.
        return UTC if self.zone == "UTC" else ZoneInfo(self.zone)

    def to_toml(self) -> str:
        return (
            f'hours = "{self.hours.opens}-{self.hours.closes}"\nzone = "{self.zone}"\n'
            f"waiting_each = {self.limits.waiting_each}\ncalls = {self.limits.calls}\n"
            f"silent_seconds = {self.silent_seconds}\n"
        )


USUAL = LineRules()
KEYS = frozenset({"hours", "zone", "waiting_each", "calls", "silent_seconds"})


def read_line(found: Mapping[str, object]) -> LineRules:
    """Return what the table says, as usual where it says nothing; raises WrongLine."""
    limits = Limits(
        waiting_each=_count(found, "waiting_each", USUAL.limits.waiting_each),
        calls=_count(found, "calls", USUAL.limits.calls),
    )
    silent = _count(found, "silent_seconds", USUAL.silent_seconds)
    return LineRules(hours=_hours(found), zone=_zone(found), limits=limits, silent_seconds=silent)


def _hours(found: Mapping[str, object]) -> Hours:
    said = found.get("hours", "0-24")
    span = SPAN.fullmatch(said) if isinstance(said, str) else None
    try:
        opens, closes = map(int, span.groups()) if span else (0, 0)
        return Hours(opens=opens, closes=closes)
    except NoHours as error:
        raise WrongLine('[line] hours is like "8-22", or "0-24" for day and night') from error


def _zone(found: Mapping[str, object]) -> str:
    zone = found.get("zone", USUAL.zone)
    if zone == USUAL.zone:
        return USUAL.zone
    try:
        return ZoneInfo(str(zone)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongLine('[line] zone is like "Europe/Kyiv"') from error


def _count(found: Mapping[str, object], name: str, usual: int) -> int:
    value = found.get(name, usual)
    if type(value) is not int or not 0 < value <= MOST:
        raise WrongLine(f"[line] {name} is a number from 1 on")
    return value
