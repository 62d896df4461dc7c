"""One case: read it, answer, note, decide. What was typed is never lost to a refusal."""

from collections.abc import Callable

from django.db import Error
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import actions, queries
from safeconduct.cases.access import CaseView, access_case
from safeconduct.cases.actions import Changed
from safeconduct.cases.opening import NoSuchCase
from safeconduct.cases.timeline import ItemKind
from safeconduct.desk.case_page import case_page
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import ActForm, NoteForm, ReplyForm
from safeconduct.desk.frame import page
from safeconduct.desk.trouble import CAUGHT, NO_DRAFT, Draft, Trouble, nothing_written, trouble
from safeconduct.desk.views.lists import list_of
from safeconduct.domain.life import Action


@require_safe
def case(request: DeskRequest, key: str) -> HttpResponse:
    """Open a case: the reading is in the log before a word is shown."""
    return _shown(request, key, _opened(request, key))


@require_POST
def reply(request: DeskRequest, key: str) -> HttpResponse:
    """Send an answer to the person."""
    form = ReplyForm(request.POST)
    draft = Draft(reply=form.typed)
    if not form.is_valid():
        return _refused(request, key, nothing_written(), draft)

    def send() -> None:
        actions.reply(key, form.text, reader=request.reader, at=timezone.now(), seen=form.last_seen)

    return _done(request, key, send, draft)


@require_POST
def note(request: DeskRequest, key: str) -> HttpResponse:
    """Write for colleagues; a note decides nothing, so that nothing can come in between."""
    form = NoteForm(request.POST)
    draft = Draft(note=form.typed)
    if not form.is_valid():
        return _refused(request, key, nothing_written(), draft)

    def write() -> None:
        actions.write_note(key, form.text, reader=request.reader, at=timezone.now())

    return _done(request, key, write, draft)


@require_POST
def act(request: DeskRequest, key: str, action: str) -> HttpResponse:
    """Do one step in the life of the case."""
    form = ActForm(request.POST)
    if action not in set(Action) or not form.is_valid():
        raise Http404

    def decide() -> None:
        actions.act(
            key,
            Action(action),
            reader=request.reader,
            at=timezone.now(),
            chosen=form.chosen,
            seen=form.last_seen,
        )

    return _done(request, key, decide, NO_DRAFT)


def _done(request: DeskRequest, key: str, write: Callable[[], None], draft: Draft) -> HttpResponse:
    """Write once, then show the case as it is; on a refusal too, with the reason and the draft."""
    try:
        write()
    except NoSuchCase as error:
        raise Http404 from error
    except Changed as error:
        return _changed(request, key, trouble(error, draft), draft)
    except CAUGHT as error:
        return _refused(request, key, trouble(error, draft), draft)
    except Error:
        context = {"words": draft.reply or draft.note, "address": request.path}
        return render(request, "desk/not_stored.html", context, status=503)
    return redirect("case", key=key) if queries.find(key, request.reader) else redirect("queue")


def _changed(request: DeskRequest, key: str, told: Trouble, draft: Draft) -> HttpResponse:
    """A page sent twice is no conflict: its words already stand as this member's last reply."""
    view = _opened(request, key)
    replies = [item for item in view.timeline if item.kind is ItemKind.REPLY]
    mine = replies and replies[-1].author == request.reader.call_sign
    if draft.reply and mine and replies[-1].words == draft.reply.strip():
        return redirect("case", key=key)
    return _shown(request, key, view, told=told, draft=draft)


def _refused(request: DeskRequest, key: str, told: Trouble, draft: Draft) -> HttpResponse:
    return _shown(request, key, _opened(request, key), told=told, draft=draft)


def _opened(request: DeskRequest, key: str) -> CaseView:
    """A missing and a forbidden case look the same."""
    try:
        return access_case(key, request.reader, timezone.now())
    except NoSuchCase as error:
        raise Http404 from error


def _shown(
    request: DeskRequest,
    key: str,
    view: CaseView,
    *,
    told: Trouble | None = None,
    draft: Draft = NO_DRAFT,
) -> HttpResponse:
    shown = case_page(view, request.reader, get_language() or "en", trouble=told, draft=draft)
    context = {"case": shown, "list": list_of("queue", request, open_key=key)}
    return page(request, "desk/case.html", context, status=told.status if told else 200)
