"""Destroy what a case holds: after this no key opens anything of it, and the log says so."""

from django.db.models import Q

from safeconduct.cases import models
from safeconduct.cases.models_of_wishes import WishedCall
from safeconduct.domain.life import EMPTIED, ENDS, Case


def destroy_what_is_over(case: models.Case, before: Case, after: Case) -> None:
    """Destroy what a life has left behind: keys of who may read no more, a plan, or everything.

    Whoever arrived is in the custody record's care (DOMAIN section 3), who erased has said so, and
    a purge is when the time is over; each in the transaction that says so.
    """
    if before.readers != after.readers:
        case.wraps.exclude(team__in=after.readers).delete()
    if before.plan and not after.plan:
        destroy_plan(case)
    if after.state in ENDS | EMPTIED:
        WishedCall.objects.filter(case=case).delete()
    if after.state in EMPTIED and before.state is not after.state:
        destroy_contents(case)


def destroy_plan(case: models.Case) -> None:
    """Destroy the key of a plan with what it says: the next plan has a key of its own."""
    case.plan_wraps.all().delete()
    case.plan_parts.all().delete()


# The public halves go too: who finds the code later could tell by them that it led here.
NOTHING_LEFT = dict.fromkeys(
    (
        "locator", "case_public", "requester_kem", "requester_sign", "talk_sign",
        "sealed_under", "body", "wraps", "copy", "signature",
    ),
    b"",
)  # fmt: skip


def destroy_contents(case: models.Case) -> None:
    """Destroy wraps, plan, requester copies, locators, bodies and notes (VAULT section 7)."""
    locators = locators_of(case)
    case.wraps.all().delete()
    destroy_plan(case)
    case.copies.all().delete()
    case.replacements.all().delete()
    case.entries.update(body=b"")
    case.outgoing.all().delete()
    case.talk_keys.all().delete()
    arrivals = models.Arrival.objects.filter(Q(casearrival__case=case) | Q(id=case.first_id))
    ids = list(arrivals.values_list("id", flat=True))
    models.Arrival.objects.filter(Q(id__in=ids) | Q(locator__in=locators)).update(**NOTHING_LEFT)


def locators_of(case: models.Case) -> list[bytes]:
    """Every locator that leads or led to a case; none where it began without a code."""
    every = [case.first.locator, *case.replacements.values_list("locator", flat=True)]
    return [bytes(one) for one in every if one]
