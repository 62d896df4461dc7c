"""A file of a case: each opening is a reading, and what is sent to the browser can do nothing."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from safeconduct.cases.access import access_doubted_file, access_file
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
    found = opened(partial(access_file, key, seq, request.reader))
    return _shown(request, key, found, bytes_at=reverse("file_bytes", args=[key, seq]))


@require_safe
def doubted(request: DeskRequest, key: str, identity: UUID) -> HttpResponse:
    """Open a file that came with a wrong own word, with the caution that it needs."""
    found = opened(partial(access_doubted_file, key, identity, request.reader))
    place = reverse("doubted_bytes", args=[key, identity])
    return _shown(request, key, found, bytes_at=place, doubted=True)


def _shown(
    request: DeskRequest, key: str, found: OpenedFile | None, **told: str | bool
) -> HttpResponse:
    where = channel(found.channel) if found else ""
    context = {"file": found, "where": where, "key": key, **told}
    if request.headers.get("HX-Request"):
        return render(request, "desk/file.html", context)
    in_list = {"list": list_of("queue", request, open_key=key)}
    return page(request, "desk/file_page.html", {**context, **in_list})


@require_safe
def file_bytes(request: DeskRequest, key: str, seq: int) -> HttpResponse:
    return _sent(opened(partial(access_file, key, seq, request.reader)), f"{key}-{seq}")


@require_safe
def doubted_bytes(request: DeskRequest, key: str, identity: UUID) -> HttpResponse:
    found = opened(partial(access_doubted_file, key, identity, request.reader))
    return _sent(found, f"{key}-doubt-{identity.hex[:8]}")


def _sent(found: OpenedFile | None, name: str) -> HttpResponse:
    """Send a picture drawn anew, a voice as it is, anything else to be kept, never to be run."""
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
    answer.headers["Content-Disposition"] = f'{place}; filename="{name}.{found.form.ending}"'
    return answer


def opened(access: Callable[..., OpenedFile]) -> OpenedFile | None:
    """A missing and a forbidden file look the same; None: it does not verify."""
    try:
        return access(timezone.now())
    except NoSuchCase as error:
        raise Http404 from error
    except UNREADABLE:
        return None
