"""Operators' wishes and waiting callers that a fault interrupts midway: without Asterisk."""

import asyncio
from dataclasses import dataclass

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone import enduring
from safeconduct.phone.keypad import Did
from safeconduct.phone.obeying import obey
from safeconduct.talks import orders, seats
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, Switch, scene

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

PART, RING = "/removeChannel", "channels"


@dataclass(slots=True)
class Slow(Switch):
    """A switch that leaves one thing that it is asked for undone, and does not answer."""

    leaves: str = ""

    async def ask(self, method: str, path: str, body: object = None, **facts: str) -> object:
        if self.leaves and method == "POST" and path.endswith(self.leaves):
            await asyncio.Event().wait()
        return await Switch.ask(self, method, path, body, **facts)


@pytest.fixture
def line(cast) -> AtLine:
    return AtLine(switch=Slow())


async def begins_anew(line: AtLine, *interrupted: asyncio.Task[object]) -> None:
    """Let the line's process be killed, and the next take up the caller."""
    for task in interrupted:
        task.cancel()
    await line.goes_on()
    line.switch.leaves = ""
    await line.waits()
    await line.looks()


def test_a_hold_that_was_interrupted_is_carried_out_by_the_next_process(line) -> None:
    async def interrupted(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        line.switch.leaves = PART
        await line.wishes(What.HOLD, seat)
        assert line.together() == {"1.1", *line.switch.rung}
        await begins_anew(line, talking)
        assert (await line.row()).state is State.HELD
        assert line.together() == {*line.switch.rung}
        assert len(line.hears_now()) == 1
        assert not await line.database.do(orders.waiting_orders)

    scene(interrupted, line)


def test_who_was_to_be_rung_when_it_was_interrupted_is_rung_by_the_next_process(line) -> None:
    async def interrupted(line: AtLine) -> None:
        await line.seat()
        talking = await line.talks()
        lead = (await line.row()).seat
        other = await line.seat()
        await line.looks()
        line.switch.leaves = RING
        await line.wishes(What.PUT_THROUGH, lead, other)
        assert len(line.switch.rung) == 1
        await begins_anew(line, talking)
        assert len(line.switch.rung) == 2
        assert len(line.hears_now()) == 1
        assert not await line.database.do(orders.waiting_orders)

    scene(interrupted, line)


def test_who_was_not_held_any_more_when_that_was_interrupted_hears_no_music(line) -> None:
    async def interrupted(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.wishes(What.HOLD, seat)
        line.switch.leaves = "/addChannel"
        await line.wishes(What.RESUME, seat)
        await begins_anew(line, talking)
        assert (await line.row()).state is State.TALKING
        assert line.hears_now() == []
        assert line.together() == {"1.1", *line.switch.rung}

    scene(interrupted, line)


def test_a_talk_whose_end_was_interrupted_is_ended_by_the_next_process(line) -> None:
    async def interrupted(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        line.switch.unanswered = "hang up"
        await line.wishes(What.HANG_UP, seat)
        line.switch.unanswered = ""
        await begins_anew(line, talking)
        assert (await line.tasks[-1]).heard.did is Did.TALKED
        assert await line.standing(seat) is seats.Standing.WRAPPING
        await line.looks()
        assert not await line.database.do(orders.waiting_orders)

    scene(interrupted, line)


def test_what_the_switch_refuses_is_not_wished_again_for_ever(line) -> None:
    async def refused(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        line.switch.refuses = PART
        await line.wishes(What.HOLD, seat)
        assert not await line.database.do(orders.waiting_orders)
        assert not talking.done()
        assert await line.standing(seat) is seats.Standing.TALKING

    scene(refused, line)


def test_who_is_put_together_while_the_switch_is_silent_hears_each_other_once_it_answers(
    line, monkeypatch
) -> None:
    monkeypatch.setattr(enduring, "PAUSE_SECONDS", 0.0)

    async def silent(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        line.switch.falls_silent = "addChannel"
        await line.picks_up()
        assert line.together() == set()
        line.switch.down = False
        await line.goes_on()
        assert line.together() == {"1.1", *line.switch.rung}

    scene(silent, line)


def test_a_wish_that_comes_twice_is_carried_out_once(line) -> None:
    async def twice(line: AtLine) -> None:
        seat = await line.seat()
        await line.talks()
        await line.gives(What.HOLD, seat)
        wish, *_ = await line.database.do(orders.waiting_orders)
        bridge, *_ = line.operators.bridges.values()
        await obey(bridge, wish)
        await bridge.resume()
        await obey(bridge, wish)
        assert (await line.row()).state is State.TALKING

    scene(twice, line)
