"""How each switch answers now, told by its process, and until when a lead keeps calls brief."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain.answering import LONGEST_BY_HAND, Mode, People, Why
from safeconduct.talks import models
from safeconduct.talks.bots import SILENT_AFTER


class TooLong(ValueError):
    """Calls are kept brief by hand for a shift at most, and never into the past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNow:
    """How one switch answers, and since when."""

    node: str
    people: People
    why: Why
    since: datetime


def note(node: str, mode: Mode, at: datetime) -> None:
    """Say how a switch answers now; `since` moves only when that changes."""
    minute = to_the_minute(at)
    told = {"people": mode.people, "why": mode.why}
    known = models.LineNow.objects.filter(node=node)
    if known.filter(**told).update(seen_at=minute) or known.update(
        **told, since=minute, seen_at=minute
    ):
        return
    models.LineNow.objects.create(node=node, since=minute, seen_at=minute, **told)


def lines(at: datetime) -> list[LineNow]:
    """Return how each switch answers whose process was alive a moment ago."""
    rows = models.LineNow.objects.filter(seen_at__gte=at - SILENT_AFTER).order_by("node")
    return [
        LineNow(node=row.node, people=People(row.people), why=Why(row.why), since=row.since)
        for row in rows
    ]


def kept_brief_until(at: datetime) -> datetime | None:
    """Return until when calls are kept brief by hand; None where they are not."""
    row = models.KeptBrief.objects.filter(until__gt=at).first()
    return row.until if row else None


def of_a_shift(hours: int) -> timedelta:
    """Return how long a hand keeps calls brief; raises TooLong past a shift."""
    lasts = timedelta(hours=hours)
    if not timedelta() < lasts <= LONGEST_BY_HAND:
        raise TooLong
    return lasts


def keep_brief(lasts: timedelta, at: datetime) -> datetime:
    """Keep calls brief from now on; returns until when."""
    until = to_the_minute(at + lasts)
    models.KeptBrief.objects.update_or_create(id=1, defaults={"until": until})
    return until


def keep_brief_no_more() -> None:
    """Let the line decide by itself again."""
    models.KeptBrief.objects.all().delete()


def forget_old(at: datetime) -> int:
    """Destroy a hand's word that is over, and what a switch said that lives no more."""
    over, _ = models.KeptBrief.objects.filter(until__lte=at).delete()
    gone, _ = models.LineNow.objects.filter(seen_at__lte=at - LONGEST_BY_HAND).delete()
    return over + gone
