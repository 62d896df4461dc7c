"""The second factor: TOTP secrets lie sealed under a key of the desk."""

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from safeconduct.people.models import Staff
from safeconduct.vault.symmetric import lock, unlock

SECRET_BYTES = 20
BOUND = b"TOTP secret"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    """Seals what the sign-in library would store in the clear."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(lock(settings.SECOND_FACTOR_KEY, text.encode(), BOUND)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        locked = base64.b64decode(encrypted_text)
        return unlock(settings.SECOND_FACTOR_KEY, locked, BOUND).decode()


def draw_totp_secret() -> str:
    """Return 160 random bits as the base32 that authenticator apps take."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def totp_row(staff: Staff, secret: str) -> Authenticator:
    """Return the unsaved row of a member's TOTP secret."""
    sealed = SecondFactorAdapter().encrypt(secret)
    return Authenticator(user=staff, type=Authenticator.Type.TOTP, data={"secret": sealed})
