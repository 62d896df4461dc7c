"""Roles, teams, rights and call signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.domain.role import (
    ERRANDS,
    FOUR_EYES,
    HANDED_TO,
    REQUESTER,
    RIGHTS,
    TEAMS,
    Actor,
    ActorKind,
    Decision,
    NotACallSign,
    Right,
    Role,
    Team,
    is_call_sign,
    may,
    teams_of,
)
from tests.domain.cast import ALICE, BOB, MALLORY


def test_every_role_right_and_decision_has_its_row():
    assert TEAMS.keys() == set(Role)
    assert RIGHTS.keys() == set(Right)
    assert FOUR_EYES.keys() == set(Decision)
    assert all(RIGHTS.values())


def test_every_team_has_someone():
    assert teams_of(frozenset(Role)) == set(Team)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SPOKESPERSON])
def test_who_runs_or_speaks_for_the_programme_holds_no_key(role):
    assert TEAMS[role] == frozenset()


CONTENT = {
    Right.READ_CASE,
    Right.ANSWER,
    Right.SPEAK_FOR,
    Right.CONFIRM_MEMBER,
    Right.SEE_QUEUE,
    Right.OPEN_PLACE_FOR_LEAD,
    Right.OPEN_PLACE_FOR_COORDINATION,
}


@pytest.mark.parametrize("right", sorted(CONTENT), ids=str)
def test_the_administrator_reads_nothing(right):
    assert not MALLORY.may(right)


def test_the_auditor_sees_the_log_and_no_conversation():
    auditor = frozenset({Role.AUDITOR})
    assert may(auditor, Right.SEE_LOG)
    assert not may(auditor, Right.READ_CASE)
    assert not teams_of(auditor) & HANDED_TO


def test_only_a_shift_lead_judges_abuse():
    assert RIGHTS[Right.JUDGE_ABUSE] == {Role.SHIFT_LEAD}
    assert BOB.may(Right.JUDGE_ABUSE)
    assert not ALICE.may(Right.JUDGE_ABUSE)


def test_a_shift_lead_is_in_both_teams_of_the_line():
    assert BOB.teams == {Team.INTAKE, Team.LEAD}


def test_both_halves_of_every_decision_have_someone_to_do_them():
    for row in FOUR_EYES.values():
        assert RIGHTS[row.first]
        assert RIGHTS[row.second]


@pytest.mark.parametrize("good", ["Alice", "Alice 2", "Аліса", "Bird-7", "안나"])
def test_a_call_sign_is_one_word_and_a_number(good):
    assert is_call_sign(good)
    assert Actor(call_sign=good).call_sign == good


@pytest.mark.parametrize(
    "bad",
    ["", "requester", "Errands", "two words", "7 Alice", "Alice\n", "+380441234567", "a" * 41],
)
def test_anything_else_is_no_call_sign(bad):
    assert not is_call_sign(bad)
    with pytest.raises(NotACallSign):
        Actor(call_sign=bad)


def test_the_requester_and_the_clock_have_no_roles_and_no_call_sign():
    assert REQUESTER.teams == ERRANDS.teams == frozenset()
    with pytest.raises(NotACallSign):
        Actor(call_sign="requester", kind=ActorKind.REQUESTER, roles=frozenset(Role))
    with pytest.raises(NotACallSign):
        Actor(call_sign="Alice", kind=ActorKind.ERRANDS)


@given(st.frozensets(st.sampled_from(Role)), st.sampled_from(Right))
def test_roles_add_rights_and_never_take_one(roles, right):
    assert may(roles, right) == any(may(frozenset({role}), right) for role in roles)
