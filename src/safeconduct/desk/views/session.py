"""Around a session: its language, locking the desk, and the sign that somebody is typing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from safeconduct.desk import coming_and_going
from safeconduct.desk.doorway import LANGUAGE_COOKIE, DeskRequest
from safeconduct.people.models import Staff
from safeconduct.talks import seats


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the desk's language in this browser, and go back to where one was."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if inside else "/")
    if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
        response.set_cookie(LANGUAGE_COOKIE, wanted, httponly=True, samesite="Strict")
    return response


@require_POST
def lock(request: DeskRequest) -> HttpResponse:
    """Close the desk at once: the seed leaves the session."""
    coming_and_going.lock(request)
    return redirect(reverse("account_login") + "?locked=1")


@require_POST
def here(request: DeskRequest) -> HttpResponse:
    """Somebody is typing: the doorway has noted it, and the line, where they wrap a talk up."""
    member = Staff.objects.get(call_sign=request.reader.call_sign)
    seats.wraps_up_still(member.id, timezone.now())
    return HttpResponse(status=204)
