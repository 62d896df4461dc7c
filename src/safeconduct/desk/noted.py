"""Sessions of the desk: a page that was made is shown, also where its activity cannot be noted."""

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse


class NotedSessions(SessionMiddleware):
    """Writes a session after its page; a database that takes nothing only locks the desk sooner."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            if not _takes_nothing(error):
                raise
            return response


def _takes_nothing(error: BaseException | None) -> bool:
    """Say whether the database refused to write: a session that somebody ended is another case."""
    while error and not isinstance(error, OperationalError):
        error = error.__context__
    return error is not None
