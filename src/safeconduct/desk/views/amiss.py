"""Pages for what is not there, not allowed, or broken: each says what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.desk.page_behind import page_behind


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One page for what does not exist and for what this reader may not see."""
    del exception
    return render(request, "desk/missing.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return render(request, "desk/refused.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/broken.html", status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: an old page, or one that is not ours."""
    del reason
    words = request.POST.get("words") or request.POST.get("note") or ""
    context = {"words": words, "page": page_behind(request)}
    return render(request, "desk/old_page.html", context, status=403)
