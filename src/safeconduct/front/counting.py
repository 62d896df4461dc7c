"""Counting pages as they are shown, by day, language and page; nobody is looked at."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from safeconduct.domain.pages import PublicPage
from safeconduct.front.door import door, now
from safeconduct.front.trouble import language_of

View = Callable[..., HttpResponse]


def counted(page: PublicPage, view: View) -> View:
    """Return the view; each whole page that it answers to a GET is counted."""

    @wraps(view)
    def seen(request: HttpRequest, language: str = "") -> HttpResponse:
        response = view(request, language)
        if request.method == "GET" and response.status_code == HTTPStatus.OK:
            door().counts.note(now().date(), language or language_of(request), page)
        return response

    return seen
