"""Times and waits as the desk says them: short, to the minute, in the programme's clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext

from safeconduct.domain.crisis import CRISES, crises
from safeconduct.domain.urgency import Sign

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# No sign of urgency: what a person may be asked to wait before the desk calls it late.
ORDINARY_WAIT = timedelta(minutes=30)


def wait(length: timedelta) -> str:
    """How long, in the largest unit that tells enough: `now`, `6 min`, `2 h`, `3 d`."""
    if length < MINUTE:
        return gettext("now")
    if length < HOUR:
        return gettext("{n} min").format(n=length // MINUTE)
    if length < 2 * DAY:
        return gettext("{n} h").format(n=length // HOUR)
    return gettext("{n} d").format(n=length // DAY)


def patience(signs: Iterable[Sign]) -> timedelta:
    """How long a case with these signs may wait: the shortest target of the crisis protocol."""
    return min((CRISES[crisis].within for crisis in crises(signs)), default=ORDINARY_WAIT)


def is_late(since: datetime | None, signs: Iterable[Sign], now: datetime) -> bool:
    return since is not None and now - since > patience(signs)
