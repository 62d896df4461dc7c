"""A door says when a request came; what it says steers neither urgency nor order of others."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.intake import take_in
from safeconduct.cases.minutes import Span, to_the_minute
from safeconduct.cases.queries import waiting
from safeconduct.config.errands import LENIENCE, Errands
from safeconduct.domain.urgency import CLAIMS_AN_HOUR, ORDINARY
from safeconduct.vault import arrivals
from tests.making import ALICE, NOON, a_new, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LONG_AGO = timedelta(days=900)


def asks(at: datetime, **changes: object) -> arrivals.Arrival:
    arrival = a_new(new_keys(), **changes)
    store(arrival, at)
    return arrival


def in_danger(at: datetime) -> arrivals.Arrival:
    return asks(at, urgency="danger_now")


def case_of(arrival: arrivals.Arrival) -> models.Case:
    return models.Case.objects.get(first=arrival.id)


def claims_of_an_hour(at: datetime, count: int = CLAIMS_AN_HOUR + 5) -> None:
    for _ in range(count):
        in_danger(at)
    take_in()


@pytest.mark.parametrize("door_says", [NOON - LONG_AGO, NOON - timedelta(hours=3)])
def test_a_request_that_is_dated_back_takes_no_urgency_from_others(door_says: datetime) -> None:
    claims_of_an_hour(NOON - timedelta(hours=2))
    asks(door_says)
    honest = in_danger(NOON)
    take_in()
    assert case_of(honest).rank < ORDINARY


def test_claims_that_are_dated_back_in_the_same_batch_count_for_their_own_hour() -> None:
    for _ in range(CLAIMS_AN_HOUR + 5):
        in_danger(NOON - timedelta(hours=2))
    honest = in_danger(NOON)
    take_in()
    assert case_of(honest).rank < ORDINARY


def test_who_spreads_claims_over_many_hours_gets_no_more_than_one_hours_share() -> None:
    for hours in range(CLAIMS_AN_HOUR + 10):
        in_danger(NOON - timedelta(hours=hours))
    take_in()
    for hours in range(CLAIMS_AN_HOUR + 10):
        in_danger(NOON - timedelta(hours=hours, minutes=30))
    take_in()
    oldest = models.Case.objects.filter(opened_at__lt=NOON - timedelta(hours=20))
    assert oldest.exists()
    urgent = [case.opened_at for case in oldest.filter(rank__lt=ORDINARY)]
    assert len(urgent) <= CLAIMS_AN_HOUR


def test_in_an_hour_that_has_used_up_its_share_a_claim_waits_by_time() -> None:
    claims_of_an_hour(NOON - timedelta(minutes=30))
    late = in_danger(NOON)
    take_in()
    assert case_of(late).rank == ORDINARY


def test_what_lies_outside_is_taken_for_the_nearest_time_that_can_be_true() -> None:
    within = Span(since=NOON - timedelta(minutes=5), until=NOON)
    times = (NOON - LONG_AGO, NOON + LONG_AGO, NOON - timedelta(minutes=3))
    people = [new_keys() for _ in times]
    for keys, at in zip(people, times, strict=True):
        store(a_new(keys), at)
    take_in(within=within)
    cases = models.Case.objects.order_by("opened_at")
    expected = [NOON - timedelta(minutes=minutes) for minutes in (5, 3, 0)]
    assert [case.opened_at for case in cases] == expected
    assert [case.waiting_since for case in cases] == expected
    assert {row.stored_at for row in models.Arrival.objects.all()} == set(times)
    store(arrivals.withdraw(facts(), people[2]), NOON - LONG_AGO)
    take_in(within=within)
    assert models.Case.objects.get(state="withdrawn").ended_at == expected[0]


def test_a_second_is_kept_of_nobody_whatever_a_door_wrote() -> None:
    asks(NOON)
    models.Arrival.objects.update(stored_at=NOON + timedelta(seconds=17))
    take_in()
    assert models.Case.objects.get().opened_at == NOON


def test_nobody_goes_before_those_who_waited_when_everything_was_taken() -> None:
    errands, now = Errands(), to_the_minute(timezone.now())
    honest = asks(now - timedelta(hours=3))
    errands.take()
    assert case_of(honest).opened_at == now - timedelta(hours=3)
    errands.take()
    pushing = asks(now - LONG_AGO)
    ahead = asks(now + LONG_AGO)
    errands.take()
    assert case_of(pushing).opened_at >= now - LENIENCE
    assert case_of(ahead).opened_at <= timezone.now()
    assert waiting(ALICE)[0].reference == case_of(honest).reference
