"""Coming and going at the desk: no session begins or ends by hand without its event in the log."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from safeconduct.cases.programme_log import tell
from safeconduct.domain.programme_events import Happening
from safeconduct.people import sessions
from safeconduct.people.known_browsers import forget, known_as, known_in
from safeconduct.people.models import Staff
from safeconduct.people.sign_in import WRONG_CODE, CodeForm, SignInAdapter


class ToldSignIn(SignInAdapter):
    """Signs in and out as `people` does, once the log has taken it."""

    def login(self, request: HttpRequest, user: Staff) -> None:
        known = known_as(request, user)
        tell(Happening.UNLOCKED if known else Happening.SIGNED_IN, user.call_sign, timezone.now())
        super().login(request, user)

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _stop_knowing(request, credentials.get("username", ""))
            raise

    def logout(self, request: HttpRequest) -> None:
        _tell_of(request, Happening.SIGNED_OUT)
        super().logout(request)


class ToldCodeForm(CodeForm):
    """The second factor's form: who fails here knew the phrase, and that is worth telling."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError as error:
            if error.code == WRONG_CODE:
                tell(Happening.SECOND_FACTOR_FAILED, self.user.call_sign, timezone.now())
            raise


def _stop_knowing(request: HttpRequest, call_sign: str) -> None:
    """Who tried too many phrases at a locked desk needs a code from now on; told once."""
    known = known_in(request)
    if known and known.call_sign.casefold() == call_sign.casefold():
        tell(Happening.UNLOCKING_FAILED, known.call_sign, timezone.now())
        forget(request)


def lock(request: HttpRequest) -> None:
    """Close this desk at once, told."""
    _tell_of(request, Happening.LOCKED)
    sessions.lock(request)


def _tell_of(request: HttpRequest, kind: Happening) -> None:
    if isinstance(request.user, Staff):
        tell(kind, request.user.call_sign, timezone.now())
