"""An abusive number waits longer: known by a hash alone, soon tied to no call."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from safeconduct.domain.calls import Outcome
from safeconduct.phone import duty
from safeconduct.talks import caller_marks, calls, models
from safeconduct.talks.calls import Asked
from safeconduct.talks.couriers import Courier
from safeconduct.talks.emptying import empty_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
NOW = timezone.now()
HOUR = timedelta(hours=1)
MARK, OTHER, HIDDEN = b"m" * 32, b"o" * 32, b""


def calls_in(mark: bytes = MARK, at: datetime = NOW) -> tuple[uuid.UUID, bool]:
    asked = Asked(call=uuid.uuid4().hex, language="ru", urgent="", arrival=uuid.uuid4())
    call, slowed = duty.joins(asked, mark, at)
    return call.id, slowed


def talked(outcome: Outcome, mark: bytes = MARK, at: datetime = NOW) -> None:
    call, _ = calls_in(mark, at)
    duty.ended(call, at)
    models.Call.objects.filter(id=call).update(outcome=outcome)
    caller_marks.note_outcomes()


def test_three_abusive_talks_in_a_day_slow_the_next_call_and_no_other_number() -> None:
    talked(Outcome.ABUSIVE)
    talked(Outcome.ABUSIVE, at=NOW + HOUR)
    assert not calls_in(at=NOW + HOUR)[1]
    talked(Outcome.ABUSIVE, at=NOW + 2 * HOUR)
    assert calls_in(at=NOW + 3 * HOUR)[1]
    assert not calls_in(OTHER, at=NOW + 3 * HOUR)[1]


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.ABUSIVE])
def test_no_other_outcome_slows_anybody(outcome: Outcome) -> None:
    for _ in range(5):
        talked(outcome)
    assert not calls_in()[1]
    assert not models.AbusiveTalk.objects.exists()


def test_three_in_more_than_a_day_slow_nobody() -> None:
    for day in range(3):
        talked(Outcome.ABUSIVE, at=NOW + day * 20 * HOUR)
    assert not calls_in(at=NOW + 41 * HOUR)[1]


def test_a_hidden_number_is_many_peoples_and_is_never_slowed() -> None:
    for _ in range(5):
        talked(Outcome.ABUSIVE, HIDDEN)
    assert not models.CallerMark.objects.exists()
    assert not calls_in(HIDDEN)[1]


def test_after_a_week_it_is_as_if_nothing_had_been() -> None:
    for _ in range(3):
        talked(Outcome.ABUSIVE)
    week = NOW + timedelta(days=7)
    assert not calls_in(at=week)[1]
    caller_marks.forget_old(week)
    assert not models.AbusiveTalk.objects.exists()


def test_once_a_talk_is_written_up_nothing_ties_the_number_to_it() -> None:
    calls_in()
    talked(Outcome.ABUSIVE)
    assert models.CallerMark.objects.count() == 1
    names = {field.name for field in models.AbusiveTalk._meta.get_fields()}
    assert names == {"serial", "hash", "at"}
    at = models.AbusiveTalk.objects.get().at
    assert (at.minute, at.second) == (0, 0)


def test_an_outcome_is_noted_once() -> None:
    talked(Outcome.ABUSIVE)
    assert caller_marks.note_outcomes() == 0
    assert models.AbusiveTalk.objects.count() == 1


def test_a_mark_that_nobody_wrote_up_dies_after_72_hours() -> None:
    calls_in()
    assert caller_marks.forget_old(NOW + 71 * HOUR) == 0
    assert caller_marks.forget_old(NOW + 72 * HOUR + timedelta(minutes=1)) == 1


def test_a_process_that_picks_a_call_up_again_still_knows_that_it_waits_longer() -> None:
    for _ in range(3):
        talked(Outcome.ABUSIVE)
    asked = Asked(call="7.7", language="ru", urgent="", arrival=None)
    assert duty.joins(asked, MARK, NOW)[1]
    assert duty.joins(asked, HIDDEN, NOW)[1]


def test_the_panic_key_forgets_every_mark_and_the_pepper() -> None:
    courier = Courier("phone", settings.HOME)
    before = courier.hash_of("number 79990000000")
    calls_in()
    talked(Outcome.ABUSIVE)
    empty_all()
    assert not models.CallerMark.objects.exists()
    assert not models.AbusiveTalk.objects.exists()
    assert Courier("phone", settings.HOME).hash_of("number 79990000000") != before


def test_an_abusive_talk_counts_although_its_caller_asked_again_in_the_same_call() -> None:
    asked = Asked(call="1.1", language="ru", urgent="", arrival=None)
    for _ in range(3):
        call, _slowed = duty.joins(asked, MARK, NOW)
        duty.ended(call.id, NOW)
        duty.joins(asked, MARK, NOW)
        models.Call.objects.filter(id=call.id).update(outcome=Outcome.ABUSIVE)
        duty.ended(calls.call_named("1.1").id, NOW)
        caller_marks.note_outcomes()
    assert calls_in()[1]
