"""The crisis protocol."""

from datetime import timedelta

from safeconduct.domain.crisis import CRISES, Crisis, crises
from safeconduct.domain.role import RIGHTS, Right, Role
from safeconduct.domain.urgency import URGENCY, Grade, Sign


def test_every_crisis_has_its_row_and_its_own_words():
    assert CRISES.keys() == set(Crisis)
    assert len({row.text for row in CRISES.values()}) == len(Crisis)


def test_every_sign_that_cannot_wait_an_hour_is_a_crisis():
    begins = {row.sign for row in CRISES.values()}
    assert {sign for sign, row in URGENCY.items() if row.grade is Grade.NOW} <= begins


def test_someone_who_can_answer_is_called_first():
    for row in CRISES.values():
        assert row.called[0] in RIGHTS[Right.ANSWER]
        assert Role.SHIFT_LEAD in row.called


def test_help_comes_within_minutes_and_questions_wait():
    for row in CRISES.values():
        assert timedelta() < row.within <= timedelta(minutes=10)
        assert row.later


def test_signs_name_the_crises_they_may_be_most_urgent_first():
    assert crises({Sign.MINOR, Sign.DANGER_NOW}) == (Crisis.UNDER_FIRE, Crisis.MINOR)
    assert crises({Sign.WINDOW_CLOSING}) == ()
