"""Call a person back from their case: the operator's phone rings, then theirs."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.trouble import NO_DRAFT
from safeconduct.desk.views.opened import done
from safeconduct.people.models import Staff
from safeconduct.programme.current import current_deployment
from safeconduct.programme.trunks import way_out
from safeconduct.talks import call_backs
from safeconduct.talks.duty import NotAtTheLine
from safeconduct.talks.seats import seat_of


@require_POST
def call_back(request: DeskRequest, key: str) -> HttpResponse:
    """Begin one try, at an hour that the person named and at no other."""
    at, trunk = timezone.now(), way_out(current_deployment().trunks)

    def begin() -> None:
        seat = seat_of(Staff.objects.get(call_sign=request.reader.call_sign).id, at)
        if seat is None:
            raise NotAtTheLine
        zones = trunk.zones if trunk else ()
        call_backs.call_back(key, seat, reader=request.reader, at=at, zones=zones)

    return done(request, key, begin, NO_DRAFT)
