"""A newcomer's own screen: digits open it once; what it shows is kept nowhere."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from safeconduct.cases.staffing import NotAllowed, enrol_invited
from safeconduct.desk.people_page import why
from safeconduct.people.enrolment import Card
from safeconduct.people.fingerprint import fingerprint
from safeconduct.programme.current import current_bundle, current_deployment
from safeconduct.programme.languages import written

LONGEST = 60


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the digits of an invitation, or enrol whom they invite."""
    if request.method != "POST":
        return render(request, "desk/join.html")
    recovery = current_bundle().contents.manifest.recovery_public
    digits = request.POST.get("digits", "")[:LONGEST]
    try:
        card = enrol_invited(digits, recovery_public=recovery, at=timezone.now())
    except NotAllowed as error:
        return _again(request, why(error))
    if card is None:
        return _again(request, gettext("These digits invite nobody: mistyped, used, or too old."))
    return render(request, "desk/joined.html", _shown(card))


def _again(request: HttpRequest, trouble: str) -> HttpResponse:
    return render(request, "desk/join.html", {"trouble": trouble}, status=409)


def _shown(card: Card) -> dict[str, object]:
    language = written(get_language() or "en")
    picture = segno.make(card.totp_url(current_deployment().name("en")), error="l")
    return {
        "card": card,
        "picture": picture.svg_data_uri(scale=4, dark="#000", light="#fff"),
        "words": fingerprint(card.kem_public, language),
    }
