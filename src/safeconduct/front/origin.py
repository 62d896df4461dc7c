"""Whether a form was sent from a page of ours: what another site sends for somebody counts not.

The threat: a page elsewhere opens our form with a token, a code or an own word that its maker
knows. Whoever then writes here in good faith would write into the hands of that maker.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

from safeconduct.front.door import door

ELSEWHERE = frozenset({"cross-site", "same-site"})


def is_sent(request: HttpRequest) -> bool:
    """Say whether this is a form that was sent from one of our own pages."""
    return request.method == "POST" and not _from_elsewhere(request)


def _from_elsewhere(request: HttpRequest) -> bool:
    """Browsers name the sender; who sends neither header, as text browsers do, is believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ELSEWHERE
    return _host(request.headers.get("Origin", "")) not in {"", *_ours(request)}


def _ours(request: HttpRequest) -> set[str]:
    """Return the name that was asked for, and our own where a proxy has changed the first."""
    asked = f"//{request.headers.get('Host', '')}"
    return {_host(asked), _host(door().deployment.site_address)}


def _host(address: str) -> str:
    """Return the name in an address; nothing for `null` and for what is none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
