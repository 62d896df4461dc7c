"""The cast of the domain's tests, and the shortest honest way to each state."""

from datetime import UTC, datetime, timedelta

from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import Outcome
from safeconduct.domain.life import (
    ACTS,
    ERRANDS,
    KEPT,
    REQUESTER,
    Action,
    Actor,
    Case,
    DeclineReason,
    Details,
    Event,
    Fact,
    PlanPart,
    Referral,
    RequestKind,
    ReviewResult,
    SizeBand,
    State,
    decide,
    evolve,
)
from safeconduct.domain.role import Role, Team
from safeconduct.domain.urgency import Sign

NIGHT = datetime(2031, 3, 4, 22, 7, tzinfo=UTC)


def staff(call_sign: str, *roles: Role) -> Actor:
    return Actor(call_sign=call_sign, roles=frozenset(roles))


ALICE = staff("Alice", Role.OPERATOR)
ANNA = staff("Anna", Role.OPERATOR)
BOB = staff("Bob", Role.SHIFT_LEAD)
CAROL = staff("Carol", Role.COORDINATOR)
DORA = staff("Dora", Role.RECEPTION_OFFICER)
MALLORY = staff("Mallory", Role.ADMINISTRATOR)
EVERY_HAND = (*(staff("Sam", role) for role in Role), REQUESTER, ERRANDS)

SAMPLES = Details(
    kind=RequestKind.SELF,
    size=SizeBand.ALONE,
    claimed=frozenset({Sign.WOUNDED}),
    claims_before=0,
    sign=Sign.DANGER_NOW,
    result=ReviewResult.CLEAR,
    reason=DeclineReason.ASK_MORE,
    referral=Referral.ANSWERED,
    part=PlanPart.POINT,
    unit=3,
    member=1,
    people=1,
    team=Team.COORDINATION,
    to="Anna",
    outcome=Outcome.QUESTION,
    came_of=CameOf.NOT_ANSWERED,
)


def saying(*facts: Fact) -> Details:
    """Details that say just these facts, with a sample word each."""
    return Details(**{fact.value: getattr(SAMPLES, fact) for fact in facts})


Step = tuple[Action, Actor] | tuple[Action, Actor, Details]

ASKING: tuple[Step, ...] = ((Action.REQUEST, REQUESTER),)
REVIEWED: tuple[Step, ...] = (
    *ASKING,
    (Action.READ, ALICE),
    (Action.REVIEW, ALICE),
    (Action.ASSESS, ALICE),
)
ACCEPTED: tuple[Step, ...] = (
    *REVIEWED,
    (Action.PROPOSE, ALICE),
    (Action.HAND_ON, ALICE),
    (Action.TAKE_OVER, CAROL),
    (Action.CONFIRM, CAROL),
)
PLANNED: tuple[Step, ...] = (
    *ACCEPTED,
    *((Action.PLAN, CAROL, Details(part=part)) for part in PlanPart),
)
COORDINATING: tuple[Step, ...] = (*PLANNED, (Action.COORDINATE, CAROL))
EXPECTED: tuple[Step, ...] = (
    *COORDINATING,
    (Action.NAME_UNIT, CAROL),
    (Action.ACKNOWLEDGE, DORA),
    (Action.AWAIT_ARRIVAL, CAROL),
)
WAYS: dict[State, tuple[Step, ...]] = {
    State.UNOPENED: (),
    State.CONTACTED: ((Action.CONTACT, REQUESTER),),
    State.REQUESTED: ASKING,
    State.IN_REVIEW: REVIEWED,
    State.PREREGISTERED: (*REVIEWED, (Action.PREREGISTER, ALICE)),
    State.ACCEPTED: ACCEPTED,
    State.COORDINATING: COORDINATING,
    State.AWAITING_ARRIVAL: EXPECTED,
    State.RECEIVED: (*EXPECTED, (Action.RECEIVE, DORA), (Action.WITNESS, CAROL)),
    State.WITHDRAWN: (*EXPECTED, (Action.WITHDRAW, REQUESTER)),
    State.LAPSED: (*REVIEWED, (Action.PREREGISTER, ALICE), (Action.LAPSE, ERRANDS)),
    State.REFERRED: (*REVIEWED, (Action.REPLY, ALICE), (Action.REFER, ALICE)),
    State.ABUSE: (*REVIEWED, (Action.END_AS_ABUSE, BOB)),
    State.ATTEMPT_FAILED: (*EXPECTED, (Action.REPORT_FAILURE, CAROL)),
    State.CAPTURED_OTHERWISE: (*REVIEWED, (Action.REPORT_CAPTURE, BOB)),
    State.FATE_UNKNOWN: (*EXPECTED, (Action.LOSE_TRACE, CAROL)),
    State.ERASED: (*EXPECTED, (Action.ERASE, REQUESTER)),
    State.PURGED: (*ASKING, (Action.WITHDRAW, REQUESTER), (Action.PURGE, ERRANDS)),
}


def log_of(*steps: Step) -> list[Event]:
    """The events of these steps, a minute apart; the clock comes after its 180 days."""
    case, log = Case(), []
    for number, (action, actor, *told) in enumerate(steps):
        details = told[0] if told else saying(*ACTS[action].takes)
        late = KEPT if action is Action.LAPSE else timedelta()
        at = NIGHT + number * timedelta(minutes=1) + late
        event = decide(case, action, actor, at, details=details)
        assert isinstance(event, Event), (action, str(event))
        case = evolve(case, event)
        log.append(event)
    return log


def after(*steps: Step) -> Case:
    case = Case()
    for event in log_of(*steps):
        case = evolve(case, event)
    return case


def case_in(state: State) -> Case:
    """A case that has come to this state the shortest honest way."""
    return after(*WAYS[state])


def group(*steps: Step) -> tuple[Step, ...]:
    """The steps of a group of 2-5 that asks together."""
    asked = Details(kind=RequestKind.GROUP, size=SizeBand.FEW)
    return ((Action.REQUEST, REQUESTER, asked), *steps)
