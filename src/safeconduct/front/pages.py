"""Make pages: public ones once and compressed, personal ones padded and left as they are."""

import gzip
from dataclasses import dataclass
from functools import cache, lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.base import Template
from django.template.context import Context
from django.template.engine import Engine

from safeconduct.front import look
from safeconduct.front.door import door
from safeconduct.front.look import Skin
from safeconduct.front.readings import READINGS
from safeconduct.front.tongues import beside, groups
from safeconduct.front.wording import Wording
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.languages import LANGUAGES, written

PAD = 8_192
QUICK = 6
# A few pages a language, and those made of the words before a publication.
MOST_KEPT = 200
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which template in which language, and the skin that its policy lets in."""

    template: str
    language: str
    skin: Skin = look.PERSONAL
    status: int = 200

    def render(self, **facts: object) -> str:
        template, shared = _template(self.template), _shared(door().wording(self.language))
        return template.render(Context({**shared, "skin": self.skin, **facts}))


def public_page(page: Page, request: HttpRequest, **facts: object) -> HttpResponse:
    """Answer with a page that says nothing about anybody; made once for each wording."""
    whole, small = _made(page, tuple(facts.items()), door().wording(page.language))
    return _dressed(_packed(small) if takes_gzip(request) else _plain(whole), page.skin)


def compressible(html: str, request: HttpRequest, skin: Skin = look.PERSONAL) -> HttpResponse:
    """Answer with a page that is new each time, yet says nothing about anybody."""
    whole = html.encode()
    if takes_gzip(request):
        return _dressed(_packed(gzip.compress(whole, QUICK, mtime=0)), skin)
    return _dressed(_plain(whole), skin)


def personal_page(page: Page, **facts: object) -> HttpResponse:
    """Answer with a page for one person: padded, so that its length tells nothing."""
    return finished(page.render(**facts), page)


def finished(html: str, page: Page) -> HttpResponse:
    body = padded(html.encode())
    return _dressed(HttpResponse(body, content_type=HTML, status=page.status), page.skin)


def padded(body: bytes) -> bytes:
    """Return the page with a comment that fills it up to the next multiple of 8,192 bytes."""
    missing = -(len(body) + len(b"<!---->")) % PAD
    return b"%b<!--%b-->" % (body, b" " * missing)


def takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")


def _plain(whole: bytes) -> HttpResponse:
    return HttpResponse(whole, content_type=HTML)


def _packed(small: bytes) -> HttpResponse:
    response = HttpResponse(small, content_type=HTML)
    response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(MOST_KEPT)
def _made(
    page: Page, facts: tuple[tuple[str, object], ...], _wording: Wording
) -> tuple[bytes, bytes]:
    whole = page.render(**dict(facts)).encode()
    return whole, gzip.compress(whole, mtime=0)


def _dressed(response: HttpResponse, skin: Skin) -> HttpResponse:
    response.headers["Content-Security-Policy"] = skin.policy
    return response


@cache
def _template(name: str) -> Template:
    return Engine.get_default().get_template(f"front/{name}.html")


def address(language: str) -> dict[str, str]:
    """Return where the pages of a language are: nothing in an address but a language and a page."""
    home = f"/{language}/"
    pages = {name: f"{home}{name}/" for name in ("write", "code", *READINGS)}
    return {"home": home, **pages}


@lru_cache(MOST_KEPT)
def _shared(wording: Wording) -> dict[str, object]:
    deployment, language = door().deployment, wording.language
    shown = LANGUAGES[written(language)]
    shown_beside = beside(language)
    return {
        "wording": wording,
        "direction": shown.direction.value,
        "wanted": LANGUAGES[language].name,
        "shown": shown.name,
        "to": address(language),
        "languages": shown_beside,
        "more_languages": len(shown_beside) < len(door().languages),
        "tongues": groups(),
        "readings": tuple(READINGS.values()),
        "icon": look.ICON,
        "exit": deployment.exit_address,
        "demonstration": deployment.purpose is not Purpose.LIVE,
    }
