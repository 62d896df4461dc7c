"""Who called in silence is known to every node, by a hash alone, for an hour."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.phone.slowing import FREE, MOST_SECONDS, Slowing
from safeconduct.talks import models, silent_calls
from safeconduct.talks.couriers import Courier
from safeconduct.talks.emptying import empty_all
from safeconduct.talks.keeping import fleeting
from tests.phone.spoken import a_worker

pytestmark = [
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.both,
    pytest.mark.usefixtures("cast"),
]
NOW = timezone.now().replace(second=30)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MARK, OTHER = b"m" * 32, b"o" * 32
NUMBER = "79000000042"


def shares(slowing: Slowing, at=NOW) -> None:
    """Do what the line's process does three times a minute."""
    told = slowing.fresh()
    shared = silent_calls.share([*told.elements()], at)
    slowing.share(told, shared, at)


def silent(slowing: Slowing, times: int, mark: bytes = MARK) -> None:
    for _ in range(times):
        slowing.silent(mark, NOW)


def test_what_one_node_heard_slows_the_number_at_another():
    north, south = Slowing(), Slowing()
    silent(north, FREE)
    assert south.seconds(MARK, NOW) == 0
    shares(north)
    shares(south)
    assert south.seconds(MARK, NOW) == north.seconds(MARK, NOW) > 0
    assert south.seconds(OTHER, NOW) == 0


def test_calls_at_both_nodes_are_counted_together():
    north, south = Slowing(), Slowing()
    silent(north, FREE - 2)
    silent(south, 2)
    shares(north)
    assert north.seconds(MARK, NOW) == 0
    shares(south)
    shares(north)
    assert north.seconds(MARK, NOW) == south.seconds(MARK, NOW) > 0


def test_what_was_told_half_way_counts_on():
    slowing = Slowing()
    silent(slowing, FREE - 2)
    shares(slowing)
    silent(slowing, 2)
    assert slowing.seconds(MARK, NOW) > 0


def test_a_process_that_begins_anew_still_knows_the_number():
    before = Slowing()
    silent(before, FREE + 1)
    shares(before)
    after = Slowing()
    shares(after)
    assert after.seconds(MARK, NOW) == before.seconds(MARK, NOW)


def test_what_was_told_is_counted_once():
    slowing = Slowing()
    silent(slowing, FREE)
    seconds = slowing.seconds(MARK, NOW)
    for _ in range(3):
        shares(slowing)
    assert slowing.seconds(MARK, NOW) == seconds
    assert models.SilentCall.objects.count() == FREE


def test_what_comes_while_it_is_told_is_not_lost():
    slowing = Slowing()
    silent(slowing, 1)
    told = slowing.fresh()
    silent(slowing, FREE - 1)
    slowing.share(told, silent_calls.share([*told.elements()], NOW), NOW)
    assert slowing.fresh() == {MARK: FREE - 1}
    shares(slowing)
    assert slowing.seconds(MARK, NOW) > 0


def test_a_robot_writes_no_more_rows_than_count():
    slowing = Slowing()
    for _ in range(5):
        silent(slowing, 100)
        shares(slowing)
    assert slowing.seconds(MARK, NOW) == MOST_SECONDS
    assert models.SilentCall.objects.count() == FREE + 10


def test_of_a_flood_of_numbers_those_are_known_that_called_most():
    marks = [bytes([place]) * 32 for place in range(4)]
    calls = [mark for place, mark in enumerate(marks) for _ in range(FREE + place)]
    assert silent_calls.share(calls, NOW, most=2) == {
        marks[3]: FREE + 3,
        marks[2]: FREE + 2,
    }


def test_after_an_hour_it_is_as_if_nothing_had_been_and_no_row_is_left():
    slowing = Slowing()
    silent(slowing, FREE)
    shares(slowing)
    assert silent_calls.forget_old(NOW + HOUR - MINUTE) == 0
    later = NOW + HOUR + MINUTE
    shares(slowing, later)
    assert slowing.seconds(MARK, later) == 0
    assert silent_calls.forget_old(later) == FREE
    assert not models.SilentCall.objects.exists()


def test_a_row_holds_a_hash_and_an_hour_and_no_other_mark_is_like_it():
    worker = a_worker()
    mark = worker.silent_mark(NUMBER)
    silent_calls.share([mark], NOW)
    row = models.SilentCall.objects.get()
    assert {field.name for field in row._meta.get_fields()} == {"serial", "hash", "until"}
    assert row.until.second == 0
    assert NUMBER.encode() not in bytes(row.hash)
    assert mark != worker.mark(NUMBER)


def test_a_hidden_number_leaves_no_row():
    slowing = Slowing()
    silent(slowing, 50, mark=a_worker().silent_mark(""))
    shares(slowing)
    assert not models.SilentCall.objects.exists()


def test_where_nobody_was_silent_nothing_is_written_and_one_look_is_all():
    with CaptureQueriesContext(connections[fleeting()]) as asked:
        shares(Slowing())
    assert len(asked) == 1


def test_the_panic_key_forgets_every_silent_call():
    silent_calls.share([Courier("phone", settings.HOME).hash_of(NUMBER)], NOW)
    empty_all()
    assert not models.SilentCall.objects.exists()
