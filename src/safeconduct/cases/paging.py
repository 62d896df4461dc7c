"""The next page of a list begins after a place, never at a number: rows come and go meanwhile.

A place is what orders its row, in clear columns, as an address carries it:
`4_29398400_29398300_heron-412`; times are minutes since 1970.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from safeconduct.cases.models import Case
from safeconduct.domain.reference import NotAReference, parse

BETWEEN = "_"
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONGEST = 10
Value = int | datetime | str


def place_of(case: Case, order: Sequence[str]) -> str:
    """Return the place of a row in a list that is ordered so; `order` as `order_by` takes it."""
    return BETWEEN.join(_written(getattr(case, _column(one))) for one in order)


def after(place: str, order: Sequence[str]) -> Q:
    """Return what comes after a place; everything, where the words are none."""
    try:
        values = _read(place, [_column(one) for one in order])
    except (ValueError, NotAReference):
        return Q()
    later, same = Q(pk__in=()), Q()
    for one, value in zip(order, values, strict=True):
        column = _column(one)
        later |= same & Q(**{f"{column}__{'lt' if one.startswith('-') else 'gt'}": value})
        same &= Q(**{column: value})
    # Told apart for the index: from here on in the first column, whatever the others say.
    onward = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{_column(order[0])}__{onward}": values[0]}) & later


def _column(one: str) -> str:
    return one.removeprefix("-")


def _written(value: Value) -> str:
    if isinstance(value, datetime):
        return str((value - BEGIN) // MINUTE)
    return str(value).lower().replace(" ", "-")


def _read(place: str, columns: Sequence[str]) -> list[Value]:
    words = place.split(BETWEEN)
    if len(words) != len(columns):
        raise ValueError(place)
    return [READ[column](word) for column, word in zip(columns, words, strict=True)]


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) <= LONGEST):
        raise ValueError(word)
    return int(word)


def _minute(word: str) -> datetime:
    try:
        return BEGIN + _number(word) * MINUTE
    except OverflowError as error:
        raise ValueError(word) from error


READ: Mapping[str, Callable[[str], Value]] = {
    "rank": _number,
    "waiting_since": _minute,
    "opened_at": _minute,
    "last_seen": _minute,
    "reference": parse,
}
