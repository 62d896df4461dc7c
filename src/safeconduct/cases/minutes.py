"""Times in the clear are kept to the minute: a second can give away who wrote."""

from datetime import datetime


def to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
