"""What no published figure may give away: the floor for counts and the delay for arrivals."""

from datetime import timedelta

LEAST_COUNT = 10
"""A smaller count is not shown."""

COMPLETED_LAG = timedelta(days=30)
"""Completed requests are published this late at the earliest."""
