"""Enrolling a member: a drawn phrase, a key of their own in two slots, a TOTP secret, recovery."""

import secrets
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings

from safeconduct.domain.role import NotACallSign, is_call_sign
from safeconduct.domain.word_phrase import PHRASE_BYTES, fold_phrase, phrase
from safeconduct.people.hashers import write_slots
from safeconduct.people.models import Staff
from safeconduct.people.second_factor import draw_totp_secret, totp_row
from safeconduct.vault import seals
from safeconduct.vault.phrase import new_slots
from safeconduct.vault.recovery import seal_for_recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a new member is handed once, on paper or on a screen, and nobody keeps."""

    call_sign: str
    phrase: str = field(repr=False)
    totp_secret: str = field(repr=False)
    kem_public: bytes = field(repr=False)

    def totp_url(self, issuer: str) -> str:
        """Return what an authenticator reads from a picture."""
        query = urlencode({"secret": self.totp_secret, "issuer": issuer}, quote_via=quote)
        return f"otpauth://totp/{quote(self.call_sign)}?{query}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A member about to be written: the rows, and what is handed over."""

    staff: Staff
    authenticator: Authenticator
    card: Card


def enrolled(call_sign: str, language: str, recovery_public: bytes) -> Enrolled:
    """Draw phrase, member key and TOTP secret of a new member; writes nothing."""
    if not is_call_sign(call_sign):
        raise NotACallSign(call_sign)
    words = phrase(secrets.token_bytes(PHRASE_BYTES), language)
    seed = secrets.token_bytes(seals.SEED)
    staff = _staff(call_sign, language, words, recovery_public, seed=seed)
    totp_secret = draw_totp_secret()
    return Enrolled(
        staff=staff,
        authenticator=totp_row(staff, totp_secret, seed),
        card=Card(
            call_sign=call_sign,
            phrase=words,
            totp_secret=totp_secret,
            kem_public=bytes(staff.kem_public),
        ),
    )


def _staff(
    call_sign: str, language: str, words: str, recovery_public: bytes, *, seed: bytes
) -> Staff:
    identity = uuid.uuid4()
    slots = new_slots(seed, fold_phrase(words), settings.PHRASE_PEPPER)
    return Staff(
        id=identity,
        call_sign=call_sign,
        password=write_slots(slots),
        slot_one=slots.own.locked,
        slot_two=slots.duress.locked,
        kem_public=seals.public_of(seed),
        recovery=seal_for_recovery(seed, identity, recovery_public),
        desk_language=language,
    )
