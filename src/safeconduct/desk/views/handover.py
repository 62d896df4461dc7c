"""The plan of a handover: its parts, each written by a form of its own."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from safeconduct.cases import planning
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import PlanForm
from safeconduct.desk.trouble import Draft
from safeconduct.desk.views.opened import done
from safeconduct.domain.life import PlanPart


@require_POST
def plan(request: DeskRequest, key: str, part: str) -> HttpResponse:
    """Write what one part of the plan says from now on."""
    form = PlanForm(request.POST)
    if part not in set(PlanPart) or not form.is_valid():
        raise Http404
    wanted = PlanPart(part)

    def write() -> None:
        planning.plan_part(
            key,
            wanted,
            form.told,
            reader=request.reader,
            at=timezone.now(),
            seen=form.last_seen,
        )

    return done(request, key, write, Draft(part=wanted, told=form.told))
