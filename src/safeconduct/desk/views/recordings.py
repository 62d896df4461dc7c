"""The Recordings page: what is spoken and by whom; read aloud, listen, let it be heard."""

from collections.abc import Callable, Mapping

from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import recording as actions
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import MarkForm
from safeconduct.desk.frame import page
from safeconduct.desk.recordings_page import (
    PURPOSES,
    Prompt,
    Sought,
    after,
    counts,
    may_approve,
    prompts,
    sound_of,
)
from safeconduct.desk.trouble import Trouble
from safeconduct.programme.recordings.not_taken import Fault, NotTaken
from safeconduct.programme.recordings.spoken import Purpose

FIELD = "file"
CUT = "safeconduct.cut"
"""Where the server says that it let a body's end run by: `large`, or `busy`."""
MEDIA: Mapping[Purpose, str] = {Purpose.PAGE: "audio/mpeg", Purpose.LINE: "audio/wav"}
UNFIT = 422


@require_safe
def recordings(request: DeskRequest) -> HttpResponse:
    every = prompts()
    sought = Sought(**{name: request.GET.get(name, "") for name in Sought.__slots__})
    context = {
        "prompts": [one for one in every if sought.fits(one)],
        "counts": list(counts(every)),
        "languages": dict.fromkeys((one.language, one.speech) for one in every),
        "purposes": [(one.value, gettext(label)) for one, label in PURPOSES.items()],
        "narrowed": sought,
    }
    return page(request, "desk/recordings.html", context)


@require_safe
def recording(request: DeskRequest, purpose: str, words: str) -> HttpResponse:
    return _shown(request, purpose, words)


@require_safe
def sound(_request: DeskRequest, purpose: str, words: str) -> HttpResponse:
    """Answer with what waits, else with what is played now."""
    _, one = _found(purpose, words)
    content = sound_of(one)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=MEDIA[one.wanted.purpose])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def take(request: DeskRequest, purpose: str, words: str) -> HttpResponse:
    """Take a WAV of these words; it waits for another member."""
    _, one = _found(purpose, words)

    def took() -> None:
        actions.take_recording(
            _sent(request),
            one.wanted.spoken,
            one.wanted.purpose,
            actor=request.reader.actor,
            at=timezone.now(),
        )

    return _done(request, one, took)


@require_POST
def approve(request: DeskRequest, purpose: str, words: str) -> HttpResponse:
    return _judged(request, _found(purpose, words)[1], actions.approve_recording)


@require_POST
def refuse(request: DeskRequest, purpose: str, words: str) -> HttpResponse:
    return _judged(request, _found(purpose, words)[1], actions.refuse_recording)


def _judged(request: DeskRequest, one: Prompt, action: Callable[..., None]) -> HttpResponse:
    """Judge what the page let be heard, and nothing that came since."""
    form = MarkForm(request.POST)
    mark = form.cleaned_data["mark"] if form.is_valid() else ""
    return _done(request, one, lambda: action(mark, reader=request.reader, at=timezone.now()))


def _done(request: DeskRequest, one: Prompt, action: Callable[[], None]) -> HttpResponse:
    try:
        action()
    except NotTaken as error:
        trouble = Trouble(title=_title(request), words=gettext(str(error)), status=UNFIT)
        return _shown(request, one.purpose, one.words, trouble)
    except (Error, OSError):
        return render(request, "desk/not_stored.html", {"page": one.address}, status=503)
    return redirect(one.address)


def _title(request: HttpRequest) -> str:
    taking = request.path.endswith("/take/")
    return gettext("The recording was not taken") if taking else gettext("Nothing was judged")


def _sent(request: HttpRequest) -> bytes:
    cut = request.META.get(CUT)
    if cut:
        raise NotTaken(Fault.LARGE if cut == "large" else Fault.BUSY)
    found = request.FILES.get(FIELD)
    if found is None:
        raise NotTaken(Fault.NOTHING)
    with found:
        return bytes(found.read())


def _found(purpose: str, words: str) -> tuple[list[Prompt], Prompt]:
    every = prompts()
    for one in every:
        if (one.purpose, one.words) == (purpose, words):
            return every, one
    raise Http404


def _shown(
    request: DeskRequest, purpose: str, words: str, trouble: Trouble | None = None
) -> HttpResponse:
    every, one = _found(purpose, words)
    context = {
        "one": one,
        "next": after(every, one),
        "may_approve": may_approve(request.reader, one),
        "mine": bool(one.waits and one.waits.recorded_by == request.reader.call_sign),
        "heard": sound_of(one) is not None,
        "trouble": trouble,
        "here": "recordings",
    }
    return page(request, "desk/recording.html", context, status=trouble.status if trouble else 200)
