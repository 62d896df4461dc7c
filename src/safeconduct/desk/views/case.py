"""One case: read it, answer, note, decide. What was typed is never lost to a refusal."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import actions
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import ActForm, NoteForm, ReplyForm
from safeconduct.desk.trouble import NO_DRAFT, Draft, nothing_written
from safeconduct.desk.views.opened import done, opened, refused, shown
from safeconduct.domain.life import Action


@require_safe
def case(request: DeskRequest, key: str) -> HttpResponse:
    """Open a case: the reading is in the log before a word is shown."""
    return shown(request, key, opened(request, key))


@require_POST
def reply(request: DeskRequest, key: str) -> HttpResponse:
    """Send an answer to the person."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return refused(request, key, nothing_written(), Draft(reply=form.typed))

    def send() -> None:
        actions.reply(key, form.text, reader=request.reader, at=timezone.now(), seen=form.last_seen)

    return done(request, key, send, Draft(reply=form.typed, seen=form.last_seen))


@require_POST
def note(request: DeskRequest, key: str) -> HttpResponse:
    """Write for colleagues; a note decides nothing, so that nothing can come in between."""
    form = NoteForm(request.POST)
    draft = Draft(note=form.typed)
    if not form.is_valid():
        return refused(request, key, nothing_written(), draft)

    def write() -> None:
        actions.write_note(key, form.text, reader=request.reader, at=timezone.now())

    return done(request, key, write, draft)


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

    return done(request, key, decide, NO_DRAFT)
