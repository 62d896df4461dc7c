"""Where a member passed the second factor today: there an idle lock opens by the phrase alone.

What is kept opens nothing by itself and spares only the code, for the one day at the desk that the
second factor began. The browser holds a token; the store shows no more than its digest, signed.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from safeconduct.people.models import Staff

COOKIE = "sc_desk_known"
LONGEST = timedelta(hours=12)
TOKEN_BYTES, PLACE_LETTERS = 32, 40
MEMBER, BEGAN, PROOF = "known_member", "known_since", "known_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who passed the second factor in this browser, and when that day at the desk began."""

    call_sign: str
    began: int

    @property
    def until(self) -> datetime:
        return datetime.fromtimestamp(self.began, UTC) + LONGEST


def know(request: HttpRequest, response: HttpResponseBase, staff: Staff, began: int) -> None:
    """Know this browser until the day at the desk is over; whoever it knew before is forgotten."""
    forget(request)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    kept = {MEMBER: str(staff.pk), BEGAN: began, PROOF: _digest("proof", token)}
    Session.objects.create(
        session_key=_place(token),
        session_data=SessionStore().encode(kept),
        expire_date=datetime.fromtimestamp(began, UTC) + LONGEST,
    )
    response.set_cookie(
        COOKIE,
        token,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def known_in(request: HttpRequest) -> Known | None:
    """Return whom this browser is known for, if the day is not over and the member still works."""
    token = request.COOKIES.get(COOKIE, "")
    row = Session.objects.filter(session_key=_place(token)).first()
    kept = row.get_decoded() if row else {}
    if kept.get(PROOF) != _digest("proof", token):
        return None
    staff = Staff.objects.filter(pk=kept[MEMBER], is_active=True).first()
    found = Known(call_sign=staff.call_sign, began=int(kept[BEGAN])) if staff else None
    return found if found and timezone.now() < found.until else None


def known_as(request: HttpRequest, staff: Staff) -> Known | None:
    """Return what is known, where it is known of this very member."""
    found = known_in(request)
    return found if found and found.call_sign == staff.call_sign else None


def forget(request: HttpRequest) -> None:
    """Know this browser no more: the next sign-in takes phrase and code."""
    Session.objects.filter(session_key=place_of(request)).delete()


def place_of(request: HttpRequest) -> str:
    """Return where lies what is known of this browser."""
    return _place(request.COOKIES.get(COOKIE, ""))


def _place(token: str) -> str:
    """Where a token's row lies: who reads the store finds no token there."""
    return _digest("place", token)[:PLACE_LETTERS]


def _digest(label: str, token: str) -> str:
    return hashlib.sha256(f"known browser {label} {token}".encode()).hexdigest()
