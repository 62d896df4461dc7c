"""The page on somebody's screen when they meet the door, and whether it had sent something."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from safeconduct.desk.rights import SENT_TO

COOKIE = "sc_desk_undone"
LIVES = 3_600
# Sent by the page itself, or by who wanted to leave: nobody waits for what comes of it.
UNMISSED = frozenset({"here", "lock", "on"})


def page_behind(request: HttpRequest) -> str:
    """Return the page asked for, or the one that a form or a poll was sent from; else nothing."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return stood_on(request.path)
    named = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    inside = url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    return stood_on(urlsplit(named).path) if inside else ""


def stood_on(path: str) -> str:
    """Return where the form stood that is sent to this address: the next page above that opens."""
    while path != "/" and _only_sent_to(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _only_sent_to(path: str) -> bool:
    try:
        return resolve(path).url_name in SENT_TO
    except Resolver404:
        return True


def note_undone(request: HttpRequest, answer: HttpResponse) -> None:
    """Let the first page after signing in say that what was sent was not done."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if request.method == "POST" and name not in UNMISSED:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(
            COOKIE, "1", max_age=LIVES, secure=secure, httponly=True, samesite="Strict"
        )


def tell_undone(request: HttpRequest, answer: HttpResponse) -> None:
    """Forget it with the page that said it."""
    if request.COOKIES.get(COOKIE):
        answer.delete_cookie(COOKIE, samesite="Strict")
