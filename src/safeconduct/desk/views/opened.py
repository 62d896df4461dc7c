"""A case after something was tried: written once, then shown as it is, with what was typed."""

from collections.abc import Callable

from django.db import Error
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from safeconduct.cases import queries
from safeconduct.cases.access import CaseView, access_case, emptied_case
from safeconduct.cases.actions import Changed
from safeconduct.cases.opening import NoSuchCase
from safeconduct.cases.timeline import ItemKind
from safeconduct.desk.case_page import case_page
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import page
from safeconduct.desk.page_behind import stood_on
from safeconduct.desk.trouble import CAUGHT, NO_DRAFT, Draft, Trouble, trouble
from safeconduct.desk.views.lists import list_of


def done(request: DeskRequest, key: str, write: Callable[[], None], draft: Draft) -> HttpResponse:
    """Write once, then show the case as it is; on a refusal too, with the reason and the draft."""
    kept_out = tried(request, key, write, draft)
    if kept_out:
        return kept_out
    return redirect("case", key=key) if queries.find(key, request.reader) else redirect("queue")


def tried(
    request: DeskRequest, key: str, write: Callable[[], None], draft: Draft
) -> HttpResponse | None:
    """Write once; return what is shown where that was refused, and None where it was done."""
    try:
        write()
    except NoSuchCase as error:
        raise Http404 from error
    except Changed as error:
        return changed(request, key, trouble(error, draft), draft)
    except CAUGHT as error:
        return refused(request, key, trouble(error, draft), draft)
    except Error:
        context = {"words": draft.reply or draft.note or draft.told, "page": stood_on(request.path)}
        return render(request, "desk/not_stored.html", context, status=503)
    return None


def changed(request: DeskRequest, key: str, told: Trouble, draft: Draft) -> HttpResponse:
    """A page sent twice is no conflict: since it was made its words stand as the last reply."""
    view = opened(request, key)
    if draft.reply and _stands(draft, view, request.reader.call_sign):
        return redirect("case", key=key)
    return shown(request, key, view, told=told, draft=draft)


def _stands(draft: Draft, view: CaseView, author: str) -> bool:
    """Say whether this member's page sent these words already; the same words before it do not."""
    replies = [item for item in view.timeline if item.kind is ItemKind.REPLY]
    if not replies or replies[-1].seq <= draft.seen:
        return False
    return replies[-1].author == author and replies[-1].words == draft.reply.strip()


def refused(request: DeskRequest, key: str, told: Trouble, draft: Draft) -> HttpResponse:
    return shown(request, key, opened(request, key), told=told, draft=draft)


def opened(request: DeskRequest, key: str) -> CaseView:
    """A missing and a forbidden case look the same."""
    try:
        return access_case(key, request.reader, timezone.now())
    except NoSuchCase:
        return _emptied(request, key)


def _emptied(request: DeskRequest, key: str) -> CaseView:
    try:
        return emptied_case(key, request.reader)
    except NoSuchCase as error:
        raise Http404 from error


def shown(
    request: DeskRequest,
    key: str,
    view: CaseView,
    *,
    told: Trouble | None = None,
    draft: Draft = NO_DRAFT,
) -> HttpResponse:
    page_of_case = case_page(
        view, request.reader, get_language() or "en", trouble=told, draft=draft
    )
    context = {"case": page_of_case, "list": list_of("queue", request, open_key=key)}
    return page(request, "desk/case.html", context, status=told.status if told else 200)
