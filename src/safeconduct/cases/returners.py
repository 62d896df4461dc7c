"""From signed `add`, `withdraw`, `erase` and `doubt` to events on the case they belong to."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.db.models import QuerySet

from safeconduct.cases import models
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.claims import claims_within_window
from safeconduct.cases.signers import signers_of
from safeconduct.cases.verdicts import MOST_UNREAD, Refused, Verdict, channel_of, readable
from safeconduct.cases.way_back import signed_record
from safeconduct.cases.wished_calls import wish_anew
from safeconduct.domain import urgency
from safeconduct.domain.call_backs import SCRIPT as CALL_BACK
from safeconduct.domain.life import NOTHING_SAID, REQUESTER, Action, Details, Event, decide
from safeconduct.vault.arrivals import ArrivalKind, BadSignature


def take_return(row: models.Arrival) -> None:
    """Apply one arrival of who came back, in the caller's transaction; raises Refused."""
    channel_of(row)
    RETURNS[ArrivalKind(row.kind)](row)


def add_words(row: models.Arrival) -> None:
    case, old_code = signed_for(row)
    seq = _happen(case, row, Action.ADD)
    # By its id: two rows that name each other would keep a file in memory long after.
    models.CaseArrival.objects.create(case=case, arrival_id=row.id, seq=seq)
    if row.request_kind == CALL_BACK and not old_code:
        wish_anew(case, seq, row.stored_at)


def withdraw_case(row: models.Arrival) -> None:
    case, _ = signed_for(row)
    _happen(case, row, Action.WITHDRAW)


def erase_case(row: models.Arrival) -> None:
    case, _ = signed_for(row)
    _happen(case, row, Action.ERASE)


def keep_doubt(row: models.Arrival) -> None:
    """A doubt changes no case; the desk counts those that lie on a case's locator."""
    readable(row)


RETURNS: Mapping[ArrivalKind, Callable[[models.Arrival], None]] = {
    ArrivalKind.ADD: add_words,
    ArrivalKind.WITHDRAW: withdraw_case,
    ArrivalKind.ERASE: erase_case,
    ArrivalKind.DOUBT: keep_doubt,
}


def signed_for(row: models.Arrival) -> tuple[models.Case, bool]:
    """Return the case of an arrival, locked, once the signature of who may is verified.

    True where an older code than counts, or a talk of it, signed: it adds and ends nothing.
    """
    arrival = readable(row)
    cases = models.Case.objects.select_related("first").select_for_update(of=("self",))
    found = by_locator if arrival.locator else by_public
    case = found(cases, arrival.locator or arrival.case_public)
    if case is None:
        raise Refused(Verdict.UNKNOWN_LOCATOR)
    signers = signers_of(case)
    try:
        old_code = signers.code_of(arrival) < signers.newest
    except (BadSignature, ValueError) as error:
        raise Refused(Verdict.BAD_SIGNATURE) from error
    if old_code and arrival.kind is not ArrivalKind.ADD:
        raise Refused(Verdict.UNKNOWN_LOCATOR)
    return case, old_code


def by_public(cases: QuerySet[models.Case], public: bytes) -> models.Case | None:
    """Return the case of a public key; who may speak on it, the signature says."""
    if not public:
        return None
    return cases.filter(first__case_public=public, first__kind=ArrivalKind.NEW).first()


def by_locator(cases: QuerySet[models.Case], locator: bytes) -> models.Case | None:
    """Return the case that a locator leads or led to; what its holder may, the signature says."""
    return (
        _by_replacement(cases, locator)
        or cases.filter(first__locator=locator, first__kind="new").first()
    )


def _by_replacement(cases: QuerySet[models.Case], locator: bytes) -> models.Case | None:
    """A row alone replaces nothing: it counts as a reply key has signed it (VAULT section 2)."""
    for row in models.Replacement.objects.filter(locator=locator):
        case = cases.get(id=row.case_id)
        with suppress(BadSignature):
            if signed_record(row, bytes(case.first.case_public)).locator == locator:
                return case
    return None


def _happen(case: models.Case, row: models.Arrival, action: Action) -> int:
    if action is Action.ADD and case.unread >= MOST_UNREAD:
        raise Refused(Verdict.SET_ASIDE)
    life = life_of(case)
    event = decide(life, action, REQUESTER, row.stored_at, details=_claims(row))
    if not isinstance(event, Event):
        raise Refused(Verdict.NOT_NOW)
    content = hashlib.sha256(bytes(row.body)).digest() if row.body else b""
    return record(case, life, [Happened(event=event, content=content)]).seq


def _claims(row: models.Arrival) -> Details:
    """Return the signs of urgency that who came back has named; only an `add` names any."""
    if row.kind != ArrivalKind.ADD or not row.urgency:
        return NOTHING_SAID
    try:
        claimed = urgency.read(row.urgency)
    except ValueError as error:
        raise Refused(Verdict.BAD_WORDS) from error
    before = claims_within_window(row.stored_at)[row.channel]
    return Details(claimed=claimed, claims_before=before)
