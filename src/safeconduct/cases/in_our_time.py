"""What a door may write of time, as its table holds it to: of our time, and of this calendar.

A server keeps times without end and before year 1. Nothing of ours can read such a row, and where
intake or the desk meets one it stands in the way of all others.
"""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q

from safeconduct.cases.minutes import EARLIEST, LATEST


def in_our_time(rows: str, *times: str, days: Iterable[str] = ()) -> CheckConstraint:
    """Hold columns of a table between 2020 and 2200; what is empty stays empty."""
    within = Q()
    for name in times:
        within &= Q((f"{name}__gte", EARLIEST), (f"{name}__lt", LATEST))
    for name in days:
        within &= Q((f"{name}__gte", EARLIEST.date()), (f"{name}__lt", LATEST.date()))
    return CheckConstraint(condition=within, name=f"{rows}_in_our_time")
