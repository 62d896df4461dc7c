"""The second factor: each TOTP secret lies sealed under a key of the desk, for one member.

Who writes the database can put a factor of their own into another's place; it opens nothing.
"""

import base64
import secrets
from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from safeconduct.people.models import Staff
from safeconduct.vault.encoding import encode
from safeconduct.vault.symmetric import CannotOpen, lock, unlock

SECRET_BYTES = 20
BETWEEN = ":"


class NotSetHere(Exception):
    """A second factor is drawn at enrolment; nobody sets or changes one at the desk."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    """Opens what enrolment sealed, and believes no factor that was not sealed for its member."""

    def encrypt(self, text: str) -> str:
        del text
        raise NotSetHere

    def decrypt(self, encrypted_text: str) -> str:
        member, _, locked = encrypted_text.partition(BETWEEN)
        return unlock(
            settings.SECOND_FACTOR_KEY, base64.b64decode(locked), _bound(UUID(member))
        ).decode()

    def is_mfa_enabled(self, user: Staff, types: Iterable[str] | None = None) -> bool:
        """Say whether the member has the one factor that was sealed for them, and no other."""
        del types
        rows = list(Authenticator.objects.filter(user=user))
        return len(rows) == 1 and self._is_sealed_for(user, rows[0])

    def _is_sealed_for(self, member: Staff, row: Authenticator) -> bool:
        text = str(row.data.get("secret", ""))
        if row.type != Authenticator.Type.TOTP or not text.startswith(f"{member.id}{BETWEEN}"):
            return False
        try:
            return bool(self.decrypt(text))
        except (CannotOpen, ValueError):
            return False


def draw_totp_secret() -> str:
    """Return 160 random bits as the base32 that authenticator apps take."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def totp_row(staff: Staff, secret: str) -> Authenticator:
    """Return the unsaved row of a member's TOTP secret, sealed for that member."""
    locked = lock(settings.SECOND_FACTOR_KEY, secret.encode(), _bound(staff.id))
    text = f"{staff.id}{BETWEEN}{base64.b64encode(locked).decode()}"
    return Authenticator(user=staff, type=Authenticator.Type.TOTP, data={"secret": text})


def _bound(member: UUID) -> bytes:
    return encode("TOTP secret", member.bytes)
