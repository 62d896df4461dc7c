"""The second factor: each TOTP secret lies sealed for one member, under the seed of their phrase.

The phrase comes first, so the seed is there when the code is asked for. A secret file of the desk
is the other half of the key: who steals the files opens no factor, and who writes the database can
put none of their own into another's place, not even with that member's phrase.
"""

import base64
import secrets
from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from safeconduct.people.models import Staff
from safeconduct.people.sessions import seed_of
from safeconduct.vault.encoding import encode
from safeconduct.vault.symmetric import CannotOpen, derive, lock, unlock

SECRET_BYTES = 20
BETWEEN, BY_SEED = ":", "seed"


class NotSetHere(Exception):
    """A second factor is drawn at enrolment; nobody sets or changes one at the desk."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    """Opens what enrolment sealed, and believes no factor that was not sealed for its member."""

    def encrypt(self, text: str) -> str:
        del text
        raise NotSetHere

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret with the seed that this request's phrase has unlocked."""
        return opened(encrypted_text, seed_of(self.request))

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
            return bool(opened(text, member.member_seed or seed_of(self.request)))
        except (CannotOpen, ValueError):
            return False


def draw_totp_secret() -> str:
    """Return 160 random bits as the base32 that authenticator apps take."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def totp_row(staff: Staff, secret: str, member_seed: bytes) -> Authenticator:
    """Return the unsaved row of a member's TOTP secret, sealed for that member."""
    text = _sealed(staff, secret, member_seed)
    return Authenticator(user=staff, type=Authenticator.Type.TOTP, data={"secret": text})


def renew(staff: Staff, member_seed: bytes) -> None:
    """Seal a secret of before this version under the member's seed too, once it is at hand."""
    for row in Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP):
        text = str(row.data.get("secret", ""))
        if text.startswith(f"{staff.id}{BETWEEN}") and not _is_by_seed(text):
            row.data = {**row.data, "secret": _sealed(staff, opened(text, None), member_seed)}
            row.save(update_fields=["data"])


def opened(text: str, member_seed: bytes | None) -> str:
    """Return a TOTP secret; raises CannotOpen. Of before this version it needs no seed."""
    member, *_, locked = text.split(BETWEEN)
    if _is_by_seed(text) and member_seed is None:
        raise CannotOpen("nobody has unlocked it")
    key = _key(member_seed or b"") if _is_by_seed(text) else settings.SECOND_FACTOR_KEY
    return unlock(key, base64.b64decode(locked), _bound(UUID(member))).decode()


def _sealed(staff: Staff, secret: str, member_seed: bytes) -> str:
    locked = lock(_key(member_seed), secret.encode(), _bound(staff.id))
    return BETWEEN.join([str(staff.id), BY_SEED, base64.b64encode(locked).decode()])


def _is_by_seed(text: str) -> bool:
    return text.split(BETWEEN)[1:-1] == [BY_SEED]


def _key(member_seed: bytes) -> bytes:
    return derive(settings.SECOND_FACTOR_KEY + member_seed, "second factor")


def _bound(member: UUID) -> bytes:
    return encode("TOTP secret", member.bytes)
