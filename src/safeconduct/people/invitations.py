"""Invitations: a newcomer is enrolled at a screen of their own; nobody else sees the phrase.

The administrator reads out fifteen digits; they count once, for half an hour. The store shows no
more than their digest, signed by the desk.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from safeconduct.domain.retention import RETENTION, Kept

LIVES = RETENTION[Kept.INVITATION].lives
DIGITS, GROUP = 15, 3
PLACE_LETTERS = 40
CALL_SIGN, LANGUAGE, BY, PROOF = "invited", "language", "invited_by", "proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is invited, in which language the phrase is drawn, and by whom."""

    call_sign: str
    language: str
    by: str


def written(invitation: Invitation, at: datetime) -> str:
    """Keep an invitation and return its digits, in groups; they are kept nowhere."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    kept = {
        CALL_SIGN: invitation.call_sign,
        LANGUAGE: invitation.language,
        BY: invitation.by,
        PROOF: _digest("proof", digits),
    }
    Session.objects.create(
        session_key=_place(digits),
        session_data=SessionStore().encode(kept),
        expire_date=at + LIVES,
    )
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def taken(typed: str, at: datetime) -> Invitation | None:
    """Return the invitation that these digits open, and use it up; None when there is none."""
    digits = "".join(letter for letter in typed if letter.isdecimal())
    row = Session.objects.filter(session_key=_place(digits), expire_date__gt=at).first()
    kept = row.get_decoded() if row else {}
    if kept.get(PROOF) != _digest("proof", digits):
        return None
    if not Session.objects.filter(session_key=_place(digits)).delete()[0]:
        return None
    return Invitation(call_sign=kept[CALL_SIGN], language=kept[LANGUAGE], by=kept[BY])


def _place(digits: str) -> str:
    return _digest("place", digits)[:PLACE_LETTERS]


def _digest(label: str, digits: str) -> str:
    return hashlib.sha256(f"invitation {label} {digits}".encode()).hexdigest()
