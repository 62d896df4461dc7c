"""Callers, seats and wishes as rows: who may do what with them, and when they die."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.cases.panic import press_panic
from safeconduct.domain.calls import Part, What
from safeconduct.domain.urgency import Sign
from safeconduct.phone import duty
from safeconduct.phone.node import node_in
from safeconduct.talks import calls, models, orders, seats
from safeconduct.talks.calls import Asked, Outcome, State
from safeconduct.talks.emptying import empty_all
from safeconduct.talks.seats import Kind, Seat, Standing
from tests.making import ALICE

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
NOW = timezone.now()
MINUTE = timedelta(minutes=1)
OPERATOR, COLLEAGUE = uuid.uuid4(), uuid.uuid4()


def joined(name: str = "1.1", **facts: object) -> calls.Call:
    known = {"language": "ru", "urgent": "danger_now", "arrival": None} | facts
    return calls.join(Asked(call=name, **known), NOW)


def seated(member: uuid.UUID = OPERATOR) -> Seat:
    seats.go_on_duty(member, ["ru", "uk"], Kind.BROWSER, NOW)
    seats.be_ready(member, NOW)
    return seats.seat_of(member, NOW)


def talking(call: calls.Call, seat: Seat) -> None:
    assert duty.begin_to_ring(call.id, seat, Part.LEADS, NOW)
    duty.picked_up(call.id, seat.id, Part.LEADS, NOW + 3 * MINUTE)


def standing(member: uuid.UUID = OPERATOR) -> Standing:
    return seats.seat_of(member, NOW).standing


def test_a_caller_has_one_place_however_often_they_join() -> None:
    first = joined()
    assert joined().id == first.id
    assert (first.state, first.urgent) == (State.WAITING, {Sign.DANGER_NOW})
    assert joined("1.2").serial > first.serial


def test_a_caller_who_asks_again_in_the_same_call_waits_anew() -> None:
    first = joined()
    duty.ended(first.id, NOW)
    again = joined()
    assert again.state is State.WAITING
    assert again.id != first.id
    assert calls.call_named("1.1").id == again.id


def test_a_talk_after_which_the_caller_asked_again_is_still_wrapped_up() -> None:
    arrival = uuid.uuid4()
    first = joined(arrival=arrival)
    talking(first, seated())
    duty.ended(first.id, NOW)
    again = joined()
    duty.end_others({"1.1"}, (), NOW)
    assert [call.id for call in calls.open_calls()] == [again.id]
    assert calls.wrap_up(first.id, OPERATOR, Outcome.ABOUT_SELF, NOW)
    known = calls.known_call(first.id)
    assert (known.outcome, known.arrival) == (Outcome.ABOUT_SELF, arrival)
    assert calls.known_call(again.id).outcome is None


def test_who_asks_again_as_often_as_they_like_leaves_each_talk_a_name_of_its_own() -> None:
    for _ in range(3):
        duty.ended(joined().id, NOW)
    assert models.Call.objects.count() == 3
    assert node_in(models.Call.objects.first().call) == ""


def test_whom_we_cut_off_is_called_so_no_more_once_they_have_asked_again() -> None:
    arrival = uuid.uuid4()
    call, seat = joined(arrival=arrival), seated()
    talking(call, seat)
    duty.cut_off(call.id, seat.id, NOW)
    duty.ended(call.id, NOW)
    assert calls.cut_off() == {arrival}
    duty.ended(joined(arrival=arrival).id, NOW)
    assert calls.cut_off() == set()


def test_a_seat_is_away_until_its_operator_is_ready() -> None:
    seats.go_on_duty(OPERATOR, ["ru"], Kind.BROWSER, NOW)
    assert standing() is Standing.AWAY
    seats.be_ready(OPERATOR, NOW)
    assert standing() is Standing.FREE
    assert seats.be_away(OPERATOR, NOW)
    assert standing() is Standing.AWAY


def resting(member: uuid.UUID = OPERATOR) -> Seat:
    seated(member)
    seats.pause(member, NOW)
    return seats.seat_of(member, NOW)


def test_a_hand_that_pauses_is_told_from_a_seat_that_is_away() -> None:
    seats.go_on_duty(OPERATOR, ["ru"], Kind.BROWSER, NOW)
    assert not seats.seat_of(OPERATOR, NOW).rests
    assert resting().rests
    seats.be_ready(OPERATOR, NOW)
    assert not seats.seat_of(OPERATOR, NOW).pauses


def test_who_pauses_is_kept_for_a_call_only_where_it_is_known_that_they_pause() -> None:
    seat, before = resting(), seated(COLLEAGUE)
    seats.pause(COLLEAGUE, NOW)
    assert not duty.begin_to_ring(joined().id, before, Part.LEADS, NOW)
    assert duty.begin_to_ring(joined().id, seat, Part.LEADS, NOW)
    assert standing() is Standing.RINGING


def test_who_took_calls_again_in_that_moment_is_rung_at_the_next_look() -> None:
    seat = resting()
    seats.be_ready(OPERATOR, NOW)
    assert not duty.begin_to_ring(joined().id, seat, Part.LEADS, NOW)
    assert standing() is Standing.FREE


@pytest.mark.parametrize("ends", ["not_picked_up", "rings_no_more", "ended", "wrapped_up"])
def test_after_a_call_that_rang_in_a_pause_the_pause_goes_on(ends) -> None:
    seat, call = resting(), joined()
    assert duty.begin_to_ring(call.id, seat, Part.LEADS, NOW)
    if ends == "not_picked_up":
        duty.not_picked_up(call.id, seat.id, Part.LEADS, NOW)
    elif ends == "rings_no_more":
        duty.rings_no_more(call.id, seat.id, NOW)
    elif ends == "ended":
        duty.ended(call.id, NOW)
    else:
        duty.picked_up(call.id, seat.id, Part.LEADS, NOW)
        duty.ended(call.id, NOW)
        assert standing() is Standing.WRAPPING
        assert calls.wrap_up(call.id, OPERATOR, Outcome.EMERGENCY, NOW)
    assert seats.seat_of(OPERATOR, NOW).rests


def test_a_pause_at_which_several_calls_ring_unheard_is_an_empty_chair() -> None:
    resting()
    for place in range(seats.MOST_MISSED):
        seat, call = seats.seat_of(OPERATOR, NOW), joined(f"1.{place}")
        assert seat.rests
        assert duty.begin_to_ring(call.id, seat, Part.LEADS, NOW)
        duty.not_picked_up(call.id, seat.id, Part.LEADS, NOW)
    assert (standing(), seats.seat_of(OPERATOR, NOW).pauses) == (Standing.AWAY, False)


def test_whose_connection_is_lost_in_a_pause_is_away() -> None:
    seat, call = resting(), joined()
    talking(call, seat)
    duty.cut_off(call.id, seat.id, NOW)
    assert (standing(), seats.seat_of(OPERATOR, NOW).pauses) == (Standing.AWAY, False)


def test_the_password_is_told_once_and_kept_as_a_digest_alone() -> None:
    drawn = seats.go_on_duty(OPERATOR, ["ru"], Kind.BROWSER, NOW)
    row = models.Seat.objects.get()
    assert row.digest == seats.digest(drawn.name, drawn.password)
    assert drawn.password not in repr(drawn)
    assert drawn.password not in str(vars(row))
    again = seats.go_on_duty(OPERATOR, ["ru"], Kind.BROWSER, NOW)
    assert again.password != drawn.password
    assert models.Seat.objects.get().digest != row.digest


def test_who_sits_down_again_has_the_same_seat_and_the_last_password_alone() -> None:
    before = seated()
    drawn = seats.sit_again(OPERATOR, NOW)
    after = seats.seat_of(OPERATOR, NOW)
    assert (after.id, after.name, after.standing) == (before.id, before.name, Standing.FREE)
    assert after.digest == seats.digest(drawn.name, drawn.password) != before.digest


def test_nobody_sits_down_again_who_is_not_on_duty() -> None:
    assert seats.sit_again(OPERATOR, NOW) is None
    seated()
    assert seats.sit_again(OPERATOR, NOW + seats.SHIFT) is None


def test_a_seat_rings_for_one_call_at_a_time() -> None:
    seat, first, second = seated(), joined(), joined("1.2")
    assert duty.begin_to_ring(first.id, seat, Part.LEADS, NOW)
    assert not duty.begin_to_ring(second.id, seat, Part.LEADS, NOW)
    assert calls.known_call(first.id).state is State.RINGING
    assert calls.known_call(second.id).state is State.WAITING


def test_who_is_not_picked_up_waits_on_and_the_seat_is_free() -> None:
    seat, call = seated(), joined()
    duty.begin_to_ring(call.id, seat, Part.LEADS, NOW)
    duty.not_picked_up(call.id, seat.id, Part.LEADS, NOW)
    assert calls.known_call(call.id).state is State.WAITING
    assert standing() is Standing.FREE


def test_a_talk_that_is_over_is_wrapped_up_by_who_led_it_alone() -> None:
    seat, other, call = seated(), seated(COLLEAGUE), joined()
    talking(call, seat)
    assert duty.begin_to_ring(call.id, other, Part.JOINS, NOW)
    duty.picked_up(call.id, other.id, Part.JOINS, NOW)
    duty.ended(call.id, NOW)
    assert (standing(), standing(COLLEAGUE)) == (Standing.WRAPPING, Standing.FREE)
    assert not calls.wrap_up(call.id, COLLEAGUE, Outcome.THANKS, NOW)
    assert calls.wrap_up(call.id, OPERATOR, Outcome.ABOUT_SELF, NOW)
    assert not calls.wrap_up(call.id, OPERATOR, Outcome.THANKS, NOW)
    assert calls.known_call(call.id).outcome is Outcome.ABOUT_SELF
    assert standing() is Standing.FREE


def test_whom_we_cut_off_goes_first_and_the_lost_seat_is_away() -> None:
    seat, call = seated(), joined()
    talking(call, seat)
    duty.cut_off(call.id, seat.id, NOW)
    found = calls.known_call(call.id)
    assert (found.state, found.dropped, found.seat) == (State.WAITING, True, None)
    assert standing() is Standing.AWAY


def test_another_takes_over_and_the_giver_is_free_with_nothing_to_write() -> None:
    seat, other, call = seated(), seated(COLLEAGUE), joined()
    talking(call, seat)
    duty.begin_to_ring(call.id, other, Part.TAKES, NOW)
    duty.handed_over(call.id, seat.id, other.id, NOW)
    assert calls.known_call(call.id).seat == other.id
    assert (standing(), standing(COLLEAGUE)) == (Standing.FREE, Standing.TALKING)


def test_how_long_people_waited_is_known_from_the_last_who_were_answered() -> None:
    assert calls.last_waits() == ()
    talking(joined(), seated())
    joined("1.2")
    assert calls.last_waits() == (3 * MINUTE,)


def test_a_seat_leaves_the_call_it_is_in_and_no_other() -> None:
    seat, first, second = seated(), joined(), joined("1.2")
    duty.begin_to_ring(first.id, seat, Part.JOINS, NOW)
    duty.left_call(first.id, seat.id, NOW)
    duty.begin_to_ring(second.id, seat, Part.LEADS, NOW)
    duty.left_call(first.id, seat.id, NOW)
    assert standing() is Standing.RINGING


def test_a_seat_that_rings_for_a_call_which_is_over_is_free_at_the_next_look() -> None:
    seat, over, up = seated(), joined(), joined("1.2")
    duty.ended(over.id, NOW)
    duty.begin_to_ring(over.id, seat, Part.LEADS, NOW)
    other = seated(COLLEAGUE)
    duty.begin_to_ring(up.id, other, Part.LEADS, NOW)
    duty.end_others({"1.2"}, (), NOW)
    assert (standing(), standing(COLLEAGUE)) == (Standing.FREE, Standing.RINGING)


def test_calls_that_the_switch_holds_no_more_are_over() -> None:
    seat, gone, up = seated(), joined(), joined("1.2")
    talking(gone, seat)
    duty.end_others({"1.2"}, (), NOW)
    assert [call.id for call in calls.open_calls()] == [up.id]
    assert standing() is Standing.WRAPPING


def test_a_wish_is_seen_until_it_is_done() -> None:
    seat, call = seated(), joined()
    orders.give(What.HOLD, call.id, seat.id, NOW)
    orders.give(What.PUT_THROUGH, call.id, seat.id, NOW, other=COLLEAGUE)
    first, second = duty.look(NOW).orders
    assert (first.what, second.what, second.other) == (What.HOLD, What.PUT_THROUGH, COLLEAGUE)
    orders.done(first)
    assert duty.look(NOW).orders == (second,)


def test_a_seat_in_the_middle_of_a_call_is_neither_left_nor_forgotten() -> None:
    seat, call = seated(), joined()
    talking(call, seat)
    assert not seats.go_off_duty(OPERATOR)
    assert not seats.be_away(OPERATOR, NOW)
    late = NOW + seats.SHIFT + MINUTE
    assert seats.forget_old(late) == 0
    assert seats.seats(late)
    again = seats.go_on_duty(OPERATOR, ["ru"], Kind.BROWSER, NOW)
    assert again.id == seat.id
    duty.ended(call.id, NOW)
    calls.wrap_up(call.id, OPERATOR, Outcome.SILENT, NOW)
    assert seats.go_off_duty(OPERATOR)


def test_after_a_shift_a_seat_is_gone() -> None:
    seated()
    late = NOW + seats.SHIFT
    assert not seats.seats(late)
    assert seats.forget_old(late) == 1


def test_after_a_shift_a_seat_whose_call_was_never_wrapped_up_is_gone_too() -> None:
    seat, call = seated(), joined()
    talking(call, seat)
    duty.ended(call.id, NOW)
    assert seats.forget_old(NOW + seats.SHIFT) == 1


def test_after_72_hours_nothing_of_a_call_is_left() -> None:
    seat, call = seated(), joined()
    orders.give(What.HOLD, call.id, seat.id, NOW)
    late = NOW + timedelta(hours=72)
    assert (calls.forget_old(NOW), orders.forget_old(NOW)) == (0, 0)
    assert (calls.forget_old(late), orders.forget_old(late)) == (1, 1)


def test_the_panic_key_leaves_no_caller_and_no_seat(cast) -> None:
    seat, call = seated(), joined()
    orders.give(What.HOLD, call.id, seat.id, NOW)
    press_panic(actor=ALICE.actor, at=NOW, empty=empty_all)
    for table in (models.Call, models.Seat, models.CallOrder):
        assert not table.objects.exists()
