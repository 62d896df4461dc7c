"""The Rules page: the same tables that the code walks, with this reader's own rights marked."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import page
from safeconduct.desk.rule_tables import tables


@require_safe
def rules(request: DeskRequest) -> HttpResponse:
    return page(request, "desk/rules.html", {"tables": tables(request.reader.roles)})
