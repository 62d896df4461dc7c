"""How often the site was shown, by day: sums for people who look after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from safeconduct.cases.models_of_doors import VisitCount
from safeconduct.domain.pages import PublicPage


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """One day in UTC, and how often each group of pages was shown, in all languages."""

    day: date
    shown: Mapping[PublicPage, int]

    @property
    def in_order(self) -> tuple[int, ...]:
        return tuple(self.shown[page] for page in PublicPage)


def shown_lately(today: date, days: int = 7) -> tuple[DayShown, ...]:
    """Return the last days, the newest first; a day without a visit too."""
    first = today - timedelta(days=days - 1)
    rows = VisitCount.objects.filter(day__gte=first).values("day", "page")
    found = {(row["day"], row["page"]): row["total"] for row in rows.annotate(total=Sum("shown"))}
    return tuple(
        DayShown(day=day, shown={page: found.get((day, page.value), 0) for page in PublicPage})
        for day in (today - timedelta(days=back) for back in range(days))
    )
