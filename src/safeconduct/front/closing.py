"""Whether writing is closed: after the panic key the site shows its texts and takes no words.

The door remembers the answer and asks anew each second, beside the requests: a page never waits for
it, and a database that does not answer changes nothing.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from safeconduct.cases.doors import panic_state
from safeconduct.front.door import door
from safeconduct.front.trouble import closed_now

View: TypeAlias = Callable[[HttpRequest, str], HttpResponse]
logger = logging.getLogger(__name__)


def look() -> None:
    """Ask whether writing is closed, and remember it."""
    state = door().writing
    try:
        state.closed = panic_state()
        state.answered = True
    except Error as error:
        if state.answered:
            logger.warning(
                "the database does not tell whether writing is closed: %s", type(error).__name__
            )
        state.answered = False
        connection.close()


def while_open(view: View) -> View:
    """Return the view while writing is open; else a page that says so and keeps what was typed."""

    @wraps(view)
    def seen(request: HttpRequest, language: str) -> HttpResponse:
        return closed_now(request) if door().writing.closed else view(request, language)

    return seen
