"""When something goes wrong: the person's own language, and nothing they typed is lost."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from safeconduct.front.door import door
from safeconduct.front.languages import best_language
from safeconduct.front.pages import Page, personal_page

MOST_KEPT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One row: the status of the answer and the text that says what happened."""

    status: int
    text: str


DAMAGED = Wrong(status=400, text="site.wrong.damaged")
NOT_FOUND = Wrong(status=404, text="site.not_found")
TOO_BIG = Wrong(status=413, text="site.form.too_big")
FAILED = Wrong(status=500, text="site.wrong.failed")
NOT_STORED = Wrong(status=503, text="site.form.not_stored")
BUSY = Wrong(status=503, text="site.busy")


def language_of(request: HttpRequest) -> str:
    """Return the language in the address, else the one that the browser asks for."""
    first = request.path.split("/", 2)[1]
    if first in door().languages:
        return first
    wishes = request.headers.get("Accept-Language", "")
    return best_language(wishes, door().languages, door().deployment.default_language)


def told(request: HttpRequest, wrong: Wrong, kept: tuple[tuple[str, str], ...]) -> HttpResponse:
    page = Page(template="trouble", language=language_of(request), status=wrong.status)
    return personal_page(page, text=wrong.text, kept=kept, action=request.path, posted=bool(kept))


def sent_again(request: HttpRequest, wrong: Wrong) -> HttpResponse:
    """Say what went wrong and carry every field, so that one press sends the same again."""
    return told(request, wrong, _fields(request))


def closed_now(request: HttpRequest) -> HttpResponse:
    """Say that writing is closed just now, what to do, and keep every field that was sent.

    No 503: Django would log each as an error with its second, and proxies put pages in its place.
    """
    page = Page(template="closed", language=language_of(request))
    kept = _fields(request) if request.method == "POST" else ()
    return personal_page(page, kept=kept, action=request.path)


def too_much(request: HttpRequest) -> HttpResponse:
    return told(request, TOO_BIG, ())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return told(request, TOO_BIG if isinstance(exception, RequestDataTooBig) else DAMAGED, ())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return told(request, NOT_FOUND, ())


def failed(request: HttpRequest) -> HttpResponse:
    return sent_again(request, FAILED)


def _fields(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    try:
        posted = request.POST
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return ()
    pairs = [(name, value) for name, values in posted.lists() for value in values]
    return tuple(pairs[:MOST_KEPT])
