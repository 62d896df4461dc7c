"""The first page: who answers, the ways to make contact, what will happen, which rights hold."""

from django.http import HttpRequest, HttpResponse

from safeconduct.front import look
from safeconduct.front.door import door
from safeconduct.front.pages import Page, public_page
from safeconduct.front.readings import FIRST_QUESTIONS, FIRST_RIGHTS, STEPS
from safeconduct.front.trouble import language_of
from safeconduct.front.ways import ways


def home(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show the first page; the bare address speaks the browser's language without a detour."""
    page = Page(template="home", language=language or language_of(request), skin=look.PUBLIC)
    response = public_page(
        page,
        request,
        closed=door().writing.closed,
        ways=ways(),
        steps=STEPS,
        questions=FIRST_QUESTIONS,
        rights=FIRST_RIGHTS,
    )
    response.headers["Vary"] = "Accept-Encoding" if language else "Accept-Encoding, Accept-Language"
    return response
