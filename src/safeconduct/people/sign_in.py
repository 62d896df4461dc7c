"""Signing in: the phrase unlocks, the second factor lets in; nothing else is open.

After an idle lock, in a browser that is still known, the phrase is enough for its member.
"""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.views import authenticate
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from safeconduct.domain.turns import LineIsFull
from safeconduct.people.known_browsers import forget, know, known_as, known_in
from safeconduct.people.models import Staff
from safeconduct.people.second_factor import renew
from safeconduct.people.sessions import BEGAN, remember, seed_of
from safeconduct.people.used_codes import use

LONGEST_PHRASE = 400
WRONG_CODE = "incorrect_code"


class PhraseForm(LoginForm):  # type: ignore[misc] # the library has no types
    """Call sign and phrase; the unlocked seed waits in the session for the second factor."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.known = known_in(self.request)
        if self.known:
            self.initial["login"] = self.known.call_sign
        self.fields["login"].label = _("Call sign")
        self.fields["password"] = forms.CharField(
            label=_("Phrase"),
            max_length=LONGEST_PHRASE,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        known = known_as(request, self.user)
        response: HttpResponse = super().login(request, redirect_url)
        seed, self.user.member_seed = self.user.member_seed, None
        renew(self.user, seed)
        remember(request, response, seed, known.began if known else None)
        return response


class CodeForm(AuthenticateForm):  # type: ignore[misc] # the library has no types
    """The code of the second factor; one that was used counts no more, as long as it is taken.

    The library forgets it after one of the half minutes in which it takes it, and at a restart.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()
        secret = get_adapter().decrypt(self.authenticator.data["secret"])
        if not use(self.user, secret, code):
            raise get_adapter().validation_error(WRONG_CODE)
        return code


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc] # the library has no types
    """A phrase alone lets in only where its member's second factor was passed today."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not is_mfa_enabled(self.login.user):
            clear_login(self.request)
            return redirect("account_login"), False
        if known_as(self.request, self.login.user):
            return None, True
        self.state["authentication_required"] = True
        return redirect("mfa_authenticate"), True


def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code; where the phrase's seed is gone meanwhile, the phrase comes first again.

    The library would send to and fro between its two pages for ever.
    """
    if half_way(request) and seed_of(request) is None:
        clear_login(request)
    answer: HttpResponse = authenticate(request)
    return answer


def half_way(request: HttpRequest) -> bool:
    """Say whether a right phrase waits for its code in this session."""
    return unstash_login(request, peek=True) is not None


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library has no types
    """No sign-up, no reset, no mail; failed attempts count per call sign and address."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This call sign and this phrase do not belong together."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "line_is_full": _("Many are signing in at this moment. Send your phrase again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def get_login_stages(self) -> list[str]:
        return ["safeconduct.people.sign_in.SecondFactorStage"]

    def authenticate(self, request: HttpRequest, **credentials: str) -> AbstractBaseUser | None:
        """Who finds no room to have a phrase stretched is told so; that is no failed attempt."""
        try:
            found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        except LineIsFull as full:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("line_is_full") from full
        return found

    def post_login(self, request: HttpRequest, user: Staff, **told: object) -> HttpResponse:
        """Know the browser from here on, or go on knowing it as long as the same day lasts."""
        response: HttpResponse = super().post_login(request, user, **told)
        known = known_as(request, user)
        know(request, response, user, known.began if known else request.session[BEGAN])
        return response

    def logout(self, request: HttpRequest) -> None:
        forget(request)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponseRedirect:
        del request, user
        return HttpResponseRedirect("/")

    def send_mail(self, template_prefix: str, email: str, context: object) -> None:
        """Send nothing: staff have no mail addresses here."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Name who tries: a stranger's failures elsewhere must not shut a member out."""
        return f"{self.get_client_ip(request)} {credentials.get('username', '').casefold()}"
