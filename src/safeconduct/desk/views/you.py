"""A member's own page: the words of their key, their language, their other browsers."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import staffing
from safeconduct.desk.doorway import LANGUAGE_COOKIE, DeskRequest
from safeconduct.desk.frame import page
from safeconduct.desk.words import roles
from safeconduct.people.fingerprint import fingerprint
from safeconduct.people.models import Staff
from safeconduct.programme.languages import LANGUAGES, written


@require_safe
def you(request: DeskRequest) -> HttpResponse:
    staff, language = _member(request), written(get_language() or "en")
    context = {
        "words": fingerprint(bytes(staff.kem_public), language),
        "roles": roles(request.reader.roles),
        "waiting": staff.proposals.exists(),
        "spoken": language,
        "spoken_name": LANGUAGES[language].name,
        "saved": staff.desk_language,
        "saved_name": LANGUAGES[staff.desk_language].name,
    }
    return page(request, "desk/you.html", context)


@require_POST
def speak(request: DeskRequest) -> HttpResponse:
    """Speak this language to this member, in every browser."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        staffing.choose_language(_member(request), wanted, timezone.now())
    answer = redirect("you")
    answer.delete_cookie(LANGUAGE_COOKIE, samesite="Strict")
    return answer


@require_POST
def end_others(request: DeskRequest) -> HttpResponse:
    staffing.end_others(request, _member(request), timezone.now())
    return redirect("you")


def _member(request: DeskRequest) -> Staff:
    return Staff.objects.get(call_sign=request.reader.call_sign)
