"""Review and acceptance, the handover, and the ends of a case."""

from collections.abc import Mapping

from safeconduct.domain.life.act import Act
from safeconduct.domain.life.needs import Need
from safeconduct.domain.life.words import Action, Fact
from safeconduct.domain.role import Decision, Right

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
        needs=(Need.HELD, Need.PROPOSAL, Need.WISH_TO_COME, Need.MEMBER_CONSENT),
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
    Action.STRIKE_ARRIVAL: Act(
        label="Take the record of an arrival back",
        done="Record of arrival taken back",
        right=Right.RECEIVE,
        needs=(Need.ARRIVAL_RECORDED,),
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
        needs=(Need.HELD, Need.ALL_READ, Need.ANSWERED),
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
    Action.PURGE: Act(
        label="Destroy what a case held, when its time is over",
        done="Purged",
        clock=True,
        needs=(Need.NOTHING_WAITS,),
    ),
}
