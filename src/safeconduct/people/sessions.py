"""The unlocked member in a session: the seed lies there only under a key that a cookie holds.

A session lives `SESSION_COOKIE_AGE` (15 minutes) after the last activity; then the row expires and
the seed with it. Who steals the session store cannot open it; who steals the cookie finds no seed.
What outlives that idle lock is that the second factor was passed here (people/known_browsers.py).
"""

import base64
import binascii
import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user, logout
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from safeconduct.people.known_browsers import LONGEST, MEMBER, forget, place_of
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader
from safeconduct.people.unlock import is_seed_of, reader
from safeconduct.people.vouching import Trusted
from safeconduct.vault.symmetric import KEY, CannotOpen, derive, unlock
from safeconduct.vault.symmetric import lock as lock_under

COOKIE = "sc_desk_key"
SEED, BEGAN, ACTIVE = "sealed_seed", "began", "active"
# A session is written at most this often for the sake of activity alone.
NOTED_EVERY = 30


def remember(
    request: HttpRequest, response: HttpResponseBase, member_seed: bytes, began: int | None = None
) -> None:
    """Keep an unlocked seed: in the session under a fresh key, the key in a cookie.

    `began` is when this day at the desk began, where an idle lock lies between.
    """
    key = secrets.token_bytes(KEY)
    sealed = lock_under(_session_key(key), member_seed, b"")
    request.session[SEED] = base64.b64encode(sealed).decode()
    request.session[ACTIVE] = _seconds()
    request.session[BEGAN] = request.session[ACTIVE] if began is None else began
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(key).decode(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def reader_of(request: HttpRequest, trusted: Trusted) -> Reader | None:
    """Return who reads, and note the activity; None locks: the page asks to sign in again.

    `trusted` are the team keys of the signed directory.
    """
    found = watcher_of(request, trusted)
    if found and abs(_seconds() - int(request.session[ACTIVE])) >= NOTED_EVERY:
        request.session[ACTIVE] = _seconds()
    return found


def watcher_of(request: HttpRequest, trusted: Trusted) -> Reader | None:
    """Return who reads, for streams and polls: these are no activity and keep nobody signed in."""
    staff = request.user
    if not isinstance(staff, Staff):
        return None
    seed = seed_of(request)
    if seed is None or not is_seed_of(staff, seed):
        lock_itself(request)
        return None
    return reader(staff, seed, trusted)


def watcher_still(request: HttpRequest, trusted: Trusted) -> Reader | None:
    """Return who reads by now, long after a request began: its session is looked up anew."""
    anew = HttpRequest()
    anew.COOKIES = request.COOKIES
    anew.session = SessionStore(request.session.session_key)
    anew.user = get_user(anew)
    return watcher_of(anew, trusted)


def lock(request: HttpRequest) -> None:
    """Sign out: the sealed seed goes, and the browser is known no more."""
    forget(request)
    logout(request)


def lock_itself(request: HttpRequest) -> None:
    """Destroy the session and the sealed seed in it; a browser that is known stays known."""
    logout(request)


def forget_idle(at: datetime) -> int:
    """Destroy the sessions whose time is over; needs no key and keeps no store of idle seeds."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def end_others(request: HttpRequest) -> int:
    """Destroy this member's other sessions and forget their other browsers; return how many."""
    keep = {request.session.session_key, place_of(request)}
    mine = str(request.user.pk)
    ended = [
        row.pk
        for row in Session.objects.exclude(session_key__in=keep)
        if mine in {row.get_decoded().get(key) for key in (SESSION_KEY, MEMBER)}
    ]
    return Session.objects.filter(pk__in=ended).delete()[0]


def lock_everybody() -> int:
    """Destroy every session at once; no browser is known any more."""
    return Session.objects.all().delete()[0]


def seed_of(request: HttpRequest) -> bytes | None:
    """Return the seed that this request's cookie opens, while the session is young enough."""
    try:
        key = base64.urlsafe_b64decode(request.COOKIES[COOKIE].encode())
        sealed = base64.b64decode(request.session[SEED])
        age = _seconds() - int(request.session[BEGAN])
        idle = _seconds() - int(request.session[ACTIVE])
        seed = unlock(_session_key(key), sealed, b"")
    except (KeyError, binascii.Error, UnicodeEncodeError, CannotOpen):
        return None
    # A clock that is set back farther than the idle time locks, too: nobody knows who sat there.
    young = age < LONGEST.total_seconds() and abs(idle) < settings.SESSION_COOKIE_AGE
    return seed if young else None


def _session_key(cookie: bytes) -> bytes:
    return derive(cookie, "session member seed")


def _seconds() -> int:
    return int(timezone.now().timestamp())
