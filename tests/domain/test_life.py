"""The life of a case, DOMAIN section 3: each rule with its permission and its refusal."""

from datetime import timedelta

import pytest

from safeconduct.domain.life import (
    ACTS,
    BEFORE_ARRIVAL,
    EMPTIED,
    ENDS,
    ERRANDS,
    KEPT,
    LIFE,
    REQUESTER,
    Action,
    Actor,
    Case,
    Declined,
    DeclineReason,
    Details,
    Event,
    Impossible,
    Need,
    NotAMinute,
    PlanPart,
    Refusal,
    RequestKind,
    ReviewResult,
    SizeBand,
    State,
    Why,
    decide,
    evolve,
    lapses_at,
    offers,
)
from safeconduct.domain.role import Role, Team
from safeconduct.domain.urgency import CLAIMS_AN_HOUR, ORDINARY, Sign
from tests.domain.cast import (
    ACCEPTED,
    ALICE,
    ANNA,
    ASKING,
    BOB,
    CAROL,
    COORDINATING,
    DORA,
    EXPECTED,
    MALLORY,
    NIGHT,
    REVIEWED,
    WAYS,
    after,
    case_in,
    group,
    saying,
    staff,
)

LATER = NIGHT + timedelta(days=1)


def tried(case: Case, action: Action, actor: Actor, details: Details | None = None) -> object:
    """The state an action leads to, or the refusal."""
    said = saying(*ACTS[action].takes) if details is None else details
    event = decide(case, action, actor, LATER, details=said)
    return evolve(case, event).state if isinstance(event, Event) else event


def needs(*missing: Need) -> Refusal:
    return Refusal(why=Why.MISSING, missing=missing)


# The way


@pytest.mark.parametrize("state", State)
def test_every_state_of_the_convention_with_the_person_can_be_reached(state):
    assert case_in(state).state is state


def test_every_state_and_action_has_a_row():
    assert LIFE.keys() == set(State)
    assert ACTS.keys() == set(Action)
    assert {action for row in LIFE.values() for action in row} == set(Action)


def test_nothing_is_required_to_get_information():
    assert isinstance(decide(Case(), Action.CONTACT, REQUESTER, NIGHT), Event)


def test_a_request_says_whom_it_is_about_and_how_many_as_a_band():
    refusal = decide(Case(), Action.REQUEST, REQUESTER, NIGHT)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.UNSAID
    assert [fact.value for fact in refusal.facts] == ["kind", "size"]


def test_an_operator_opens_a_case_for_a_caller():
    assert tried(Case(), Action.REQUEST, ALICE) is State.REQUESTED
    assert after((Action.REQUEST, ALICE)).waiting_since is None


def test_a_detail_that_does_not_belong_to_the_action_is_refused():
    refusal = tried(case_in(State.REQUESTED), Action.NOTE, ALICE, Details(unit=3))
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.OUT_OF_PLACE


# Review never refuses by itself


@pytest.mark.parametrize("result", ReviewResult)
def test_no_review_result_refuses_a_person(result):
    case = after(*REVIEWED, (Action.ASSESS, ALICE, Details(result=result)))
    assert tried(case, Action.PROPOSE, ALICE) is State.IN_REVIEW
    assert tried(case, Action.PREREGISTER, ALICE) is State.PREREGISTERED


def test_acceptance_is_not_proposed_without_a_review_result():
    case = after((Action.REQUEST, REQUESTER), (Action.REVIEW, ALICE))
    assert tried(case, Action.PROPOSE, ALICE) == needs(Need.REVIEW_RESULT)


def test_a_new_review_result_takes_the_ground_from_a_proposal():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE), (Action.ASSESS, ALICE))
    assert tried(case, Action.CONFIRM, BOB) == needs(Need.PROPOSAL)


def test_a_corrected_request_takes_the_ground_from_a_proposal():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE), (Action.AMEND, ALICE))
    assert tried(case, Action.CONFIRM, BOB) == needs(Need.PROPOSAL)


@pytest.mark.parametrize("kind", [RequestKind.RELATIVE, RequestKind.QUESTION])
def test_a_relative_or_a_question_is_not_put_on_the_way_to_a_handover(kind):
    case = after((Action.REQUEST, REQUESTER, Details(kind=kind, size=SizeBand.UNKNOWN)))
    assert tried(case, Action.REVIEW, ALICE) == needs(Need.WISH_TO_COME)
    assert tried(case, Action.PREREGISTER, ALICE) == needs(Need.WISH_TO_COME)


# Four eyes on acceptance


def test_acceptance_is_proposed_by_one_and_confirmed_by_another():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE))
    assert case.state is State.IN_REVIEW
    assert tried(case, Action.CONFIRM, BOB) is State.ACCEPTED


def test_a_shift_lead_does_not_confirm_their_own_proposal():
    case = after(*REVIEWED, (Action.PROPOSE, BOB))
    assert tried(case, Action.CONFIRM, BOB) == Refusal(why=Why.SAME_PERSON)
    reason = Details(reason=DeclineReason.ASK_MORE)
    assert tried(case, Action.DECLINE, BOB, reason) == Refusal(why=Why.SAME_PERSON)


def test_a_call_sign_in_other_letters_is_the_same_person():
    case = after(*REVIEWED, (Action.PROPOSE, BOB))
    assert tried(case, Action.CONFIRM, staff("BOB", Role.SHIFT_LEAD)) == Refusal(
        why=Why.SAME_PERSON
    )


def test_an_operator_does_not_confirm():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE))
    assert tried(case, Action.CONFIRM, ANNA) == Refusal(why=Why.NOT_YOUR_RIGHT)


def test_a_coordinator_confirms_only_what_was_handed_on():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE))
    assert tried(case, Action.CONFIRM, CAROL) == needs(Need.HELD)


def test_two_operators_do_not_propose_at_once():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE))
    assert tried(case, Action.PROPOSE, ANNA) == needs(Need.NO_PROPOSAL)


def test_a_declined_proposal_goes_on_in_review_with_a_closed_reason():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE), (Action.DECLINE, BOB))
    assert case.state is State.IN_REVIEW
    assert tried(case, Action.PROPOSE, ALICE) is State.IN_REVIEW


def test_a_declined_proposal_comes_back_to_who_made_it_until_something_new_is_decided():
    declined = (*REVIEWED, (Action.PROPOSE, ALICE), (Action.DECLINE, BOB))
    case = after(*declined)
    assert case.declined == Declined(by="Bob", proposed_by="Alice", reason=DeclineReason.ASK_MORE)
    assert case.assigned == "Alice"
    taken = (*REVIEWED, (Action.PROPOSE, ALICE), (Action.TAKE, ANNA), (Action.DECLINE, BOB))
    assert after(*taken).assigned == "Anna"
    assert after(*declined, (Action.PROPOSE, ALICE)).declined is None
    assert after(*declined, (Action.PREREGISTER, ALICE)).declined is None


def test_a_proposal_is_taken_back_and_made_again():
    case = after(*REVIEWED, (Action.PROPOSE, ALICE), (Action.TAKE_BACK, ALICE))
    assert tried(case, Action.CONFIRM, BOB) == needs(Need.PROPOSAL)
    assert tried(case, Action.PROPOSE, BOB) is State.IN_REVIEW


def test_a_proposal_falls_when_the_case_moves_on():
    steps = (*REVIEWED, (Action.PROPOSE, ALICE), (Action.PREREGISTER, ALICE))
    case = after(*steps, (Action.REVIEW, ALICE))
    assert tried(case, Action.CONFIRM, BOB) == needs(Need.PROPOSAL)


# Groups


def test_a_group_is_accepted_only_with_a_members_own_consent():
    reviewed = group((Action.READ, ALICE), (Action.REVIEW, ALICE), (Action.ASSESS, ALICE))
    assert tried(after(*reviewed), Action.PROPOSE, ALICE) == needs(Need.MEMBER_CONSENT)
    consenting = after(*reviewed, (Action.CONSENT, ALICE))
    assert tried(consenting, Action.PROPOSE, ALICE) is State.IN_REVIEW


def test_a_spokesperson_announces_a_number_and_nobodys_consent():
    case = after(*group())
    assert tried(case, Action.CONSENT, REQUESTER) == Refusal(why=Why.NOT_YOUR_RIGHT)


def test_a_member_who_does_not_come_is_forgotten():
    case = after(*group((Action.CONSENT, ALICE), (Action.RETRACT_CONSENT, ALICE)))
    assert case.members == frozenset()


def test_someone_alone_has_no_members():
    assert tried(case_in(State.REQUESTED), Action.CONSENT, ALICE) == needs(Need.GROUP)


# The handover


@pytest.mark.parametrize("missing", PlanPart)
def test_coordination_needs_every_part_of_the_plan(missing):
    parts = ((Action.PLAN, CAROL, Details(part=part)) for part in PlanPart if part is not missing)
    case = after(*ACCEPTED, *parts)
    assert tried(case, Action.COORDINATE, CAROL) == needs(Need(f"plan_{missing}"))


def test_the_person_comes_only_when_every_named_unit_has_acknowledged():
    named = (*COORDINATING, (Action.NAME_UNIT, CAROL, Details(unit=1)))
    both = (*named, (Action.NAME_UNIT, CAROL, Details(unit=2)))
    one = (*both, (Action.ACKNOWLEDGE, DORA, Details(unit=1)))
    ready = (*one, (Action.ACKNOWLEDGE, DORA, Details(unit=2)))
    unnamed = tried(case_in(State.COORDINATING), Action.AWAIT_ARRIVAL, CAROL)
    assert unnamed == needs(Need.UNIT_NAMED)
    assert tried(after(*one), Action.AWAIT_ARRIVAL, CAROL) == needs(Need.UNITS_ACKNOWLEDGED)
    assert tried(after(*ready), Action.AWAIT_ARRIVAL, CAROL) is State.AWAITING_ARRIVAL


def test_a_unit_that_is_not_named_acknowledges_nothing():
    case = after(*COORDINATING, (Action.NAME_UNIT, CAROL, Details(unit=1)))
    assert tried(case, Action.ACKNOWLEDGE, DORA, Details(unit=2)) == needs(Need.KNOWN_UNIT)


def test_a_changed_plan_is_acknowledged_anew():
    steps = (*COORDINATING, (Action.NAME_UNIT, CAROL), (Action.ACKNOWLEDGE, DORA))
    case = after(*steps, (Action.PLAN, CAROL))
    assert tried(case, Action.AWAIT_ARRIVAL, CAROL) == needs(Need.UNITS_ACKNOWLEDGED)
    again = after(*EXPECTED, (Action.REPLAN, CAROL))
    assert tried(again, Action.AWAIT_ARRIVAL, CAROL) == needs(Need.UNITS_ACKNOWLEDGED)


@pytest.mark.parametrize(
    "state", [State.ACCEPTED, State.COORDINATING, State.AWAITING_ARRIVAL], ids=str
)
def test_a_person_and_a_coordinator_can_postpone(state):
    assert tried(case_in(state), Action.POSTPONE, REQUESTER) is State.PREREGISTERED
    assert tried(case_in(state), Action.POSTPONE, CAROL) is State.PREREGISTERED


def test_a_postponed_case_is_reviewed_and_planned_anew():
    case = after(*EXPECTED, (Action.POSTPONE, REQUESTER), (Action.REVIEW, CAROL))
    assert case.review is None
    assert case.plan == frozenset()


def test_units_that_wait_for_nobody_keep_the_case_before_the_desk():
    case = after(*EXPECTED, (Action.READ, CAROL), (Action.REPLY, CAROL), (Action.WITHDRAW, CAROL))
    assert case.to_stand_down
    assert case.waiting_since
    settled = (Action.SETTLE, CAROL)
    gone = after(*EXPECTED, (Action.WITHDRAW, REQUESTER), settled)
    assert gone.waiting_since
    told = after(*EXPECTED, (Action.WITHDRAW, REQUESTER), (Action.STAND_DOWN, CAROL), settled)
    assert not told.to_stand_down
    assert told.waiting_since is None


def test_units_are_not_stood_down_while_someone_is_on_the_way():
    refusal = tried(case_in(State.AWAITING_ARRIVAL), Action.STAND_DOWN, CAROL)
    assert refusal == Refusal(why=Why.NOT_IN_THIS_STATE)


# Reception


def test_an_arrival_takes_a_reception_officer_and_a_second_witness():
    arrived = after(*EXPECTED, (Action.RECEIVE, DORA))
    assert arrived.state is State.AWAITING_ARRIVAL
    both = staff("Dora", Role.RECEPTION_OFFICER, Role.SHIFT_LEAD)
    assert tried(arrived, Action.WITNESS, both) == Refusal(why=Why.SAME_PERSON)
    assert tried(arrived, Action.WITNESS, BOB) is State.RECEIVED


def test_nobody_witnesses_an_arrival_that_is_not_recorded():
    refusal = tried(case_in(State.AWAITING_ARRIVAL), Action.WITNESS, BOB)
    assert refusal == needs(Need.ARRIVAL_RECORDED)


def test_an_arrival_recorded_by_mistake_is_taken_back():
    case = after(*EXPECTED, (Action.RECEIVE, DORA), (Action.STRIKE_ARRIVAL, DORA))
    assert tried(case, Action.WITNESS, BOB) == needs(Need.ARRIVAL_RECORDED)


def test_nobody_is_no_arrival():
    refusal = tried(case_in(State.AWAITING_ARRIVAL), Action.RECEIVE, DORA, Details(people=0))
    assert refusal == needs(Need.PEOPLE_COUNTED)


@pytest.mark.parametrize("state", sorted(set(State) - EMPTIED - {State.UNOPENED}), ids=str)
def test_whoever_arrives_is_received_whatever_the_file_says(state):
    case = after(*WAYS[state], (Action.RECEIVE, DORA, Details(people=4)), (Action.WITNESS, BOB))
    assert case.state is State.RECEIVED
    assert case.people == 4


def test_an_arrival_stays_recorded_when_the_plan_changes():
    case = after(*EXPECTED, (Action.RECEIVE, DORA), (Action.POSTPONE, CAROL))
    assert tried(case, Action.WITNESS, BOB) is State.RECEIVED


def test_once_received_nobody_reads_the_talk():
    case = case_in(State.RECEIVED)
    assert case.readers == frozenset()
    assert tried(case, Action.READ, BOB) == Refusal(why=Why.NOT_IN_THIS_STATE)


# Ways out


@pytest.mark.parametrize("state", BEFORE_ARRIVAL, ids=str)
def test_a_person_withdraws_in_every_state_before_arrival_and_gives_no_reason(state):
    assert tried(case_in(state), Action.WITHDRAW, REQUESTER) is State.WITHDRAWN


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.UNOPENED, State.ERASED, State.PURGED}), ids=str
)
def test_a_person_deletes_everything_at_any_time(state):
    case = after(*WAYS[state], (Action.ERASE, REQUESTER))
    assert case.state is (State.RECEIVED if state is State.RECEIVED else State.ERASED)
    assert case.readers == frozenset()
    assert case.claimed == case.confirmed == case.members == case.plan == frozenset()
    assert (case.review, case.assigned, case.unread) == (None, "", 0)


def test_nobody_else_deletes():
    assert tried(case_in(State.REQUESTED), Action.ERASE, BOB) == Refusal(why=Why.NOT_YOUR_RIGHT)


def test_what_was_erased_knows_only_the_units_that_still_wait():
    assert set(LIFE[State.ERASED]) == {Action.STAND_DOWN}
    case = after(*WAYS[State.ERASED])
    assert case.waiting_since
    assert after(*WAYS[State.ERASED], (Action.STAND_DOWN, CAROL)).waiting_since is None


def test_only_a_shift_lead_ends_a_case_as_abuse_and_takes_it_back():
    case = case_in(State.IN_REVIEW)
    assert tried(case, Action.END_AS_ABUSE, ALICE) == Refusal(why=Why.NOT_YOUR_RIGHT)
    assert tried(case, Action.END_AS_ABUSE, BOB) is State.ABUSE
    assert tried(case_in(State.ABUSE), Action.CLEAR_OF_ABUSE, ALICE) == Refusal(
        why=Why.NOT_YOUR_RIGHT
    )
    assert tried(case_in(State.ABUSE), Action.CLEAR_OF_ABUSE, BOB) is State.REQUESTED


@pytest.mark.parametrize("action", [Action.REFER, Action.END_AS_ABUSE])
def test_nothing_is_ended_unread(action):
    case = after((Action.REQUEST, REQUESTER), (Action.REPLY, BOB))
    assert tried(case, action, BOB) == needs(Need.ALL_READ)


def test_nobody_is_referred_without_an_answer():
    read = (*ASKING, (Action.READ, ALICE))
    settled = after(*read, (Action.SETTLE, ALICE))
    assert tried(settled, Action.REFER, ALICE) == needs(Need.ANSWERED)
    answered = (*read, (Action.REPLY, ALICE))
    assert tried(after(*answered), Action.REFER, ALICE) is State.REFERRED
    again = after(*answered, (Action.ADD, REQUESTER), (Action.READ, ALICE))
    assert tried(again, Action.REFER, ALICE) == needs(Need.ANSWERED)


@pytest.mark.parametrize("end", sorted(ENDS), ids=str)
def test_an_end_is_left_only_by_the_ways_the_table_names(end):
    ways = {action: to for action, to in LIFE[end].items() if to not in ENDS and to is not end}
    back = {Action.REOPEN, Action.CLEAR_OF_ABUSE, Action.WITNESS}
    assert ways.keys() <= back
    assert set(ways.values()) <= {State.REQUESTED, State.RECEIVED}


@pytest.mark.parametrize("end", sorted(ENDS - EMPTIED), ids=str)
def test_words_are_heard_even_at_an_end(end):
    case = after(*WAYS[end], (Action.ADD, REQUESTER))
    assert case.state is end
    assert case.waiting_since
    assert case.unread


@pytest.mark.parametrize("end", [State.WITHDRAWN, State.LAPSED, State.REFERRED], ids=str)
def test_who_changes_their_mind_comes_back(end):
    assert tried(case_in(end), Action.REOPEN, REQUESTER) is State.REQUESTED
    assert tried(case_in(end), Action.REOPEN, BOB) is State.REQUESTED


# The clock


@pytest.mark.parametrize(
    ("early", "outcome"),
    [
        (timedelta(seconds=1), needs(Need.SILENCE)),
        (timedelta(), State.LAPSED),
        (timedelta(seconds=-1), State.LAPSED),
    ],
    ids=["a second before", "at 180 days", "a second after"],
)
def test_a_preregistration_lapses_after_180_days(early, outcome):
    case = case_in(State.PREREGISTERED)
    due = lapses_at(case)
    assert due
    event = decide(case, Action.LAPSE, ERRANDS, due - early)
    assert (evolve(case, event).state if isinstance(event, Event) else event) == outcome


@pytest.mark.parametrize("sign_of_life", [Action.RENEW, Action.ADD, Action.SEEN])
def test_a_sign_of_life_renews_for_180_days(sign_of_life):
    case = case_in(State.PREREGISTERED)
    event = decide(case, sign_of_life, REQUESTER, LATER)
    assert isinstance(event, Event)
    assert lapses_at(evolve(case, event)) == LATER + KEPT


def test_a_case_whose_question_waits_does_not_lapse():
    waiting = case_in(State.REQUESTED)
    assert lapses_at(waiting) is None
    answered = after(*WAYS[State.REQUESTED], (Action.READ, ALICE), (Action.REPLY, ALICE))
    assert lapses_at(answered)


def test_a_case_that_staff_reopened_does_not_lapse_again_at_once():
    case = case_in(State.LAPSED)
    reopened = decide(case, Action.REOPEN, BOB, NIGHT + 2 * KEPT)
    assert isinstance(reopened, Event)
    assert lapses_at(evolve(case, reopened)) == NIGHT + 3 * KEPT


def test_the_clock_lets_lapse_purges_what_is_over_and_tells_of_call_backs():
    by_clock = {action for action, act in ACTS.items() if act.clock}
    assert by_clock == {Action.LAPSE, Action.PURGE, Action.CALLED_BACK}
    assert {state for state, row in LIFE.items() if Action.PURGE in row} == ENDS - EMPTIED
    assert {row[Action.LAPSE] for row in LIFE.values() if Action.LAPSE in row} == {State.LAPSED}
    assert tried(case_in(State.IN_REVIEW), Action.REFER, ERRANDS) == Refusal(why=Why.NOT_YOUR_RIGHT)


def test_nobody_who_expects_to_arrive_lapses():
    for state in (State.COORDINATING, State.AWAITING_ARRIVAL):
        assert Action.LAPSE not in LIFE[state]


# The conversation and the queue


def test_a_word_waits_until_it_is_answered():
    case = case_in(State.REQUESTED)
    assert case.waiting_since == NIGHT
    again = after(*WAYS[State.REQUESTED], (Action.ADD, REQUESTER))
    assert again.waiting_since == NIGHT
    assert again.unread == 2
    answered = after(*WAYS[State.REQUESTED], (Action.READ, ALICE), (Action.REPLY, ALICE))
    assert (answered.waiting_since, answered.unread) == (None, 0)


def test_nothing_is_settled_unread():
    case = case_in(State.REQUESTED)
    assert tried(case, Action.SETTLE, ALICE) == needs(Need.ALL_READ)
    read = after(*WAYS[State.REQUESTED], (Action.READ, ALICE))
    assert tried(read, Action.SETTLE, ALICE) is State.REQUESTED


def test_nothing_is_sent_unasked_to_who_has_stepped_back():
    quiet = after(
        (Action.REQUEST, REQUESTER),
        (Action.READ, ALICE),
        (Action.REPLY, ALICE),
        (Action.PREREGISTER, ALICE),
    )
    assert tried(quiet, Action.REPLY, ALICE) == needs(Need.WORD_FROM_PERSON)
    asked = decide(quiet, Action.ADD, REQUESTER, LATER)
    assert isinstance(asked, Event)
    assert tried(evolve(quiet, asked), Action.REPLY, ALICE) is State.PREREGISTERED


def test_the_person_seeing_an_answer_is_no_new_question():
    case = after(*REVIEWED, (Action.REPLY, ALICE), (Action.SEEN, REQUESTER))
    assert case.waiting_since is None
    assert case.last_seen == NIGHT + timedelta(minutes=5)


def test_what_is_claimed_waits_before_the_ordinary_and_behind_what_is_confirmed():
    said = Details(kind=RequestKind.SELF, size=SizeBand.ALONE, claimed=frozenset({Sign.WOUNDED}))
    claimed = after((Action.REQUEST, REQUESTER, said))
    confirmed = after((Action.REQUEST, REQUESTER, said), (Action.CONFIRM_SIGN, ALICE))
    dropped = after(
        (Action.REQUEST, REQUESTER, said), (Action.DROP_SIGN, ALICE, Details(sign=Sign.WOUNDED))
    )
    assert confirmed.rank < claimed.rank < dropped.rank == ORDINARY


def test_a_claim_past_the_channels_cap_waits_by_time_until_staff_confirm_it():
    said = Details(
        kind=RequestKind.SELF,
        size=SizeBand.ALONE,
        claimed=frozenset({Sign.WOUNDED}),
        claims_before=CLAIMS_AN_HOUR,
    )
    case = after((Action.REQUEST, REQUESTER, said))
    assert case.claimed == {Sign.WOUNDED}
    assert case.rank == ORDINARY
    sure = after(
        (Action.REQUEST, REQUESTER, said), (Action.CONFIRM_SIGN, ALICE, Details(sign=Sign.WOUNDED))
    )
    assert sure.rank == 0


def test_a_case_is_taken_assigned_and_given_back():
    taken = after(*WAYS[State.REQUESTED], (Action.TAKE, ALICE))
    assert taken.assigned == "Alice"
    assigned = after(*WAYS[State.REQUESTED], (Action.ASSIGN, BOB, Details(to="Anna")))
    assert assigned.assigned == "Anna"
    assert tried(taken, Action.ASSIGN, ALICE) == Refusal(why=Why.NOT_YOUR_RIGHT)
    assert (
        after(*WAYS[State.REQUESTED], (Action.TAKE, ALICE), (Action.RELEASE, ALICE)).assigned == ""
    )
    assert tried(case_in(State.REQUESTED), Action.RELEASE, ALICE) == needs(Need.ASSIGNED)


# Handing on


def test_a_case_is_handed_on_by_offer_and_acceptance():
    offered = after(*WAYS[State.REQUESTED], (Action.HAND_ON, ALICE))
    assert (offered.team, offered.offered) == (Team.INTAKE, Team.COORDINATION)
    assert offered.readers == {Team.INTAKE, Team.LEAD, Team.COORDINATION}
    assert tried(offered, Action.READ, CAROL) is State.REQUESTED
    assert tried(offered, Action.REPLY, CAROL) == needs(Need.HELD)
    taken = after(*WAYS[State.REQUESTED], (Action.HAND_ON, ALICE), (Action.TAKE_OVER, CAROL))
    assert (taken.team, taken.offered, taken.assigned) == (Team.COORDINATION, None, "Carol")
    assert taken.holders == {Team.COORDINATION, Team.LEAD}
    assert tried(taken, Action.READ, ALICE) == needs(Need.READABLE)


def test_only_the_team_it_was_offered_to_takes_it_over():
    offered = after(*WAYS[State.REQUESTED], (Action.HAND_ON, ALICE))
    assert tried(offered, Action.TAKE_OVER, DORA) == needs(Need.OFFERED_TO_YOU)
    assert tried(case_in(State.REQUESTED), Action.TAKE_OVER, CAROL) == needs(
        Need.OFFER, Need.OFFERED_TO_YOU
    )


def test_an_offer_is_handed_back_or_recalled():
    offered = (*WAYS[State.REQUESTED], (Action.HAND_ON, ALICE))
    for hand in (ALICE, CAROL):
        back = after(*offered, (Action.HAND_BACK, hand))
        assert back.readers == {Team.INTAKE, Team.LEAD}


@pytest.mark.parametrize("team", [Team.CUSTODY, Team.REWARDS, Team.EXCHANGE, Team.OVERSIGHT])
def test_a_conversation_never_goes_to_the_registers(team):
    refusal = tried(case_in(State.REQUESTED), Action.HAND_ON, ALICE, Details(team=team))
    assert refusal == needs(Need.TEAM_THAT_TALKS)


def test_a_case_is_not_handed_to_the_team_that_has_it_or_twice():
    own = Details(team=Team.INTAKE)
    case = case_in(State.REQUESTED)
    assert tried(case, Action.HAND_ON, ALICE, own) == needs(Need.ANOTHER_TEAM)
    offered = after(*WAYS[State.REQUESTED], (Action.HAND_ON, ALICE))
    assert tried(offered, Action.HAND_ON, BOB) == needs(Need.NO_OFFER)


def test_one_persons_two_roles_do_not_borrow_each_others_teams():
    both = staff("Eve", Role.OPERATOR, Role.COORDINATOR)
    accepted = after(*REVIEWED, (Action.PROPOSE, ALICE), (Action.CONFIRM, BOB))
    assert tried(accepted, Action.PLAN, both) == needs(Need.HELD)


# Offers


def test_an_offer_names_what_is_missing_and_who_must_confirm():
    case = after((Action.REQUEST, REQUESTER), (Action.REVIEW, ALICE))
    propose = next(offer for offer in offers(case, ALICE) if offer.action is Action.PROPOSE)
    assert not propose.possible
    assert propose.missing == (Need.REVIEW_RESULT,)
    assert propose.confirm == {Role.SHIFT_LEAD, Role.COORDINATOR}


def test_an_open_proposal_is_shown_to_who_made_it_as_waiting_for_another():
    case = after(*REVIEWED, (Action.PROPOSE, BOB))
    confirm = next(offer for offer in offers(case, BOB) if offer.action is Action.CONFIRM)
    assert not confirm.possible
    assert confirm.not_by == "Bob"
    assert confirm.by == {Role.SHIFT_LEAD, Role.COORDINATOR}


def test_what_ends_a_case_is_marked():
    ends = {offer.action for offer in offers(case_in(State.IN_REVIEW), BOB) if offer.ends}
    assert ends == {
        Action.WITHDRAW,
        Action.REFER,
        Action.END_AS_ABUSE,
        Action.REPORT_CAPTURE,
    }


def test_mallory_is_offered_nothing():
    for state in State:
        assert not [offer for offer in offers(case_in(state), MALLORY) if offer.possible]


def test_the_person_is_offered_a_way_out_at_every_step():
    for state in BEFORE_ARRIVAL:
        mine = {offer.action for offer in offers(case_in(state), REQUESTER) if offer.possible}
        assert {Action.ADD, Action.WITHDRAW, Action.ERASE} <= mine


# Values


def test_an_event_is_told_to_the_minute():
    event = decide(Case(), Action.CONTACT, REQUESTER, NIGHT + timedelta(seconds=59))
    assert isinstance(event, Event)
    assert event.at == NIGHT
    with pytest.raises(NotAMinute):
        Event(kind=Action.CONTACT, actor="requester", at=NIGHT + timedelta(seconds=1))
    with pytest.raises(NotAMinute):
        decide(Case(), Action.CONTACT, REQUESTER, NIGHT.replace(tzinfo=None))


def test_an_event_that_no_rule_allows_is_not_replayed():
    with pytest.raises(Impossible):
        evolve(Case(), Event(kind=Action.CONFIRM, actor="Bob", at=NIGHT))


def test_a_refusal_says_itself_in_words():
    assert str(needs(Need.REVIEW_RESULT)) == "A review result"
    assert str(Refusal(why=Why.SAME_PERSON)) == "Someone else must do the second half"
