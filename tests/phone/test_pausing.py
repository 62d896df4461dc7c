"""Who pauses is rung for a crisis, and for nothing else: without Asterisk."""

import pytest

from safeconduct.domain.answering import People
from safeconduct.phone.keypad import Did
from safeconduct.talks import seats
from safeconduct.talks.calls import State
from safeconduct.talks.seats import Standing
from tests.phone.at_line import AtLine, scene
from tests.phone.test_attending import all_is_said, comes_back, loses_connection
from tests.talks.chat import a_talk

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
IN_CRISIS = "danger_now"


def test_a_crisis_rings_who_pauses_is_picked_up_and_leaves_the_pause(cast) -> None:
    async def crisis(line: AtLine) -> None:
        seat = await line.seat_in_pause()
        await line.waits(urgent=IN_CRISIS)
        await line.looks()
        assert len(line.switch.rung) == 1
        await line.picks_up()
        assert (await line.row()).state is State.TALKING
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        assert await line.standing(seat) is Standing.AWAY

    scene(crisis)


def test_who_does_not_pick_up_in_a_pause_still_pauses_and_the_next_is_rung(cast) -> None:
    async def missed(line: AtLine) -> None:
        first = await line.seat_in_pause()
        second = await line.seat_in_pause()
        waiting = await line.waits(urgent=IN_CRISIS)
        await line.looks()
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        await line.looks()
        assert len(line.switch.rung) == 1
        standings = {await line.standing(first), await line.standing(second)}
        assert standings == {Standing.AWAY, Standing.RINGING}
        await all_is_said(line)
        assert not waiting.done()

    scene(missed)


def test_nobody_else_rings_who_pauses_and_is_told_that_nobody_can_pick_up(cast) -> None:
    async def ordinary(line: AtLine) -> None:
        await line.seat_in_pause()
        await line.looks()
        assert not line.operators.staffed
        waiting = await line.waits(urgent="minor,window_closing")
        await line.looks()
        assert not line.switch.rung
        assert (await waiting).heard.did is Did.NOBODY_CAME

    scene(ordinary)


def test_a_crisis_waits_on_when_the_last_operator_pauses_and_is_rung_for_there(cast) -> None:
    async def pauses(line: AtLine) -> None:
        seat = await line.seat()
        await line.looks()
        await line.database.do(seats.stand, seat, Standing.WRAPPING, line.at)
        await line.looks()
        waiting = await line.waits(urgent=IN_CRISIS)
        await line.looks()
        assert not line.switch.rung
        members = await line.database.do(seats.members_on_duty, line.at)
        await line.database.do(seats.stand, seat, Standing.FREE, line.at)
        await line.database.do(seats.pause, members[seat], line.at)
        await line.looks()
        await all_is_said(line)
        assert not waiting.done()
        assert len(line.switch.rung) == 1

    scene(pauses)


def test_a_seat_that_is_away_without_a_hand_or_off_duty_is_never_rung(cast) -> None:
    async def away(line: AtLine) -> None:
        seat = await line.seat_in_pause()
        members = await line.database.do(seats.members_on_duty, line.at)
        await line.database.do(seats.go_on_duty, members[seat], ["en"], seats.Kind.BROWSER, line.at)
        await line.looks()
        waiting = await line.waits(urgent=IN_CRISIS)
        await line.looks()
        assert (await waiting).heard.did is Did.NOBODY_CAME
        assert await line.database.do(seats.go_off_duty, members[seat])
        waiting = await line.waits("2.2", urgent=IN_CRISIS)
        await line.looks()
        assert (await waiting).heard.did is Did.NOBODY_CAME
        assert not line.switch.rung

    scene(away)


def test_who_pauses_with_no_page_open_is_not_rung_until_it_is_there_again(cast) -> None:
    async def closed(line: AtLine) -> None:
        await line.seat_in_pause()
        await line.looks()
        loses_connection(line)
        await line.looks()
        await line.waits(urgent=IN_CRISIS)
        await line.looks()
        assert not line.switch.rung
        comes_back(line)
        await line.looks()
        assert len(line.switch.rung) == 1

    scene(closed)


def test_where_all_pause_zero_leads_to_a_person_in_a_crisis_and_else_to_none(cast) -> None:
    async def zero(line: AtLine) -> None:
        await line.seat_in_pause()
        await line.looks()
        assert line.running.answering.mode.people is People.PAUSING
        call = line.caller()
        assert not call.staffed()
        call.talk = a_talk(channel="phone", address="line/1.1", language="en")
        assert not call.staffed()
        for needs, reached in (("minor", False), ("wounded,interpreter", True)):
            call.talk = a_talk(
                channel="phone", address="line/1.1", language="en", answers={"needs": needs}
            )
            assert call.staffed() is reached

    scene(zero)
