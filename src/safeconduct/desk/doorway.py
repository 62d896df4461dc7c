"""Nobody passes unseen: each request is let in by the table of rights, or sent to the door."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import ResolverMatch, reverse
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from safeconduct.desk.page_behind import note_undone, page_behind, stood_on
from safeconduct.desk.resting import resting, told_to_rest
from safeconduct.desk.rights import HEARS, INSIDE, NO_ACTIVITY, OPEN, RIGHT_OF
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader
from safeconduct.people.sessions import COOKIE, reader_of, watcher_of, watcher_still
from safeconduct.people.sign_in import half_way
from safeconduct.programme.current import current_bundle

View = Callable[..., HttpResponse]
UNLOCK = "?locked=1"
DEAF = "microphone=(), camera=(), geolocation=()"
HEARING = "microphone=(self), camera=(), geolocation=()"


class DeskRequest(HttpRequest):
    """A request behind the door: somebody unlocked reads."""

    reader: Reader
    counted: dict[str, int]


class Doorway:
    """Middleware: finds who reads, in which language, and whether the table lets them in."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not what the sender names: Python's `punycode` works on 250 KB for half a minute.
        request.encoding = "utf-8"
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            page = {"page": stood_on(request.path)}
            response = render(request, "desk/only_sent.html", page, status=response.status_code)
        response.headers.setdefault("Cache-Control", "no-store")
        hears = _name(request.resolver_match) in HEARS
        response.headers.setdefault("Permissions-Policy", HEARING if hears else DEAF)
        return response

    def process_view(
        self, request: DeskRequest, _view: View, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        name = _name(request.resolver_match)
        if name in OPEN:
            return None
        reader = _who_reads(request, name)
        if reader is None:
            return _to_the_door(request)
        _speak(request)
        request.reader, request.counted = reader, {}
        if not _lets_in(reader, name):
            return render(request, "desk/refused.html", status=403)
        return None


def still_reads(request: HttpRequest) -> Reader | None:
    """Return who reads a stream by now; None: the desk is locked."""
    return watcher_still(request, current_bundle().teams)


def _lets_in(reader: Reader, name: str) -> bool:
    right = RIGHT_OF.get(name)
    return name in INSIDE or (right is not None and reader.actor.may(right))


def _who_reads(request: HttpRequest, name: str) -> Reader | None:
    found = watcher_of if name in NO_ACTIVITY else reader_of
    return found(request, current_bundle().teams)


def _name(match: ResolverMatch | None) -> str:
    return match.url_name or "" if match else ""


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """Ask to sign in; say that the desk locked itself, and keep words that were not sent."""
    seat = resting(request, page_behind(request), reverse("calls"))
    if seat:
        return _without_key(told_to_rest(seat))
    locked = COOKIE in request.COOKIES
    words = request.POST.get("words") or request.POST.get("note")
    address = reverse("account_login") + _question(request, locked=locked)
    answer = _door(request, address, words or "")
    note_undone(request, answer)
    # A page left open elsewhere asks on while the code is typed: that needs the key.
    return answer if half_way(request) else _without_key(answer)


def _without_key(answer: HttpResponse) -> HttpResponse:
    answer.delete_cookie(COOKIE, samesite="Strict")
    return answer


def _door(request: HttpRequest, address: str, words: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    if not words:
        return redirect(address)
    context = {"words": words, "address": address}
    return render(request, "desk/locked.html", context, status=403)


def _question(request: HttpRequest, *, locked: bool) -> str:
    back = page_behind(request)
    asked = {"locked": "1" if locked else "", "next": "" if back == "/" else back}
    told = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(told)}" if told else ""


def _speak(request: HttpRequest) -> None:
    """The language chosen in this browser counts, then the one of the member."""
    staff = request.user
    if translation.get_language_from_request(request) and LANGUAGE_COOKIE in request.COOKIES:
        return
    if isinstance(staff, Staff):
        translation.activate(staff.desk_language)


LANGUAGE_COOKIE = "sc_desk_language"
