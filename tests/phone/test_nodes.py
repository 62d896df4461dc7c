"""Two switches and one programme: a process ends its own calls, and those of a silent node."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.panic import press_panic, reopen
from safeconduct.domain.calls import What
from safeconduct.phone import duty
from safeconduct.phone.applying import Due, Worker
from safeconduct.phone.duty import far_of
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.node import node_of
from safeconduct.phone.switch import NODE_LETTERS
from safeconduct.talks import calls, keeping, orders, seats
from safeconduct.talks import models as models_of_talks
from safeconduct.talks.bots import SILENT_AFTER, Standing
from safeconduct.talks.call_backs import Taken
from safeconduct.talks.couriers import EMPTIED_AFTER
from safeconduct.talks.emptying import empty_all, empty_if_pressed
from tests.making import BOB, CAROL
from tests.phone.spoken import Call, a_worker

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

MOMENT = timedelta(seconds=20)


@pytest.fixture(autouse=True)
def never_emptied(settings) -> None:
    """Tests share a folder: presses of one minute would be taken for the same."""
    (settings.HOME.day_keys / "phone" / EMPTIED_AFTER).unlink(missing_ok=True)


@pytest.fixture
def north(cast) -> Call:
    call = Call(at=timezone.now(), worker=a_worker("north")).begins()
    call.worker.alive(Standing.REACHABLE, call.at)
    return call


@pytest.fixture
def south(north):
    return a_worker("south")


def test_a_call_that_is_up_on_another_node_is_left_alone(north, south) -> None:
    north.keys("1", "1")
    assert [talk.id for talk in north.worker.waiting(north.at)] == [north.talk.id]
    assert not south.waiting(north.at + MOMENT)
    assert not models.Arrival.objects.exists()


def test_what_was_said_on_a_node_that_is_gone_is_handed_in_by_the_other(north, south) -> None:
    north.keys("1", "1")
    later = north.at + SILENT_AFTER + timedelta(minutes=1)
    (talk,) = south.waiting(later)
    south.round([Due(talk=south.ended(talk))], later)
    assert models.Arrival.objects.filter(kind="new").count() == 1
    assert not south.waiting(later)


def test_a_voice_on_a_silent_node_waits_for_it_and_is_not_given_up(north, south) -> None:
    north.keys("1", "1", "6", "2").does(Heard(did=Did.SPOKE, voice="1.1-voice"))
    later = north.at + SILENT_AFTER + timedelta(minutes=1)
    (talk,) = south.waiting(later)
    assert south.voices(talk) == ()
    south.round([Due(talk=south.ended(talk))], later)
    assert not south.waiting(later)
    (talk,) = north.worker.waiting(later)
    assert [one.number for one in north.worker.voices(talk)] == ["1.1-voice"]


def test_two_calls_of_one_name_on_two_switches_are_two_talks(north, south) -> None:
    other = Call(at=north.at, worker=south).begins()
    assert other.id == north.id
    assert south.talk_at(other.id, north.at).id == other.talk.id
    assert north.worker.talk_at(north.id, north.at).id == north.talk.id
    assert [node_of(one) for one in (north.talk, other.talk)] == ["north", "south"]


def test_many_calls_of_another_node_hide_none_of_ours(north, south, monkeypatch) -> None:
    monkeypatch.setattr("safeconduct.phone.applying.BATCH", 2)
    for place in range(5):
        Call(at=north.at, id=f"2.{place}", worker=north.worker).begins()
    ours = Call(at=north.at, id="3.1", worker=south).begins()
    assert [talk.id for talk in south.waiting(north.at)] == [ours.talk.id]


def test_a_talk_of_an_older_version_is_handed_in_by_whoever_looks_first(north, south) -> None:
    courier = north.worker.courier
    old = keeping.new_talk("phone", "line/1.7", "en", north.at)
    with keeping.keeping():
        keeping.keep([old.saying("phone.begin")], courier, north.at)
    assert [talk.id for talk in south.waiting(north.at)] == [old.id]


def test_both_processes_forget_when_the_panic_key_is_pressed_and_share_one_key_after(
    north, south
) -> None:
    other = Call(at=north.at, worker=south).begins()
    press_panic(actor=BOB.actor, at=north.at, empty=empty_all)
    couriers = (north.worker.courier, south.courier)
    assert [empty_if_pressed(one) for one in couriers] == [True, True]
    assert [empty_if_pressed(one) for one in couriers] == [False, False]
    reopen(actor=BOB.actor, at=north.at)
    assert reopen(actor=CAROL.actor, at=north.at)
    other.begins()
    assert [talk.id for talk in south.waiting(north.at)] == [other.talk.id]
    later = north.at + SILENT_AFTER + timedelta(minutes=1)
    assert [talk.id for talk in a_worker("west").waiting(later)] == [other.talk.id]
    assert models_of_talks.Talk.objects.count() == 1


def asks_for_a_person(name: str, at) -> calls.Call:
    asked = calls.Asked(call=name, language="en", urgent="", arrival=None)
    return calls.join(asked, at)


def test_who_waits_for_a_person_on_another_node_keeps_their_place(north, south) -> None:
    there = asks_for_a_person("north-1.1", north.at)
    here = asks_for_a_person("south-1.1", north.at)
    duty.end_others((), south.elsewhere(north.at), north.at)
    assert [call.id for call in calls.open_calls()] == [there.id]
    later = north.at + SILENT_AFTER + timedelta(minutes=1)
    duty.end_others((), south.elsewhere(later), later)
    assert not calls.open_calls()
    assert here.id != there.id


@pytest.mark.parametrize("call", ["line-2-1764000000.7", f"line-2-back-{32 * 'a'}"])
def test_a_node_whose_name_begins_anothers_is_not_taken_for_it(cast, call) -> None:
    at = timezone.now()
    reached_at(a_worker("line"), "10.0.0.1:5070", at)
    second = reached_at(a_worker("line-2"), "10.0.0.2:5070", at)
    a_seat(at)
    asks_for_a_person(call, at)
    assert duty.look(at, second.neighbours).elsewhere == ()
    duty.end_others((), second.elsewhere(at), at)
    assert not calls.open_calls()


def test_a_call_that_the_node_with_the_longest_name_makes_has_its_row(cast) -> None:
    at, worker = timezone.now(), a_worker("n" * NODE_LETTERS)
    made = Taken(
        id=uuid.uuid4(), arrival=uuid.uuid4(), language="en", seat=uuid.uuid4(), number="79000000"
    )
    row = duty.begin_back(made, worker.name_back(made.id), at)
    assert duty.call_named(row.call) == row
    assert len(row.call) <= models_of_talks.Call._meta.get_field("call").max_length


def test_a_wish_about_a_call_that_is_open_waits_for_whoever_holds_it(north) -> None:
    there = asks_for_a_person("north-1.1", north.at)
    orders.give(What.HANG_UP, there.id, uuid.uuid4(), north.at)
    (order,) = orders.waiting_orders()
    duty.without_caller(order)
    assert orders.waiting_orders() == [order]
    calls.is_over(there.id, north.at)
    duty.without_caller(order)
    assert orders.waiting_orders() == []


def a_seat(at, node: str = "") -> seats.Seat:
    drawn = seats.go_on_duty(uuid.uuid4(), ["en"], seats.Kind.PHONE, at)
    seats.sits_at(drawn.id, node)
    return next(one for one in seats.seats(at) if one.id == drawn.id)


def reached_at(worker: Worker, sip: str, at) -> Worker:
    """Return the same process as one that others reach, heard of at that moment."""
    reached = replace(worker, node=replace(worker.node, sip=sip))
    reached.alive(Standing.REACHABLE, at)
    return reached


def test_a_node_knows_where_the_others_are_reached_as_long_as_they_live(north, south) -> None:
    here = reached_at(north.worker, "10.0.0.1:5070", north.at)
    reached_at(south, "10.0.0.2:5070", north.at)
    assert here.neighbours(north.at) == {"south": "10.0.0.2:5070"}
    assert here.neighbours(north.at + SILENT_AFTER + timedelta(minutes=1)) == {}
    assert north.worker.neighbours(north.at) == {}


def test_a_seat_at_another_node_is_reached_there_and_one_at_a_silent_node_nowhere(
    north, south
) -> None:
    here = reached_at(north.worker, "10.0.0.1:5070", north.at)
    reached_at(south, "10.0.0.2:5070", north.at)
    far, near, lost = (a_seat(north.at, node) for node in ("south", "north", "west"))
    assert {far.node, near.node, lost.node} == {"south", "north", "west"}
    seen = duty.look(north.at, here.neighbours)
    assert far_of(seen, "north") == {far.name: "10.0.0.2:5070"}


def test_who_goes_away_from_a_switch_does_not_take_away_that_they_came_to_another(north) -> None:
    seat = a_seat(north.at, "south")
    seats.leaves_node(seat.id, "north")
    assert [one.node for one in seats.seats(north.at)] == ["south"]
    seats.leaves_node(seat.id, "south")
    assert [one.node for one in seats.seats(north.at)] == [""]


def test_who_waits_at_another_node_is_seen_in_the_queue_and_who_talks_there_is_not(
    north, south
) -> None:
    here = reached_at(north.worker, "10.0.0.1:5070", north.at)
    reached_at(south, "10.0.0.2:5070", north.at)
    a_seat(north.at)
    asks_for_a_person("north-1.1", north.at)
    there, talks = (asks_for_a_person(f"south-1.{n}", north.at) for n in (1, 2))
    calls.talks_with(talks.id, uuid.uuid4(), north.at)
    assert [call.id for call in duty.look(north.at, here.neighbours).elsewhere] == [there.id]
    assert duty.look(north.at).elsewhere == ()
