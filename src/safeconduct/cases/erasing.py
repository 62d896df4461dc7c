"""Destroy what a case holds: after this no key opens anything of it, and the log says so."""

from django.db.models import Q

from safeconduct.cases import models


def destroy_contents(case: models.Case) -> None:
    """Destroy wraps, requester copies, locators, bodies and notes of a case (VAULT section 7)."""
    locator = bytes(case.first.locator)
    case.wraps.all().delete()
    case.copies.all().delete()
    case.replacements.all().delete()
    case.entries.update(body=b"")
    case.outgoing.all().delete()
    case.talk_keys.all().delete()
    arrivals = models.Arrival.objects.filter(Q(casearrival__case=case) | Q(id=case.first_id))
    ids = list(arrivals.values_list("id", flat=True))
    models.Arrival.objects.filter(id__in=ids).update(
        body=b"", wraps=b"", copy=b"", locator=b"", signature=b"", sealed_under=b""
    )
    if locator:
        models.Arrival.objects.filter(locator=locator).update(
            body=b"", locator=b"", signature=b"", sealed_under=b""
        )
