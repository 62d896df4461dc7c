"""Times in the clear: kept to the minute, and believed of a door only where they can be true."""

from dataclasses import dataclass
from datetime import UTC, datetime

# What any clock of ours can say. A server also keeps times that Python cannot read.
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def to_the_minute(at: datetime) -> datetime:
    """Cut to the minute: a second can give away who wrote."""
    return at.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when something can have happened."""

    since: datetime
    until: datetime

    def nearest(self, at: datetime) -> datetime:
        """Return a time as it is, or the end of the span that lies nearest to it."""
        return min(max(at, self.since), self.until)


EVER = Span(since=EARLIEST, until=LATEST)
