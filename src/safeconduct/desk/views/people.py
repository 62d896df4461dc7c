"""People: who belongs, who is proposed, whose key must be renewed. Nobody makes a member alone."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import staffing
from safeconduct.cases.staffing import NotACallSign, NotAllowed, PlantedMembership
from safeconduct.desk import people_page
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import InviteForm, RemoveForm, RoleForm, TeamForm
from safeconduct.desk.frame import page
from safeconduct.desk.rights import RIGHT_OF
from safeconduct.domain.role import Role, Team
from safeconduct.programme.current import current_bundle
from safeconduct.talks import seats

REFUSED = 409
UNCLEAR = 422


@require_safe
def people(request: DeskRequest) -> HttpResponse:
    return _people(request)


@require_POST
def invite(request: DeskRequest) -> HttpResponse:
    """Invite a newcomer; the digits stand on this answer and nowhere else."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _not_invited(request, form, form.wrong)
    sign, language = form.cleaned_data["call_sign"], form.cleaned_data["language"]
    try:
        at = timezone.now()
        digits = staffing.invite(sign, language, actor=request.reader.actor, at=at)
    except NotACallSign as error:
        return _not_invited(request, form, {"call_sign": people_page.why(error)})
    except NotAllowed as error:
        return _people(request, trouble=people_page.why(error))
    return _people(request, invited={"call_sign": sign, "digits": digits})


@require_POST
def rotate(request: DeskRequest) -> HttpResponse:
    """Make the next version of a team's key."""
    form = TeamForm(request.POST)
    if not form.is_valid():
        raise Http404
    team = Team(form.cleaned_data["team"])
    try:
        staffing.rotate_team(team, reader=request.reader, at=timezone.now())
    except NotAllowed as error:
        return _people(request, trouble=people_page.why(error))
    except PlantedMembership as error:
        told = gettext(people_page.PLANTED).format(what=str(error))
        return _people(request, trouble=told)
    return redirect("people")


@require_safe
def person(request: DeskRequest, call_sign: str) -> HttpResponse:
    return _person(request, call_sign)


@require_POST
def propose(request: DeskRequest, call_sign: str) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person(request, call_sign, gettext(people_page.NO_ROLE), status=UNCLEAR)
    role, actor = Role(form.cleaned_data["role"]), request.reader.actor

    def write() -> None:
        staffing.propose_role(call_sign, role, actor=actor, at=timezone.now())

    return _done(request, call_sign, write)


@require_POST
def confirm(request: DeskRequest, call_sign: str) -> HttpResponse:
    """Vouch for a member who has spoken the words of their key."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    role, spoken = Role(form.cleaned_data["role"]), form.cleaned_data["spoken"]

    def write() -> None:
        at = timezone.now()
        staffing.confirm_role(call_sign, role, reader=request.reader, spoken=spoken, at=at)

    return _done(request, call_sign, write)


@require_POST
def refuse(request: DeskRequest, call_sign: str) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    role = Role(form.cleaned_data["role"])

    def write() -> None:
        staffing.refuse_role(call_sign, role, reader=request.reader, at=timezone.now())

    return _done(request, call_sign, write)


@require_POST
def remove(request: DeskRequest, call_sign: str) -> HttpResponse:
    """Shut a member out, once their call sign was typed again."""
    form = RemoveForm(request.POST)
    if not form.is_valid() or form.cleaned_data["again"].casefold() != call_sign.casefold():
        return _person(request, call_sign, gettext(people_page.OTHER_NAME), status=UNCLEAR)

    def write() -> None:
        at = timezone.now()
        staffing.remove_member(call_sign, actor=request.reader.actor, at=at)
        seats.end_shift(call_sign, at)

    return _done(request, call_sign, write)


def _done(request: DeskRequest, call_sign: str, write: Callable[[], None]) -> HttpResponse:
    try:
        write()
    except NotAllowed as error:
        return _person(request, call_sign, people_page.why(error), status=REFUSED)
    return redirect("person", call_sign=call_sign)


def _not_invited(request: DeskRequest, form: InviteForm, wrong: Mapping[str, str]) -> HttpResponse:
    """Say each error at the top and beside its own field, and keep what was typed and chosen."""
    told = " ".join(wrong.values())
    chosen = form.chosen or get_language()
    return _people(request, trouble=told, wrong=wrong, typed=form.typed, phrase_language=chosen)


def _people(request: DeskRequest, *, trouble: str = "", **facts: object) -> HttpResponse:
    reader, trusted = request.reader, current_bundle().teams
    context = {
        "rows": people_page.rows(reader, trusted),
        "keys": people_page.keys(reader, trusted),
        "may_invite": reader.actor.may(RIGHT_OF["invite"]),
        "phrase_language": get_language(),
        "trouble": trouble,
        **facts,
    }
    return page(request, "desk/people.html", context, status=REFUSED if trouble else 200)


def _person(
    request: DeskRequest, call_sign: str, trouble: str = "", *, status: int = 200
) -> HttpResponse:
    shown = people_page.person(call_sign, request.reader, current_bundle().teams)
    if shown is None:
        raise Http404
    return page(request, "desk/person.html", {"person": shown, "trouble": trouble}, status=status)
