"""The purge report: what was destroyed, by class and day; counts, and nothing of whose it was."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from safeconduct.cases.purge_report import destroyed_since
from safeconduct.desk.destroyed_table import DAYS, destroyed_table
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import page
from safeconduct.programme.current import current_deployment


@require_safe
def destroyed(request: DeskRequest) -> HttpResponse:
    since = timezone.now() - timedelta(days=DAYS)
    rows = destroyed_since(since, timedelta(days=current_deployment().last_copy_days))
    return page(request, "desk/destroyed.html", {"table": destroyed_table(rows)})
