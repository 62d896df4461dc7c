"""The only middleware of the public door: what every answer carries, and how much may come in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from safeconduct.front.attaching import CUT
from safeconduct.front.door import door, now
from safeconduct.front.trouble import too_much

HEADERS = {
    "Cache-Control": "no-store",
    # With `no-referrer` browsers would send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
PIECE = 64 * 1024
MOST_RUNS_BY = 16 * 1024 * 1024


class PublicDoor:
    """Refuses bodies beyond the limit; closes every answer to caches and other sites."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        door().hour_keys.sweep(now)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Not what the sender names: Python's `punycode` works on 250 KB for half a minute.
        request.encoding = "utf-8"
        response = self.refuse(request) if _too_long(request) else self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if isinstance(response, HttpResponse):
            # One piece with a length: a bad connection shows how much is still to come.
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def refuse(self, request: HttpRequest) -> HttpResponseBase:
        """Let what was sent run by, up to a bound: a browser that still sends reads no answer."""
        for _ in range(MOST_RUNS_BY // PIECE):
            if not request.read(PIECE):
                break
        return too_much(request)


def _too_long(request: HttpRequest) -> bool:
    """Say whether a body is refused unread; one that was cut is within bounds by that."""
    if CUT in request.META:
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    with_file = request.content_type == "multipart/form-data"
    most = (
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE if with_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )
    return not length.isdigit() or int(length) > most
