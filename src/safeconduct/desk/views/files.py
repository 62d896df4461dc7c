"""A file of a case: each opening is a reading, and what is sent to the browser can do nothing."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from safeconduct.cases.access import access_file
from safeconduct.cases.attachments.kinds import FileKind
from safeconduct.cases.attachments.opened import OpenedFile
from safeconduct.cases.attachments.redrawing import NotAPicture, redrawn
from safeconduct.cases.opening import UNREADABLE, NoSuchCase
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import page
from safeconduct.desk.views.lists import list_of
from safeconduct.desk.words import channel
from safeconduct.domain.turns import LineIsFull

CLOSED: Mapping[str, str] = {
    # Whatever these bytes are, a browser that opens them runs nothing and asks nobody.
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SHOWN = frozenset({FileKind.PICTURE, FileKind.VOICE})


@require_safe
def file(request: DeskRequest, key: str, seq: int) -> HttpResponse:
    """Open a file: alone in place of its card, or as a page where nothing swaps it in."""
    found = opened(request, key, seq)
    where = channel(found.channel) if found else ""
    context = {"file": found, "where": where, "key": key, "seq": seq}
    if request.headers.get("HX-Request"):
        return render(request, "desk/file.html", context)
    in_list = {"list": list_of("queue", request, open_key=key)}
    return page(request, "desk/file_page.html", {**context, **in_list})


@require_safe
def file_bytes(request: DeskRequest, key: str, seq: int) -> HttpResponse:
    """Send a picture drawn anew, a voice as it is, anything else to be kept, never to be run."""
    found = opened(request, key, seq)
    if found is None:
        raise Http404
    try:
        content = redrawn(found.content) if found.form.kind is FileKind.PICTURE else found.content
    except NotAPicture:
        return HttpResponse(status=422, headers=CLOSED)
    except LineIsFull:
        return HttpResponse(status=503, headers=CLOSED)
    answer = HttpResponse(content, content_type=found.form.media, headers=CLOSED)
    place = "inline" if found.form.kind in SHOWN else "attachment"
    # The name is ours: what a person called the file was never kept.
    answer.headers["Content-Disposition"] = f'{place}; filename="{key}-{seq}.{found.form.ending}"'
    return answer


def opened(request: DeskRequest, key: str, seq: int) -> OpenedFile | None:
    """A missing and a forbidden file look the same; None: it does not verify."""
    try:
        return access_file(key, seq, request.reader, timezone.now())
    except NoSuchCase as error:
        raise Http404 from error
    except UNREADABLE:
        return None
