"""The first page: who answers, the ways to make contact, what will happen, which rights hold."""

from django.http import HttpRequest, HttpResponse

from safeconduct.front.door import door
from safeconduct.front.listening import with_recording
from safeconduct.front.shown import first_page
from safeconduct.front.trouble import language_of


def home(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show the first page; the bare address speaks the browser's language without a detour."""
    page = first_page(language or language_of(request), closed=door().writing.closed)
    response = with_recording(page, request)
    response.headers["Vary"] = "Accept-Encoding" if language else "Accept-Encoding, Accept-Language"
    return response
