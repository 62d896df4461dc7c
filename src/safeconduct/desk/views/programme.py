"""The Programme page: see what is published, draft and sign, check and sign."""

from collections.abc import Callable

from django.db import Error
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import staffing
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import MarkForm, SignForm
from safeconduct.desk.frame import page
from safeconduct.desk.page_behind import stood_on
from safeconduct.desk.programme_page import programme_page
from safeconduct.desk.trouble import Trouble
from safeconduct.programme.drafts import Publication
from safeconduct.programme.not_published import NotPublished


@require_safe
def programme(request: DeskRequest) -> HttpResponse:
    return _shown(request)


@require_POST
def draft(request: DeskRequest) -> HttpResponse:
    """Sign the first half of what the page showed."""
    return _signed(request, MarkForm(request.POST), staffing.draft_publication)


@require_POST
def sign(request: DeskRequest) -> HttpResponse:
    """Sign the second half of what the page showed, and publish it."""
    return _signed(request, SignForm(request.POST), staffing.publish)


def _signed(
    request: DeskRequest, form: MarkForm, action: Callable[..., Publication]
) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, _trouble(gettext("Read what changes, say so, then sign.")))
    try:
        action(reader=request.reader, at=timezone.now(), mark=form.cleaned_data["mark"])
    except NotPublished as error:
        return _shown(request, _trouble(gettext(str(error))))
    except Error:
        return render(request, "desk/not_stored.html", {"page": stood_on(request.path)}, status=503)
    return redirect("programme")


def _trouble(words: str) -> Trouble:
    return Trouble(title=gettext("Nothing was signed"), words=words)


def _shown(request: DeskRequest, trouble: Trouble | None = None) -> HttpResponse:
    shown = programme_page(request.reader, timezone.now())
    context = {"programme": shown, "trouble": trouble}
    return page(request, "desk/programme.html", context, status=trouble.status if trouble else 200)
