"""Every action: who may do it, what it needs and tells, and which half of a decision it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.domain.life.needs import Need
from safeconduct.domain.life.words import Action, Fact
from safeconduct.domain.role import ActorKind, Decision, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One row. `right` opens it to staff; `requester` and `clock` to the person and to errands.

    `takes` must be told and `may` can be told with it; `opens` and `closes` are the halves of a
    decision that takes two people.
    """

    label: str
    done: str
    right: Right | None = None
    requester: bool = False
    clock: bool = False
    needs: tuple[Need, ...] = ()
    takes: tuple[Fact, ...] = ()
    may: tuple[Fact, ...] = ()
    opens: Decision | None = None
    closes: Decision | None = None

    def open_to(self, kind: ActorKind) -> bool:
        return {
            ActorKind.STAFF: self.right is not None,
            ActorKind.REQUESTER: self.requester,
            ActorKind.ERRANDS: self.clock,
        }[kind]


URGENT = (Fact.CLAIMED, Fact.CLAIMS_BEFORE)

THE_PERSON: Mapping[Action, Act] = {
    Action.CONTACT: Act(
        label="Open a contact",
        done="Contacted",
        right=Right.SPEAK_FOR,
        requester=True,
        may=(Fact.KIND, Fact.SIZE, *URGENT),
    ),
    Action.REQUEST: Act(
        label="Record a request",
        done="Requested",
        right=Right.SPEAK_FOR,
        requester=True,
        needs=(Need.HELD,),
        takes=(Fact.KIND, Fact.SIZE),
        may=URGENT,
    ),
    Action.ADD: Act(label="Add words", done="Wrote again", requester=True, may=URGENT),
    Action.SEEN: Act(label="Read the answer", done="Read the answer", requester=True),
    Action.RENEW: Act(
        label="Renew for 180 days",
        done="Pre-registration renewed",
        right=Right.SPEAK_FOR,
        requester=True,
        needs=(Need.HELD,),
    ),
    Action.POSTPONE: Act(
        label="Postpone",
        done="Postponed",
        right=Right.POSTPONE,
        requester=True,
        needs=(Need.HELD,),
    ),
    Action.WITHDRAW: Act(
        label="Record that the person withdraws",
        done="Withdrawn",
        right=Right.SPEAK_FOR,
        requester=True,
        needs=(Need.HELD,),
    ),
    Action.ERASE: Act(label="Delete everything", done="Erased by the person", requester=True),
    Action.REOPEN: Act(
        label="Reopen",
        done="Reopened",
        right=Right.REOPEN,
        requester=True,
        needs=(Need.HELD,),
    ),
}

THE_CONVERSATION: Mapping[Action, Act] = {
    Action.READ: Act(label="Read", done="Read", right=Right.READ_CASE, needs=(Need.READABLE,)),
    Action.REPLY: Act(
        label="Reply",
        done="Replied",
        right=Right.ANSWER,
        needs=(Need.HELD, Need.WORD_FROM_PERSON),
    ),
    Action.NOTE: Act(
        label="Write a note", done="Note written", right=Right.READ_CASE, needs=(Need.HELD,)
    ),
    Action.SETTLE: Act(
        label="No answer needed",
        done="Settled without an answer",
        right=Right.ANSWER,
        needs=(Need.HELD, Need.ALL_READ),
    ),
    Action.REPLACE_CODE: Act(
        label="Replace a lost code",
        done="Code replaced",
        right=Right.ANSWER,
        needs=(Need.HELD,),
    ),
}

THE_QUEUE: Mapping[Action, Act] = {
    Action.TAKE: Act(label="Take", done="Taken", right=Right.READ_CASE, needs=(Need.HELD,)),
    Action.RELEASE: Act(
        label="Give back to the queue",
        done="Given back to the queue",
        right=Right.READ_CASE,
        needs=(Need.HELD, Need.ASSIGNED),
    ),
    Action.ASSIGN: Act(
        label="Assign",
        done="Assigned",
        right=Right.ASSIGN,
        needs=(Need.HELD,),
        takes=(Fact.TO,),
    ),
    Action.CONFIRM_SIGN: Act(
        label="Confirm urgency",
        done="Urgency confirmed",
        right=Right.SORT,
        needs=(Need.HELD,),
        takes=(Fact.SIGN,),
    ),
    Action.DROP_SIGN: Act(
        label="Withdraw urgency",
        done="Urgency withdrawn",
        right=Right.SORT,
        needs=(Need.HELD, Need.A_SIGN),
        takes=(Fact.SIGN,),
    ),
    Action.AMEND: Act(
        label="Correct whom it is about",
        done="Corrected whom it is about",
        right=Right.SORT,
        needs=(Need.HELD,),
        takes=(Fact.KIND, Fact.SIZE),
    ),
    Action.HAND_ON: Act(
        label="Hand on",
        done="Handed on",
        right=Right.HAND_ON,
        needs=(Need.HELD, Need.NO_OFFER, Need.ANOTHER_TEAM, Need.TEAM_THAT_TALKS),
        takes=(Fact.TEAM,),
    ),
    Action.TAKE_OVER: Act(
        label="Take over",
        done="Taken over",
        right=Right.HAND_ON,
        needs=(Need.OFFER, Need.OFFERED_TO_YOU),
    ),
    Action.HAND_BACK: Act(
        label="Hand back",
        done="Handed back",
        right=Right.HAND_ON,
        needs=(Need.READABLE, Need.OFFER),
    ),
}

THE_DECISION: Mapping[Action, Act] = {
    Action.REVIEW: Act(
        label="Begin the review",
        done="Review begun",
        right=Right.REVIEW,
        needs=(Need.HELD, Need.WISH_TO_COME),
    ),
    Action.ASSESS: Act(
        label="Record a review result",
        done="Review result recorded",
        right=Right.REVIEW,
        needs=(Need.HELD,),
        takes=(Fact.RESULT,),
    ),
    Action.CONSENT: Act(
        label="Record a member's own consent",
        done="Member's consent recorded",
        right=Right.SPEAK_FOR,
        needs=(Need.HELD, Need.GROUP),
        takes=(Fact.MEMBER,),
    ),
    Action.RETRACT_CONSENT: Act(
        label="Record that a member does not come",
        done="Member does not come",
        right=Right.SPEAK_FOR,
        needs=(Need.HELD, Need.GROUP),
        takes=(Fact.MEMBER,),
    ),
    Action.PREREGISTER: Act(
        label="Pre-register",
        done="Pre-registered",
        right=Right.PREREGISTER,
        needs=(Need.HELD, Need.WISH_TO_COME),
    ),
    Action.PROPOSE: Act(
        label="Propose acceptance",
        done="Acceptance proposed",
        right=Right.PROPOSE_ACCEPTANCE,
        needs=(
            Need.HELD,
            Need.REVIEW_RESULT,
            Need.WISH_TO_COME,
            Need.MEMBER_CONSENT,
            Need.NO_PROPOSAL,
        ),
        opens=Decision.ACCEPTANCE,
    ),
    Action.TAKE_BACK: Act(
        label="Take the proposal back",
        done="Proposal taken back",
        right=Right.PROPOSE_ACCEPTANCE,
        needs=(Need.HELD, Need.PROPOSAL),
    ),
    Action.CONFIRM: Act(
        label="Confirm acceptance",
        done="Acceptance confirmed",
        right=Right.CONFIRM_ACCEPTANCE,
        needs=(Need.HELD, Need.PROPOSAL, Need.MEMBER_CONSENT),
        closes=Decision.ACCEPTANCE,
    ),
    Action.DECLINE: Act(
        label="Decline the proposal",
        done="Proposal declined",
        right=Right.CONFIRM_ACCEPTANCE,
        needs=(Need.HELD, Need.PROPOSAL),
        takes=(Fact.REASON,),
        closes=Decision.ACCEPTANCE,
    ),
}

THE_HANDOVER: Mapping[Action, Act] = {
    Action.PLAN: Act(
        label="Record a part of the plan",
        done="Plan recorded",
        right=Right.COORDINATE,
        needs=(Need.HELD,),
        takes=(Fact.PART,),
    ),
    Action.COORDINATE: Act(
        label="Begin coordination",
        done="Coordination begun",
        right=Right.COORDINATE,
        needs=(
            Need.HELD,
            Need.PLAN_WINDOW,
            Need.PLAN_POINT,
            Need.PLAN_RECOGNITION,
            Need.PLAN_COUNTER_SIGN,
        ),
    ),
    Action.NAME_UNIT: Act(
        label="Name a receiving unit",
        done="Receiving unit named",
        right=Right.COORDINATE,
        needs=(Need.HELD,),
        takes=(Fact.UNIT,),
    ),
    Action.DROP_UNIT: Act(
        label="Take a receiving unit off",
        done="Receiving unit taken off",
        right=Right.COORDINATE,
        needs=(Need.HELD, Need.KNOWN_UNIT),
        takes=(Fact.UNIT,),
    ),
    Action.ACKNOWLEDGE: Act(
        label="Acknowledge for a receiving unit",
        done="Receiving unit acknowledged",
        right=Right.ACKNOWLEDGE,
        needs=(Need.KNOWN_UNIT,),
        takes=(Fact.UNIT,),
    ),
    Action.AWAIT_ARRIVAL: Act(
        label="Tell the person to come",
        done="Awaiting arrival",
        right=Right.COORDINATE,
        needs=(Need.HELD, Need.UNIT_NAMED, Need.UNITS_ACKNOWLEDGED),
    ),
    Action.REPLAN: Act(
        label="Change the plan",
        done="Plan reopened",
        right=Right.COORDINATE,
        needs=(Need.HELD,),
    ),
    Action.STAND_DOWN: Act(
        label="Record that the units are told not to wait",
        done="Receiving units stood down",
        right=Right.COORDINATE,
        needs=(Need.UNIT_NAMED,),
    ),
    Action.RECEIVE: Act(
        label="Record an arrival",
        done="Arrival recorded",
        right=Right.RECEIVE,
        needs=(Need.PEOPLE_COUNTED,),
        takes=(Fact.PEOPLE,),
        opens=Decision.RECEPTION,
    ),
    Action.WITNESS: Act(
        label="Witness the arrival",
        done="Arrival witnessed",
        right=Right.WITNESS,
        needs=(Need.ARRIVAL_RECORDED,),
        closes=Decision.RECEPTION,
    ),
}

THE_ENDS: Mapping[Action, Act] = {
    Action.LAPSE: Act(
        label="Let lapse after 180 days", done="Lapsed", clock=True, needs=(Need.SILENCE,)
    ),
    Action.REFER: Act(
        label="Refer",
        done="Referred",
        right=Right.REFER,
        needs=(Need.HELD, Need.ALL_READ),
        takes=(Fact.REFERRAL,),
    ),
    Action.END_AS_ABUSE: Act(
        label="End as abuse",
        done="Ended as abuse",
        right=Right.JUDGE_ABUSE,
        needs=(Need.HELD, Need.ALL_READ),
    ),
    Action.CLEAR_OF_ABUSE: Act(
        label="Take the judgement of abuse back",
        done="Judgement of abuse taken back",
        right=Right.JUDGE_ABUSE,
        needs=(Need.HELD,),
    ),
    Action.REPORT_FAILURE: Act(
        label="Record that the attempt failed",
        done="Attempt failed",
        right=Right.REPORT_FATE,
        needs=(Need.HELD,),
    ),
    Action.REPORT_CAPTURE: Act(
        label="Record that the person was captured otherwise",
        done="Captured otherwise",
        right=Right.REPORT_FATE,
        needs=(Need.HELD,),
    ),
    Action.LOSE_TRACE: Act(
        label="Record that the fate is unknown",
        done="Fate unknown",
        right=Right.REPORT_FATE,
        needs=(Need.HELD,),
    ),
}

ACTS: Mapping[Action, Act] = {
    **THE_PERSON,
    **THE_CONVERSATION,
    **THE_QUEUE,
    **THE_DECISION,
    **THE_HANDOVER,
    **THE_ENDS,
}
