"""The pages to be read: the same for all who speak a language, and so made once."""

from django.http import HttpRequest, HttpResponse

from safeconduct.front import look
from safeconduct.front.languages import View
from safeconduct.front.pages import Page, public_page
from safeconduct.front.readings import READINGS
from safeconduct.front.ways import missing_ways, ways


def reading(name: str) -> View:
    """Return the view of one page by its name."""
    page = READINGS[name]

    def shown(request: HttpRequest, language: str) -> HttpResponse:
        made = Page(template=page.template, language=language, skin=look.PUBLIC)
        found = ways()
        return public_page(
            made, request, reading=page, place=f"{name}/", ways=found, missing=missing_ways(found)
        )

    return shown
