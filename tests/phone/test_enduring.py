"""A switch that is silent for a moment: who waits keeps their place, who talks goes on."""

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone import enduring
from safeconduct.phone.ari import Unreachable
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.playing import HungUp
from safeconduct.talks import calls, orders, seats
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene
from tests.phone.test_attending import all_is_said, busy_at_the_line

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture(autouse=True)
def no_pauses(cast, monkeypatch) -> None:
    monkeypatch.setattr(enduring, "PAUSE_SECONDS", 0.0)


async def is_silent(line: AtLine) -> None:
    line.switch.down = True
    await line.goes_on()


async def answers(line: AtLine) -> None:
    line.switch.down = False
    await line.goes_on()


def test_who_waits_keeps_their_place_while_the_switch_is_silent(cast) -> None:
    async def silent(line: AtLine) -> None:
        seat, waiting = await busy_at_the_line(line)
        await line.waits("2.2")
        before = await line.row()
        await is_silent(line)
        await all_is_said(line)
        assert not waiting.done()
        assert await line.row() == before

        await answers(line)
        await line.database.do(seats.stand, seat, seats.Standing.FREE, line.at)
        await line.looks()
        assert (await line.row("1.1")).state is State.RINGING
        await line.picks_up()
        assert line.together() == {"1.1", *line.switch.rung}
        assert (await line.row("2.2")).state is State.WAITING

    scene(silent)


def test_who_is_picked_up_while_the_switch_is_silent_talks_once_it_answers(cast) -> None:
    async def silent(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        await line.looks()
        leg = line.switch.rung[-1]
        line.switch.down = True
        await line.picks_up()
        await answers(line)
        assert (await line.row()).state is State.TALKING
        assert line.together() == {"1.1", leg}
        assert line.hears_now() == []

    scene(silent)


def test_a_wish_that_the_switch_did_not_hear_is_obeyed_once_it_answers(cast) -> None:
    async def silent(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.gives(What.HOLD, seat)
        await line.operators.look()
        await is_silent(line)
        assert not talking.done()
        assert await line.database.do(orders.waiting_orders)

        await answers(line)
        await line.looks()
        assert (await line.row()).state is State.HELD
        assert line.together() == {*line.switch.rung}
        assert len(line.hears_now()) == 1
        assert not await line.database.do(orders.waiting_orders)

    scene(silent)


def test_who_hangs_up_while_the_switch_is_silent_waits_no_more(cast) -> None:
    async def silent(line: AtLine) -> None:
        _, waiting = await busy_at_the_line(line)
        await is_silent(line)
        await all_is_said(line)
        line.switch.tell(Happened(kind=Kind.LEFT, call="1.1"))
        await answers(line)
        with pytest.raises(HungUp):
            await waiting
        assert not await line.database.do(calls.open_calls)

    scene(silent)


def test_of_a_switch_that_stays_silent_the_row_is_left_for_who_finds_the_caller(
    monkeypatch,
) -> None:
    monkeypatch.setattr(enduring, "SILENCE_SECONDS", 0.0)

    async def silent(line: AtLine) -> None:
        _, waiting = await busy_at_the_line(line)
        before = await line.row()
        await is_silent(line)
        await all_is_said(line)
        with pytest.raises(Unreachable):
            await waiting
        assert await line.row() == before
        assert not line.operators.bridges

    scene(silent)
