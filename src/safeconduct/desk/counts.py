"""How many cases a list has in all: counted at most once for a page, however often it is said."""

from collections.abc import Callable, Mapping

from safeconduct.cases import queries
from safeconduct.desk.doorway import DeskRequest
from safeconduct.talks.calls import waiting_callers

# `recent` is only ever the newest: it is not counted.
COUNTS: Mapping[str, Callable[..., int]] = {
    "queue": queries.waiting_count,
    "mine": queries.assigned_count,
    "calls": lambda _reader: waiting_callers(),
}


def count_of(request: DeskRequest, name: str) -> int | None:
    """Return how many there are; None for a list that is not counted."""
    if name not in COUNTS:
        return None
    if name not in request.counted:
        request.counted[name] = COUNTS[name](request.reader)
    return request.counted[name]
