"""Faults while somebody is called back: a switch that is silent for a moment ends nothing of it."""

import asyncio
import uuid
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import What
from safeconduct.phone import enduring
from safeconduct.phone.call import Call
from safeconduct.phone.happened import NORMAL, Happened, Kind
from safeconduct.talks import models, orders
from safeconduct.talks.call_backs import Taken
from safeconduct.talks.calls import State
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Standing
from tests.phone.at_line import AtLine, named, scene
from tests.phone.test_enduring import answers, is_silent

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
ASKED, SORRY = "phone.back", "phone.sorry"


@pytest.fixture(autouse=True)
def no_pauses(cast, monkeypatch) -> None:
    monkeypatch.setattr(enduring, "PAUSE_SECONDS", 0.0)


@dataclass(slots=True)
class Back:
    """One try to call somebody back, on a line without Asterisk."""

    line: AtLine
    seat: uuid.UUID
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    trying: asyncio.Task[None] = field(init=False)

    @property
    def name(self) -> str:
        return self.line.worker.name_back(self.id)

    async def begins(self) -> None:
        line, back = self.line, self.line.running.back
        taken = Taken(
            id=self.id, arrival=uuid.uuid4(), language="en", seat=self.seat, number="79000000042"
        )
        await line.database.do(self._is_taken)
        back.take, back.way, back.new_call = lambda _: taken, str, self._call
        order = Order(serial=1, call=self.id, seat=self.seat, what=What.CALL_BACK)
        self.trying = asyncio.create_task(back.ordered(order))
        line.tasks.append(self.trying)
        await line.goes_on()

    def _is_taken(self) -> None:
        models.CallBack.objects.create(
            id=self.id, arrival=uuid.uuid4(), language="en", seat=self.seat, taken=True, body=b"",
            day=self.line.at.date(), at=self.line.at,
        )  # fmt: skip

    def _call(self, name: str, language: str) -> Call:
        call = self.line.running._new_call(name, language)
        call.made = named
        return call

    async def answers(self) -> None:
        self.line.switch.tell(Happened(kind=Kind.CAME, call=self.name))
        await self.line.goes_on()

    async def presses(self, key: str) -> None:
        self.line.switch.tell(Happened(kind=Kind.KEY, call=self.name, key=key))
        await self.line.goes_on()

    async def talks(self) -> None:
        await self.begins()
        await self.line.picks_up()
        await self.answers()
        await self.presses("1")
        assert await self.state() is State.TALKING

    async def wishes(self, what: What) -> None:
        """Let the operator wish something of this call, and the line hear of it."""
        await self.line.database.do(orders.give, what, self.id, self.seat, self.line.at)
        await self.line.looks()

    async def wishes_in_vain(self, what: What) -> None:
        """Let them wish it in the moment in which the switch falls silent."""
        await self.line.database.do(orders.give, what, self.id, self.seat, self.line.at)
        await self.line.operators.look()
        await is_silent(self.line)

    async def state(self) -> State:
        return (await self.line.row(self.name)).state

    async def came_of(self) -> CameOf | None:
        await asyncio.wait_for(self.trying, 5)
        row = await self.line.database.do(partial(models.CallBack.objects.get, id=self.id))
        return CameOf(row.came_of) if row.came_of else None


async def on_duty(line: AtLine) -> Back:
    seat = await line.seat()
    await line.looks()
    return Back(line, seat)


def test_without_any_silence_both_talk_and_the_operator_ends_it() -> None:
    async def calls_back(line: AtLine) -> None:
        back = await on_duty(line)
        await back.talks()
        assert line.together() == {back.name, *line.switch.rung}
        await back.wishes(What.HANG_UP)
        assert await back.came_of() is CameOf.TALKED
        assert line.switch.dialled == [back.name]
        assert line.switch.up == []

    scene(calls_back)


@pytest.mark.parametrize("silence", ["falls_silent", "loses_answer"])
def test_an_operator_is_rung_once_whichever_way_the_answer_was_lost(silence) -> None:
    async def rings(line: AtLine) -> None:
        back = await on_duty(line)
        setattr(line.switch, silence, "POST channels")
        await back.begins()
        assert not back.trying.done()
        await answers(line)
        assert len(line.switch.rung) == 1
        assert await line.standing(back.seat) is Standing.RINGING
        await line.picks_up()
        assert line.switch.dialled == [back.name]

    scene(rings)


def test_a_dialling_whose_answer_was_lost_is_waited_for_and_not_done_again() -> None:
    async def dials(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        line.switch.loses_answer = "DIAL"
        await line.picks_up()
        assert not back.trying.done()
        await answers(line)
        await back.answers()
        await back.presses("1")
        assert await back.state() is State.TALKING
        assert line.switch.dialled == [back.name]

    scene(dials)


def test_a_dialling_that_the_switch_did_not_hear_is_told_as_one_that_rang_nowhere() -> None:
    async def dials(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        line.switch.falls_silent = "DIAL"
        await line.picks_up()
        await answers(line)
        assert await back.came_of() is CameOf.NO_WAY
        assert line.switch.dialled == []
        assert await line.standing(back.seat) is Standing.FREE

    scene(dials)


def test_who_is_asked_when_the_switch_falls_silent_is_asked_once_more() -> None:
    async def asks(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        await line.picks_up()
        line.switch.down = True
        await back.answers()
        assert not back.trying.done()
        await answers(line)
        assert line.switch.heard.count(ASKED) == 1
        await back.presses("1")
        assert await back.state() is State.TALKING
        assert line.together() == {back.name, *line.switch.rung}

    scene(asks)


def test_another_key_stays_a_no_though_the_last_word_meets_a_silence() -> None:
    async def asks(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        await line.picks_up()
        await back.answers()
        line.switch.down = True
        await back.presses("2")
        assert await back.came_of() is CameOf.NOT_PRESSED
        assert line.switch.heard.count(ASKED) == 1

    scene(asks)


def test_who_talks_goes_on_through_a_silence_and_the_wish_it_swallowed_is_obeyed() -> None:
    async def silent(line: AtLine) -> None:
        back = await on_duty(line)
        await back.talks()
        leg = line.switch.rung[-1]
        await back.wishes_in_vain(What.HOLD)
        assert not back.trying.done()

        await answers(line)
        await line.looks()
        assert await back.state() is State.HELD
        assert line.together() == {leg}
        assert len(line.hears_now(back.name)) == 1
        await back.wishes(What.RESUME)
        assert line.together() == {back.name, leg}
        await back.wishes(What.HANG_UP)
        assert await back.came_of() is CameOf.TALKED

    scene(silent)


def test_who_hangs_up_while_the_switch_is_silent_has_talked() -> None:
    async def silent(line: AtLine) -> None:
        back = await on_duty(line)
        await back.talks()
        await back.wishes_in_vain(What.HOLD)
        line.switch.tell(Happened(kind=Kind.DESTROYED, call=back.name, cause=NORMAL))
        await answers(line)
        assert await back.came_of() is CameOf.TALKED
        assert await line.standing(back.seat) is Standing.WRAPPING

    scene(silent)


def test_what_the_switch_refuses_ends_the_try() -> None:
    async def refused(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        line.switch.refuses = "DIAL"
        await line.picks_up()
        assert await back.came_of() is CameOf.NO_WAY

    scene(refused)


def test_a_talk_in_a_long_silence_is_left_as_it_stands_for_the_next_look(monkeypatch) -> None:
    monkeypatch.setattr(enduring, "SILENCE_SECONDS", 0.0)

    async def silent(line: AtLine) -> None:
        back = await on_duty(line)
        await back.talks()
        await back.wishes_in_vain(What.HOLD)
        assert await back.came_of() is None
        assert await back.state() is State.HELD
        assert back.name in line.switch.up
        assert not line.operators.bridges

    scene(silent)


# ---- an operator who is lost


async def loses_operator(back: Back) -> None:
    """Let the operator's page be lost in a talk; what we say of it goes on."""
    await back.talks()
    back.line.switch.lasting.add(Path(SORRY))
    back.line.switch.ends(back.line.switch.rung[0])
    await back.line.goes_on()
    assert SORRY in back.line.switch.heard


def test_a_colleague_who_picks_up_while_we_are_sorry_goes_on_with_the_talk() -> None:
    async def goes_on(line: AtLine) -> None:
        back = await on_duty(line)
        await loses_operator(back)
        back.seat = await line.seat()
        await line.looks()
        await line.picks_up()
        assert not back.trying.done()
        row = await line.row(back.name)
        assert (row.state, row.seat, row.dropped) == (State.TALKING, back.seat, False)
        assert line.together() == {back.name, *line.switch.rung}
        assert line.hears_now(back.name) == []
        await back.wishes(What.HANG_UP)
        assert await back.came_of() is CameOf.TALKED
        assert await line.standing(back.seat) is Standing.WRAPPING

    scene(goes_on)


def test_where_nobody_picks_up_the_try_is_told_as_broken_off() -> None:
    async def ends(line: AtLine) -> None:
        back = await on_duty(line)
        await loses_operator(back)
        colleague = await line.seat()
        await line.looks()
        line.switch.ends_playing(back.name)
        assert await back.came_of() is CameOf.BROKEN_OFF
        assert await line.standing(colleague) is Standing.FREE
        assert line.switch.rung == []

    scene(ends)
