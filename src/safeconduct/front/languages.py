"""Which language a page speaks: the address says it; on the bare address, the browser's wish."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeAlias

from django.http import Http404, HttpRequest, HttpResponse

from safeconduct.front.door import door

MOST_WISHES = 20
View: TypeAlias = Callable[[HttpRequest, str], HttpResponse]
AnyView: TypeAlias = Callable[..., HttpResponse]


def best_language(wishes: str, languages: Sequence[str], default: str) -> str:
    """Return the offered language that an Accept-Language header asks for most.

    Only the first part of a tag counts: `zh-CN` asks for `zh-hans`, `en-GB` for `en`.
    """
    named = {tag.split("-")[0]: tag for tag in languages}
    wanted = [_wish(part) for part in wishes[:1000].split(",")[:MOST_WISHES]]
    offered = [(weight, named[tag]) for weight, tag in wanted if tag in named and weight > 0]
    return max(offered, key=lambda wish: wish[0])[1] if offered else default


def _wish(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";")
    try:
        heavy = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        heavy = 0.0
    return heavy, tag.strip().lower().split("-")[0]


def offered(view: AnyView) -> AnyView:
    """Return the view for languages of this programme; any other address does not exist."""

    @wraps(view)
    def seen(request: HttpRequest, language: str, **more: str) -> HttpResponse:
        if language not in door().languages:
            raise Http404
        return view(request, language, **more)

    return seen
