"""Logs that never quote: an exception is written as its type and place, nothing of its words."""

import logging
import traceback


class PlaceOnly(logging.Formatter):
    """Format a record without its arguments' contents and without exception messages.

    The threat: database drivers quote rows in their errors (psycopg's DETAIL), and a request's
    address or body may hold a person's words.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name.startswith("safeconduct"):
            line = f"{line} {record.getMessage()}"
        else:
            line = f"{line} {record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line} {place_of(record.exc_info[1])}"
        return line


def place_of(error: BaseException) -> str:
    """Return an exception's type and the last place it passed, e.g. `KeyError at actions.py:40`."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
