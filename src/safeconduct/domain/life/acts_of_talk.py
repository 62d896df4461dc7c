"""What the person does, what is said, and how the queue is worked."""

from collections.abc import Mapping

from safeconduct.domain.life.act import Act
from safeconduct.domain.life.needs import Need
from safeconduct.domain.life.words import Action, Fact
from safeconduct.domain.role import Decision, Right

URGENT = (Fact.CLAIMED, Fact.CLAIMS_BEFORE)

THE_PERSON: Mapping[Action, Act] = {
    Action.CONTACT: Act(
        label="Open a contact",
        done="Contacted",
        right=Right.SPEAK_FOR,
        requester=True,
        needs=(Need.HELD,),
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
    Action.SPEAK: Act(
        label="Note a talk on the line",
        done="Spoke on the line",
        right=Right.ANSWER_CALLS,
        needs=(Need.HELD,),
        takes=(Fact.OUTCOME,),
    ),
    Action.CALL_BACK: Act(
        label="Call back",
        done="Began to call back",
        right=Right.ANSWER_CALLS,
        needs=(Need.HELD,),
    ),
    Action.CALLED_BACK: Act(
        label="Tell what came of a call-back",
        done="What came of the call-back",
        clock=True,
        takes=(Fact.CAME_OF,),
    ),
    Action.SETTLE: Act(
        label="No answer needed",
        done="Settled without an answer",
        right=Right.ANSWER,
        needs=(Need.HELD, Need.ALL_READ),
    ),
    Action.ALLOW_NEW_CODE: Act(
        label="Allow a new code",
        done="New code allowed",
        right=Right.ALLOW_NEW_CODE,
        needs=(Need.HELD,),
        opens=Decision.WAY_BACK,
    ),
    Action.REPLACE_CODE: Act(
        label="Replace a lost code",
        done="Code replaced",
        right=Right.ANSWER,
        needs=(Need.HELD, Need.CODE_ALLOWED),
        closes=Decision.WAY_BACK,
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
