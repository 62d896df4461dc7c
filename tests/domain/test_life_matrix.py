"""The whole of LIFE at once: every state, action and hand, and walks that nobody planned."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.domain.life import (
    ACTS,
    BEFORE_ARRIVAL,
    EMPTIED,
    ENDS,
    ERRANDS,
    KEPT,
    LIFE,
    NEEDS,
    REQUESTER,
    Action,
    Actor,
    ActorKind,
    Case,
    DeclineReason,
    Details,
    Event,
    PlanPart,
    Referral,
    RequestKind,
    ReviewResult,
    SizeBand,
    State,
    Why,
    decide,
    evolve,
    offers,
    read_details,
    replay,
    written_details,
)
from safeconduct.domain.role import FOUR_EYES, HANDED_TO, RIGHTS, Decision, Role, Team, teams_of
from safeconduct.domain.urgency import Sign
from tests.domain.cast import (
    EVERY_HAND,
    NIGHT,
    SAMPLES,
    WAYS,
    case_in,
    log_of,
    saying,
    staff,
)

LATER = NIGHT + timedelta(days=1)
BY_CLOCK = {Action.LAPSE, Action.PURGE}

# Three people with several roles each: the most that one person could try.
CROWD = (
    staff("Alice", Role.OPERATOR, Role.SHIFT_LEAD, Role.COORDINATOR, Role.RECEPTION_OFFICER),
    staff("Bob", Role.SHIFT_LEAD, Role.COORDINATOR, Role.RECEPTION_OFFICER),
    staff("Carol", Role.COORDINATOR, Role.OPERATOR, Role.MEDICAL_OFFICER),
    staff("Mallory", Role.ADMINISTRATOR, Role.SPOKESPERSON, Role.AUDITOR),
    REQUESTER,
    ERRANDS,
)
WORDS = st.builds(
    Details,
    kind=st.sampled_from(RequestKind),
    size=st.sampled_from(SizeBand),
    claimed=st.frozensets(st.sampled_from(Sign)),
    claims_before=st.integers(0, 40),
    sign=st.sampled_from(Sign),
    result=st.sampled_from(ReviewResult),
    reason=st.sampled_from(DeclineReason),
    referral=st.sampled_from(Referral),
    part=st.sampled_from(PlanPart),
    unit=st.integers(1, 3),
    member=st.integers(1, 3),
    people=st.integers(0, 5),
    team=st.sampled_from(Team),
    to=st.sampled_from(["Alice", "Bob"]),
)


@pytest.mark.parametrize("state", State, ids=str)
def test_every_action_of_every_hand_is_decided_or_refused_with_its_reason(state):
    case = case_in(state)
    for action in Action:
        for actor in EVERY_HAND:
            answer = decide(case, action, actor, LATER, details=saying(*ACTS[action].takes))
            if isinstance(answer, Event):
                assert evolve(case, answer).state is LIFE[state][action]
            else:
                assert str(answer)
                assert bool(answer.missing) is (answer.why is Why.MISSING)


@pytest.mark.parametrize("state", State, ids=str)
def test_the_refusal_names_the_first_thing_in_the_way(state):
    case = case_in(state)
    for action in Action:
        for actor in EVERY_HAND:
            answer = decide(case, action, actor, LATER, details=saying(*ACTS[action].takes))
            if action not in LIFE[state]:
                assert getattr(answer, "why", None) is Why.NOT_IN_THIS_STATE
            elif not _may(actor, action):
                assert getattr(answer, "why", None) is Why.NOT_YOUR_RIGHT


@pytest.mark.parametrize("state", State, ids=str)
def test_what_is_offered_as_possible_is_possible_and_nothing_else_is(state):
    case = case_in(state)
    for actor in EVERY_HAND:
        possible = {offer.action for offer in offers(case, actor) if offer.possible}
        decided = {
            action
            for action in Action
            if not ACTS[action].clock
            and isinstance(
                decide(case, action, actor, LATER, details=saying(*ACTS[action].takes)), Event
            )
        }
        assert decided <= possible
        # What was said can still be wrong: the unit, the team, the number.
        assert all(ACTS[action].takes for action in possible - decided)


def test_every_state_but_the_first_can_be_left_by_the_person_or_is_over():
    for state in BEFORE_ARRIVAL:
        assert LIFE[state][Action.WITHDRAW] is State.WITHDRAWN
        assert LIFE[state][Action.ERASE] is State.ERASED


def test_no_hand_but_a_persons_leads_to_an_end_other_than_lapsed_and_purged():
    for state, row in LIFE.items():
        by_clock = {to for action, to in row.items() if ACTS[action].clock}
        assert by_clock - {state} <= {State.LAPSED, State.PURGED}


def test_from_every_end_that_kept_its_contents_a_person_can_still_be_received():
    assert all(LIFE[end][Action.WITNESS] is State.RECEIVED for end in ENDS - EMPTIED)


@given(st.data())
def test_the_log_replays_to_the_state_wherever_a_walk_leads(data):
    case, log = _walk(data)
    assert replay(log) == case
    assert case.seq == len(log)
    reread = [
        Event(kind=e.kind, actor=e.actor, at=e.at, details=read_details(written_details(e.details)))
        for e in log
    ]
    assert replay(reread) == case


@given(st.data())
def test_no_walk_lets_one_person_do_both_halves_of_a_decision(data):
    _, log = _walk(data)
    opened: dict[Decision, str] = {}
    for event in log:
        act = ACTS[event.kind]
        if act.closes:
            assert opened[act.closes] != event.actor
        if act.opens:
            opened[act.opens] = event.actor


@pytest.mark.parametrize("state", State, ids=str)
def test_not_even_someone_with_every_role_does_both_halves(state):
    everyone = staff("Eve", *Role)
    for first in (action for action in LIFE[state] if ACTS[action].opens):
        event = decide(case_in(state), first, everyone, LATER, details=saying(*ACTS[first].takes))
        case = evolve(case_in(state), event) if isinstance(event, Event) else case_in(state)
        for second in (a for a in LIFE[state] if ACTS[a].closes is ACTS[first].opens):
            told = saying(*ACTS[second].takes)
            assert not isinstance(decide(case, second, everyone, LATER, details=told), Event)


@given(st.data())
def test_no_walk_leaves_an_end_but_by_the_table(data):
    _, log = _walk(data)
    states = [replay(log[:length]).state for length in range(len(log) + 1)]
    back = {Action.REOPEN, Action.CLEAR_OF_ABUSE, Action.WITNESS}
    for (before, after), event in zip(pairwise(states), log, strict=True):
        assert before not in ENDS or after in ENDS or event.kind in back


@given(st.data())
def test_on_every_walk_the_person_has_a_way_out_and_the_clock_never_refuses(data):
    case, log = _walk(data)
    if case.state in BEFORE_ARRIVAL:
        way_out = decide(case, Action.WITHDRAW, REQUESTER, LATER)
        assert isinstance(way_out, Event)
    assert {event.kind for event in log if event.actor == ERRANDS.call_sign} <= BY_CLOCK


@given(st.data())
def test_on_every_walk_a_case_has_a_team_that_holds_it_until_it_is_empty(data):
    case, _ = _walk(data)
    if case.state in EMPTIED:
        assert case.readers == frozenset()
    else:
        assert {case.team, Team.LEAD} <= case.holders <= HANDED_TO


@given(st.data())
def test_no_walk_awaits_an_arrival_that_a_named_unit_has_not_acknowledged(data):
    _, log = _walk(data)
    for length, event in enumerate(log):
        if event.kind is Action.AWAIT_ARRIVAL:
            case = replay(log[:length])
            assert case.plan == set(PlanPart)
            assert case.units == case.acknowledged != frozenset()


def test_the_halves_of_a_decision_carry_the_rights_of_the_four_eyes_table():
    for act in ACTS.values():
        if act.opens:
            assert act.right is FOUR_EYES[act.opens].first
        if act.closes:
            assert act.right is FOUR_EYES[act.closes].second


def test_every_right_that_a_row_names_reaches_a_team_that_can_hold_a_case():
    for act in ACTS.values():
        if act.right:
            assert teams_of(RIGHTS[act.right]) & HANDED_TO


def test_every_need_has_its_words_and_is_asked_for_somewhere():
    assert {need for act in ACTS.values() for need in act.needs} == NEEDS.keys()
    assert all(row.label for row in NEEDS.values())


def _may(actor: Actor, action: Action) -> bool:
    act = ACTS[action]
    if actor.kind is ActorKind.STAFF:
        return act.right is not None and bool(actor.roles & RIGHTS[act.right])
    return act.requester if actor.kind is ActorKind.REQUESTER else act.clock


def _walk(data: st.DataObject) -> tuple[Case, list[Event]]:
    """A case after up to thirty deeds of the crowd, begun anywhere on the way."""
    log = log_of(*WAYS[data.draw(st.sampled_from([State.UNOPENED, *BEFORE_ARRIVAL]))])
    case, at = replay(log), LATER
    for _ in range(data.draw(st.integers(0, 30))):
        event = _deed(data, case, at)
        if isinstance(event, Event):
            case, log = evolve(case, event), [*log, event]
        at += data.draw(st.sampled_from([timedelta(minutes=1), KEPT]))
    return case, log


def _deed(data: st.DataObject, case: Case, at: datetime) -> object:
    row = LIFE[case.state]
    goes_on = [action for action, to in row.items() if to not in ENDS]
    action = data.draw(st.sampled_from([*goes_on, *goes_on, *goes_on, *row]))
    actor = data.draw(st.sampled_from([actor for actor in CROWD if _may(actor, action)]))
    said = data.draw(WORDS)
    told = {fact.value: getattr(said, fact) for fact in ACTS[action].takes}
    return decide(case, action, actor, at, details=Details(**told))


def test_the_samples_of_the_cast_say_every_fact():
    assert len(SAMPLES.said) == len(Details.__slots__)
