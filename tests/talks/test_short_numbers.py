"""Short numbers on real databases: found for 14 days by the line alone."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from safeconduct.domain.short_number import number_of
from safeconduct.talks import models, short_numbers
from safeconduct.talks.couriers import Courier
from safeconduct.talks.emptying import empty_all
from safeconduct.talks.talk import Tie

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
NOW = timezone.now()
NUMBER, OTHER = number_of(b"1"), number_of(b"2")


@pytest.fixture
def courier() -> Courier:
    return Courier("phone", settings.HOME)


def tie() -> Tie:
    return Tie(case_public="aa" * 32, talk_seed="bb" * 32, arrival=uuid.uuid4().hex)


def test_it_leads_to_what_may_be_done_for_its_case(courier) -> None:
    known = tie()
    assert short_numbers.keep(NUMBER, known, courier, NOW)
    assert short_numbers.found(NUMBER, courier, NOW) == known
    assert short_numbers.found(OTHER, courier, NOW) is None


def test_a_number_that_is_taken_is_given_to_no_other_case(courier) -> None:
    first = tie()
    assert short_numbers.keep(NUMBER, first, courier, NOW)
    assert short_numbers.keep(NUMBER, first, courier, NOW)
    assert not short_numbers.keep(NUMBER, tie(), courier, NOW)
    assert short_numbers.found(NUMBER, courier, NOW) == first


def test_after_14_days_it_is_unknown_and_then_gone(courier) -> None:
    short_numbers.keep(NUMBER, tie(), courier, NOW)
    last, over = NOW + timedelta(days=14), NOW + timedelta(days=14, minutes=1)
    assert short_numbers.found(NUMBER, courier, last)
    assert short_numbers.found(NUMBER, courier, over) is None
    assert short_numbers.forget_old(last) == 0
    assert short_numbers.forget_old(over) == 1


def test_neither_the_number_nor_what_it_leads_to_lies_in_the_row(courier) -> None:
    known = tie()
    short_numbers.keep(NUMBER, known, courier, NOW)
    row = models.ShortNumber.objects.get()
    lies = bytes(row.hash) + bytes(row.tie)
    assert not [one for one in (NUMBER, known.case_public, known.talk_seed) if one.encode() in lies]
    assert bytes.fromhex(known.talk_seed) not in lies


def test_the_panic_key_destroys_the_rows_and_what_would_find_them(courier) -> None:
    short_numbers.keep(NUMBER, tie(), courier, NOW)
    row = models.ShortNumber.objects.get()
    empty_all()
    assert not models.ShortNumber.objects.exists()
    row.save(force_insert=True)
    assert short_numbers.found(NUMBER, Courier("phone", settings.HOME), NOW) is None
