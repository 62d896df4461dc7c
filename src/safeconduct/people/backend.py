"""Who signs in: a call sign and a phrase, which verifies and unlocks in one stretch."""

from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from safeconduct.people.models import Staff
from safeconduct.people.unlock import unlock, unlock_nobody


class PhraseBackend(BaseBackend):
    """Finds staff by call sign; a wrong call sign costs what a wrong phrase costs."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_others: object,
    ) -> Staff | None:
        """Return the member whom the phrase unlocks, with `member_seed` set on that object."""
        del request
        staff = Staff.objects.filter(call_sign__iexact=username or "", is_active=True).first()
        if staff is None:
            unlock_nobody(password or "")
            return None
        staff.member_seed = unlock(staff, password or "")
        return staff if staff.member_seed else None

    def get_user(self, user_id: UUID | str) -> Staff | None:
        return Staff.objects.filter(pk=user_id, is_active=True).first()
