"""The state of the doors, always in sight: what people send becomes cases, the keys count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from safeconduct.cases.queries import oldest_untaken
from safeconduct.desk import times

SILENT_AFTER = times.MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is in order or amiss, in words."""

    words: str
    amiss: bool


def conditions(now: datetime) -> tuple[Condition, ...]:
    return tuple(_intake(now))


def _intake(now: datetime) -> Iterator[Condition]:
    """Intake takes an arrival within a second; times in the clear are to the minute."""
    oldest = oldest_untaken()
    waits = now - oldest if oldest else times.MINUTE * 0
    if waits > SILENT_AFTER * 2:
        told = gettext("Intake stands still: {wait}").format(wait=times.wait(waits))
        yield Condition(words=told, amiss=True)
    else:
        yield Condition(words=gettext("Intake takes everything"), amiss=False)
