"""The panic key: look at what it does, press it, give a half to opening again."""

from contextlib import suppress

from django.db import Error
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases.half_done import LEFT, HalfDone
from safeconduct.cases.not_done import NotDone
from safeconduct.cases.panic import closed, press_panic
from safeconduct.cases.panic import reopen as open_again
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import SureForm
from safeconduct.desk.frame import page
from safeconduct.desk.trouble import Trouble
from safeconduct.domain.role import FOUR_EYES, Decision
from safeconduct.people import sessions
from safeconduct.talks.emptying import empty_all

HALVES = FOUR_EYES[Decision.REOPENING]


@require_safe
def panic(request: DeskRequest) -> HttpResponse:
    return _shown(request)


@require_POST
def press(request: DeskRequest) -> HttpResponse:
    """Sign everybody out, this member too, and close writing at all doors."""
    if not SureForm(request.POST).is_valid():
        return _shown(request, gettext("Say that you mean it, then press."), status=422)
    try:
        press_panic(actor=request.reader.actor, at=timezone.now(), empty=empty_all)
    except NotDone as error:
        return _shown(request, gettext(str(error)))
    except HalfDone as half:
        told = {"left": [gettext(LEFT[one]) for one in half.left]}
        answer = render(request, "desk/half_panicked.html", told, status=503)
    else:
        answer = render(request, "desk/panicked.html")
    # Its session went with all others, if it could: this forgets the browser as well.
    with suppress(Error, OSError):
        sessions.lock(request)
    return answer


@require_POST
def reopen(request: DeskRequest) -> HttpResponse:
    """Give one of the two halves to opening again."""
    try:
        open_again(actor=request.reader.actor, at=timezone.now())
    except NotDone as error:
        return _shown(request, gettext(str(error)))
    except Error:
        return render(request, "desk/not_stored.html", {"page": "/panic/"}, status=503)
    return redirect("panic")


def _shown(request: DeskRequest, refused: str = "", *, status: int = 409) -> HttpResponse:
    actor, now = request.reader.actor, closed()
    context = {
        "closed": now,
        "may_reopen": actor.may(HALVES.first) or actor.may(HALVES.second),
        "asked_by_me": now is not None and now.asked_by == actor.call_sign,
        "trouble": Trouble(title=gettext("Nothing was done"), words=refused) if refused else None,
    }
    return page(request, "desk/panic.html", context, status=status if refused else 200)
