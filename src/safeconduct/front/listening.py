"""Listening to a page: which recording says its words, and that recording, whole or in part.

Nothing is loaded before somebody asks, and a page whose words no recording says offers none.
"""

import re
from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from safeconduct.front import look
from safeconduct.front.door import door
from safeconduct.front.pages import MOST_KEPT, public_page
from safeconduct.front.shown import Public, pages_aloud
from safeconduct.front.spoken_page import spoken_page
from safeconduct.front.wording import Wording
from safeconduct.programme.recordings.mp3 import NotSound
from safeconduct.programme.recordings.shelf import Recording, Shelf
from safeconduct.programme.recordings.spoken import Spoken

MARK = "site.listen.provisional"
PART = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")


def with_recording(public: Public, request: HttpRequest) -> HttpResponse:
    """Answer with a public page; with its recording, where there is one."""
    heard = recording_of(public) if public.aloud else None
    return public_page(public.page, request, **dict(public.facts), heard=heard)


def recording_of(public: Public) -> Recording | None:
    return shelf().find(said(public), mark(public.page.language))


def shelf() -> Shelf:
    """Return this programme's recordings: what people recorded counts as the directory says."""
    return Shelf(settings.HOME.recordings, lambda: door().bundle.reply_keys)


def said(public: Public) -> Spoken:
    """Return what a page says aloud: exactly its words, as this programme shows them now."""
    return _said(public, door().wording(public.page.language))


def mark(language: str) -> str:
    """Return the words that a machine's recording begins with."""
    return door().wording(language).words(MARK)


@lru_cache(MOST_KEPT)
def _said(public: Public, wording: Wording) -> Spoken:
    return spoken_page(public.page.render(**dict(public.facts)), wording.shown_in)


def sound(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """Answer with the recording of a page as it is shown now; any other does not exist."""
    for _, public in pages_aloud(language):
        found = recording_of(public)
        if found and found.digest == digest:
            return _sent(_content(found), request.headers.get("Range", ""))
    raise Http404


def _content(found: Recording) -> bytes:
    try:
        return found.content
    except (OSError, NotSound) as error:
        raise Http404 from error


def _sent(content: bytes, wish: str) -> HttpResponse:
    """Answer with a part where one is asked for: some phones play nothing that comes otherwise."""
    part = _part(wish, len(content))
    if part is None:
        return _dressed(HttpResponse(content))
    if not part:
        answer = _dressed(HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE))
        answer.headers["Content-Range"] = f"bytes */{len(content)}"
        return answer
    answer = HttpResponse(content[part.start : part.stop], status=HTTPStatus.PARTIAL_CONTENT)
    answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    return _dressed(answer)


def _part(wish: str, size: int) -> range | None:
    """Return which bytes are asked for: empty where there are none, None for all of them.

    What is no wish for one part is not looked at, as the protocol allows.
    """
    asked = PART.fullmatch(wish.strip())
    if asked is None or asked[0] == "bytes=-":
        return None
    first, last = asked[1], asked[2]
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1 if last else size))


def _dressed(answer: HttpResponse) -> HttpResponse:
    answer.headers["Content-Type"] = "audio/mpeg"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Security-Policy"] = look.SOUND
    return answer
