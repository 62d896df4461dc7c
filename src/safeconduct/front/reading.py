"""The pages to be read: the same for all who speak a language, and so made once."""

from django.http import HttpRequest, HttpResponse

from safeconduct.front.languages import View
from safeconduct.front.listening import with_recording
from safeconduct.front.shown import page_to_read


def reading(name: str) -> View:
    """Return the view of one page by its name."""

    def shown(request: HttpRequest, language: str) -> HttpResponse:
        return with_recording(page_to_read(name, language), request)

    return shown
