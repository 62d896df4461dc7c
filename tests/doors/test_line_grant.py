"""What a taken-over line could do with its role: obey, and seat nobody."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from safeconduct.cases.panic import press_panic
from safeconduct.config.grant import grant, role_of, ungranted
from safeconduct.domain.answering import Mode, People
from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import Part, What
from safeconduct.domain.short_number import number_of
from safeconduct.phone import duty
from safeconduct.talks import (
    bots,
    call_backs,
    caller_marks,
    calls,
    line_now,
    models,
    orders,
    seats,
    short_numbers,
    silent_calls,
)
from safeconduct.talks.calls import Asked
from safeconduct.talks.couriers import EMPTIED_AFTER, Courier
from safeconduct.talks.emptying import empty_if_pressed
from safeconduct.talks.talk import Tie
from tests.doors.test_channel_grant import speak_as
from tests.doors.test_grant import says
from tests.making import ALICE
from tests.talks.test_calls import OPERATOR, joined, seated

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
NOW = timezone.now()


@pytest.fixture
def line(cast) -> Iterator[seats.Seat]:
    """An operator on duty; from here on it is the line's own role."""
    for door in ("front", "telegram", "phone"):
        grant(door, "a-phrase-of-the-test")
    seat = seated()
    speak_as("phone")
    yield seat
    speak_as("owner")


def test_the_whole_line_works_with_its_role(line) -> None:
    call = joined()
    speak_as("owner")
    orders.give(What.HOLD, call.id, line.id, NOW)
    speak_as("phone")
    seen = duty.look(NOW)
    assert [seat.id for seat in seen.seats] == [line.id]
    assert duty.begin_to_ring(call.id, line, Part.LEADS, NOW)
    duty.picked_up(call.id, line.id, Part.LEADS, NOW)
    duty.held(call.id)
    duty.resumed(call.id)
    duty.soundless(call.id)
    duty.heard_again(call.id)
    duty.done(seen.orders[0])
    calls.code_is_told(call.id)
    duty.handed_over(call.id, None, line.id, NOW)
    duty.cut_off(call.id, line.id, NOW)
    duty.not_picked_up(call.id, line.id, Part.LEADS, NOW)
    duty.left_call(call.id, line.id, NOW)
    duty.sits_at(line.id, "north")
    assert [seat.node for seat in duty.look(NOW).seats] == ["north"]
    duty.leaves_node(line.id, "north")
    for address in ("", "10.0.0.1:5070", "10.0.0.1:5071"):
        bots.note("north", "phone", bots.Standing.REACHABLE, NOW, address=address)
    assert bots.addresses("phone", NOW) == {"north": "10.0.0.1:5071"}
    duty.end_others(set(), (), NOW)
    assert joined().id != call.id
    assert calls.known_call(call.id).state is calls.State.OVER
    for people in (People.ON_DUTY, People.NIGHT):
        line_now.note("line", Mode(people=people), NOW)
    assert [one.people for one in line_now.lines(NOW)] == [People.NIGHT]


def test_it_keeps_and_finds_short_numbers_and_marks_who_calls(line) -> None:
    courier, number = Courier("phone", settings.HOME), number_of(b"a number")
    tie = Tie(case_public="aa", talk_seed="bb", arrival=uuid.uuid4().hex)
    assert short_numbers.keep(number, tie, courier, NOW)
    assert short_numbers.found(number, courier, NOW) == tie
    asked = Asked(call="5.5", language="ru", urgent="", arrival=None, by_short_number=True)
    call, slowed = duty.joins(asked, b"m" * 32, NOW)
    assert (call.by_short_number, slowed) == (True, False)
    assert short_numbers.forget_old(NOW + timedelta(days=15)) == 1
    assert caller_marks.forget_old(NOW + timedelta(days=15)) == 1


def test_it_notes_who_called_in_silence_and_learns_of_it_from_other_nodes(line) -> None:
    mark = b"m" * 32
    assert silent_calls.share([mark, mark], NOW) == {mark: 2}
    assert silent_calls.forget_old(NOW + timedelta(hours=2)) == 2


def test_the_line_learns_of_the_panic_key_and_empties_what_is_its_own(line) -> None:
    (settings.HOME.day_keys / "phone" / EMPTIED_AFTER).unlink(missing_ok=True)
    courier = Courier("phone", settings.HOME)
    empty_if_pressed(courier)
    speak_as("owner")
    seated(OPERATOR)
    press_panic(actor=ALICE.actor, at=NOW, empty=lambda: None)
    speak_as("phone")
    assert empty_if_pressed(courier)
    speak_as("owner")
    assert not models.Seat.objects.exists()


def test_it_takes_a_try_to_call_back_and_says_what_came_of_it(line) -> None:
    speak_as("owner")
    row = models.CallBack.objects.create(
        id=uuid.uuid4(), arrival=uuid.uuid4(), language="ru", seat=line.id, day=NOW.date(),
        body=b"sealed", at=NOW,
    )  # fmt: skip
    speak_as("phone")
    assert call_backs.take(row.id, Courier("phone", settings.HOME), {}, NOW) is None
    duty.came(row.id, CameOf.BUSY)
    row.refresh_from_db()
    assert (row.taken, bytes(row.body), row.came_of) == (True, b"", "not_dialled")
    asked = calls.Asked(call="line-back-1", language="ru", urgent="", arrival=row.arrival)
    assert duty.call_named(calls.begin_back(row.id, asked, NOW).call).back
    duty.dialled(row.id)


REFUSED = [
    "SELECT member FROM sc_seat",
    "INSERT INTO sc_seat (id) VALUES (gen_random_uuid())",
    "UPDATE sc_seat SET digest = ''",
    "UPDATE sc_seat SET until = now()",
    "UPDATE sc_call SET outcome = 'thanks'",
    "UPDATE sc_call SET arrival = gen_random_uuid()",
    "INSERT INTO sc_call_order (what) VALUES ('hold')",
    "UPDATE sc_call_order SET what = 'listen'",
    "INSERT INTO sc_kept_brief (id, until) VALUES (1, now())",
    "UPDATE sc_kept_brief SET until = now()",
    "DELETE FROM sc_kept_brief",
    "DELETE FROM sc_line_now",
    "INSERT INTO sc_call_back (body) VALUES ('x')",
    "UPDATE sc_call_back SET at = now()",
    "UPDATE sc_call SET back = true",
    "SELECT 1 FROM sc_wished_call",
    "UPDATE sc_short_number SET until = now()",
    "INSERT INTO sc_abusive_talk (hash, at) VALUES ('', now())",
    "UPDATE sc_silent_call SET until = now()",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_it_seats_nobody_learns_no_member_and_orders_nothing(line, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused:
        says(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def test_a_line_whose_role_is_older_than_its_tables_is_named(line) -> None:
    speak_as("owner")
    assert ungranted("phone") == ()
    says(f"REVOKE ALL ON sc_seat FROM {role_of('phone')}")
    assert ungranted("phone") == ("sc_seat", "missed", "pauses")


@pytest.mark.parametrize(
    ("table", "right", "column"),
    [
        ("sc_seat", "SELECT", "missed"),
        ("sc_seat", "SELECT", "pauses"),
        ("sc_call", "UPDATE", "soundless"),
        ("sc_call", "UPDATE", "call"),
    ],
)
def test_a_line_whose_role_is_older_than_a_column_is_named(
    line, table: str, right: str, column: str
) -> None:
    speak_as("owner")
    says(f"REVOKE {right} ({column}) ON {table} FROM {role_of('phone')}")
    assert ungranted("phone") == (column,)


def test_the_line_rings_who_pauses_and_leaves_them_their_pause(line) -> None:
    speak_as("owner")
    seats.pause(OPERATOR, NOW)
    speak_as("phone")
    call = joined()
    (seat,) = duty.look(NOW).seats
    assert duty.begin_to_ring(call.id, seat, Part.LEADS, NOW)
    duty.left_call(call.id, seat.id, NOW)
    assert [one.rests for one in duty.look(NOW).seats] == [True]
    duty.is_away(call.id, seat.id, NOW)


@pytest.mark.parametrize("door", ["front", "telegram"])
@pytest.mark.parametrize(
    "table",
    [
        "sc_call",
        "sc_seat",
        "sc_call_order",
        "sc_line_now",
        "sc_kept_brief",
        "sc_call_back",
        "sc_wished_call",
        "sc_short_number",
        "sc_caller_mark",
        "sc_abusive_talk",
        "sc_silent_call",
    ],
)
def test_no_other_door_sees_who_called_or_who_is_on_duty(line, door: str, table: str) -> None:
    speak_as(door)
    with pytest.raises(ProgrammingError), transaction.atomic():
        says(f"SELECT 1 FROM {table}")
