"""What an event changes in a case: a table of small functions, walked by `evolve`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from safeconduct.domain.life.case import Case, Declined, Event
from safeconduct.domain.life.moves import EMPTIED, ENDS
from safeconduct.domain.life.words import Action, State
from safeconduct.domain.role import REQUESTER, Team

Told = TypeVar("Told")
Effect = Callable[[Case, Event], Case]


def told(case: Case, event: Event) -> Case:
    """Whom it is about, as far as this event says so."""
    said = event.details
    before = said.claims_before
    return replace(
        case,
        kind=case.kind if said.kind is None else said.kind,
        size=case.size if said.size is None else said.size,
        claimed=case.claimed | said.claimed,
        claims_before=case.claims_before if before is None else before,
    )


def heard(case: Case, event: Event) -> Case:
    """A word from the person: it renews, and from their own hand it waits for an answer."""
    case = replace(case, last_seen=event.at, renewed_at=event.at)
    if event.actor != REQUESTER.call_sign:
        return case
    return replace(case, waiting_since=case.waiting_since or event.at)


def wrote(case: Case, event: Event) -> Case:
    """A word from the person with something to read in it."""
    case = told(heard(case, event), event)
    if event.actor != REQUESTER.call_sign:
        return case
    return replace(case, unread=case.unread + 1, answered=False)


def taken_up_again(case: Case, event: Event) -> Case:
    """The silence ends here, even where it was staff who ended it."""
    if event.actor == REQUESTER.call_sign:
        return heard(case, event)
    return replace(case, renewed_at=event.at)


def seen(case: Case, event: Event) -> Case:
    return replace(case, last_seen=event.at, renewed_at=event.at)


def read(case: Case, _event: Event) -> Case:
    return replace(case, unread=0)


def answered(case: Case, event: Event) -> Case:
    return replace(settled(case, event), answered=True)


def settled(case: Case, _event: Event) -> Case:
    """Nothing waits any more, unless receiving units do."""
    return case if case.to_stand_down else replace(case, waiting_since=None)


def code_allowed(case: Case, event: Event) -> Case:
    return replace(case, code_allowed_by=event.actor, code_allowed_at=event.at)


def code_replaced(case: Case, _event: Event) -> Case:
    """What was allowed was one code, not one each hour."""
    return replace(case, code_allowed_by="", code_allowed_at=None)


def amended(case: Case, event: Event) -> Case:
    """Another person to decide about is another decision: an open proposal falls."""
    return replace(told(case, event), proposed_by="")


def assigned(case: Case, event: Event) -> Case:
    return replace(case, assigned=event.details.to or event.actor)


def released(case: Case, _event: Event) -> Case:
    return replace(case, assigned="")


def sign_confirmed(case: Case, event: Event) -> Case:
    return replace(case, confirmed=case.confirmed | _only(event.details.sign))


def sign_dropped(case: Case, event: Event) -> Case:
    gone = _only(event.details.sign)
    return replace(case, claimed=case.claimed - gone, confirmed=case.confirmed - gone)


def offered(case: Case, event: Event) -> Case:
    return replace(case, offered=event.details.team)


def handed_back(case: Case, _event: Event) -> Case:
    return replace(case, offered=None)


def taken_over(case: Case, event: Event) -> Case:
    """The giver's wrap goes; the shift lead keeps theirs, since they answer for the night.

    Who takes over has it from then on: a case that nobody has is nobody's to bring over.
    """
    team = case.offered or case.team
    holders = case.holders - {case.team} | {Team.LEAD, team}
    return replace(case, team=team, holders=holders, offered=None, assigned=event.actor)


def assessed(case: Case, event: Event) -> Case:
    """A new result is a new ground: a proposal made on the old one falls."""
    return replace(case, review=event.details.result, proposed_by="")


def consented(case: Case, event: Event) -> Case:
    return replace(case, members=case.members | _only(event.details.member))


def retracted(case: Case, event: Event) -> Case:
    return replace(case, members=case.members - _only(event.details.member))


def proposed(case: Case, event: Event) -> Case:
    return replace(case, proposed_by=event.actor, declined=None)


def unproposed(case: Case, _event: Event) -> Case:
    return replace(case, proposed_by="")


def declined(case: Case, event: Event) -> Case:
    """Where nobody has the case it comes back to who proposed: they must not overlook it."""
    told = Declined(by=event.actor, proposed_by=case.proposed_by, reason=event.details.reason)
    back = case.proposed_by if case.team is Team.INTAKE else ""
    return replace(case, proposed_by="", declined=told, assigned=case.assigned or back)


def planned(case: Case, event: Event) -> Case:
    """A changed plan is one that no unit has acknowledged."""
    return replace(case, plan=case.plan | _only(event.details.part), acknowledged=frozenset())


def unit_named(case: Case, event: Event) -> Case:
    return replace(case, units=case.units | _only(event.details.unit))


def unit_dropped(case: Case, event: Event) -> Case:
    gone = _only(event.details.unit)
    return replace(case, units=case.units - gone, acknowledged=case.acknowledged - gone)


def unit_acknowledged(case: Case, event: Event) -> Case:
    return replace(case, acknowledged=case.acknowledged | _only(event.details.unit))


def stood_down(case: Case, _event: Event) -> Case:
    waits = None if case.state in EMPTIED else case.waiting_since
    return replace(case, units=frozenset(), acknowledged=frozenset(), waiting_since=waits)


def arrived(case: Case, event: Event) -> Case:
    return replace(case, received_by=event.actor, people=event.details.people or 0)


def struck(case: Case, _event: Event) -> Case:
    return replace(case, received_by="", people=0)


EFFECTS: Mapping[Action, Effect] = {
    Action.CONTACT: wrote,
    Action.REQUEST: wrote,
    Action.ADD: wrote,
    Action.SEEN: seen,
    Action.RENEW: seen,
    Action.POSTPONE: taken_up_again,
    Action.REOPEN: taken_up_again,
    Action.CLEAR_OF_ABUSE: taken_up_again,
    Action.READ: read,
    Action.SPEAK: seen,
    Action.REPLY: answered,
    Action.SETTLE: settled,
    Action.ALLOW_NEW_CODE: code_allowed,
    Action.REPLACE_CODE: code_replaced,
    Action.TAKE: assigned,
    Action.RELEASE: released,
    Action.ASSIGN: assigned,
    Action.CONFIRM_SIGN: sign_confirmed,
    Action.DROP_SIGN: sign_dropped,
    Action.AMEND: amended,
    Action.HAND_ON: offered,
    Action.TAKE_OVER: taken_over,
    Action.HAND_BACK: handed_back,
    Action.ASSESS: assessed,
    Action.CONSENT: consented,
    Action.RETRACT_CONSENT: retracted,
    Action.PROPOSE: proposed,
    Action.TAKE_BACK: unproposed,
    Action.DECLINE: declined,
    Action.PLAN: planned,
    Action.NAME_UNIT: unit_named,
    Action.DROP_UNIT: unit_dropped,
    Action.ACKNOWLEDGE: unit_acknowledged,
    Action.STAND_DOWN: stood_down,
    Action.RECEIVE: arrived,
    Action.STRIKE_ARRIVAL: struck,
}


def plan_is_off(case: Case, event: Event) -> Case:
    """Units that were named still wait for someone: that keeps the case before the desk."""
    waits = case.waiting_since or (event.at if case.units else None)
    return replace(case, plan=frozenset(), acknowledged=frozenset(), waiting_since=waits)


def review_begins(case: Case, event: Event) -> Case:
    return replace(plan_is_off(case, event), review=None)


def preregistration_begins(case: Case, event: Event) -> Case:
    return replace(plan_is_off(case, event), renewed_at=event.at)


def coordination_begins(case: Case, _event: Event) -> Case:
    return replace(case, acknowledged=frozenset())


def ends(case: Case, event: Event) -> Case:
    """Nobody waits any more; what nobody has read yet stays counted."""
    return plan_is_off(replace(case, waiting_since=None, assigned="", offered=None), event)


def reception_ends(case: Case, _event: Event) -> Case:
    """The talk is destroyed and nobody holds it; the rest is the custody record's."""
    return replace(_emptied(case), people=case.people)


def erasure(case: Case, event: Event) -> Case:
    """Nothing of the person stays; units that were named must still be told."""
    return plan_is_off(replace(_emptied(case), units=case.units), event)


def _emptied(case: Case) -> Case:
    return Case(
        state=case.state,
        kind=case.kind,
        size=case.size,
        team=case.team,
        holders=frozenset(),
        last_seen=case.last_seen,
        seq=case.seq,
    )


ENTERING: Mapping[State, Effect] = {
    State.IN_REVIEW: review_begins,
    State.PREREGISTERED: preregistration_begins,
    State.COORDINATING: coordination_begins,
    State.RECEIVED: reception_ends,
    **dict.fromkeys(ENDS - EMPTIED, ends),
    **dict.fromkeys(ENDS & EMPTIED, erasure),
}


def moved(case: Case, event: Event, to: State) -> Case:
    """The case in its new state: a proposal falls with the old one; a recorded arrival stays."""
    if to is case.state:
        return case
    ended_at = event.at if to in ENDS - EMPTIED else None
    case = replace(case, state=to, ended_at=ended_at, proposed_by="", declined=None)
    return ENTERING.get(to, unchanged)(case, event)


def unchanged(case: Case, _event: Event) -> Case:
    return case


def _only(value: Told | None) -> frozenset[Told]:
    return frozenset() if value is None else frozenset({value})
