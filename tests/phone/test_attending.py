"""Callers who want a person, and who is on duty, through faults of a moment: without Asterisk."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import OperationalError
from django.utils import timezone

from safeconduct.domain.calls import What
from safeconduct.domain.waiting import WRAPS_UP_FOR
from safeconduct.phone import duty, operators
from safeconduct.phone.call import Turn
from safeconduct.phone.keypad import Did
from safeconduct.phone.playing import nothing
from safeconduct.talks import caller_marks, models, one_thread, seats
from safeconduct.talks.calls import State
from tests.phone.at_line import OFFLINE, ONLINE, AtLine, Databases, scene
from tests.phone.spoken import a_worker
from tests.phone.test_nodes import asks_for_a_person, reached_at

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture
def no_pauses(cast, monkeypatch) -> None:
    monkeypatch.setattr(one_thread, "TROUBLE_SECONDS", 0.0)


def test_who_is_picked_up_while_the_database_is_away_talks_once_it_is_back(no_pauses) -> None:
    async def picked_up(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        await line.looks()
        line.pool.away = 5
        await line.picks_up()
        await line.goes_on()
        assert (await line.row()).state is State.TALKING
        assert line.together() == {"1.1", *line.switch.rung}

    scene(picked_up)


def test_a_caller_for_whom_no_database_comes_back_leaves_nothing_behind_here(
    no_pauses, monkeypatch
) -> None:
    monkeypatch.setattr(one_thread, "PATIENCE_SECONDS", 0.0)

    async def given_up(line: AtLine) -> None:
        await line.seat()
        talking = await line.talks()
        line.pool.away = 1_000
        with pytest.raises(OperationalError):
            line.switch.ends(line.switch.rung[0])
            await talking
        assert not line.operators.bridges
        assert not line.operators.legs
        assert line.running.calls["1.1"].beside is nothing
        assert line.together() == set()

    scene(given_up)


def test_a_wish_that_nobody_had_read_when_the_stream_was_cut_is_obeyed_afterwards(cast) -> None:
    async def cut(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.gives(What.HOLD, seat)
        await line.operators.look()
        talking.cancel()
        await line.goes_on()
        assert (await line.row()).state is State.TALKING

        await line.waits()
        await line.looks()
        assert (await line.row()).state is State.HELD

    scene(cut)


def test_a_wish_that_was_obeyed_is_not_obeyed_again(cast) -> None:
    async def cut(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.wishes(What.HOLD, seat)
        await line.wishes(What.RESUME, seat)
        talking.cancel()
        await line.goes_on()

        await line.waits()
        await line.looks()
        assert (await line.row()).state is State.TALKING

    scene(cut)


def loses_connection(line: AtLine) -> None:
    """Let every page and telephone of an operator be registered no more."""
    for name in line.switch.seats:
        line.switch.seats[name] = OFFLINE


def comes_back(line: AtLine) -> None:
    for name in line.switch.seats:
        line.switch.seats[name] = ONLINE


async def all_is_said(line: AtLine) -> None:
    """Let what the caller hears come to its end."""
    line.switch.ends_playing("1.1")
    await line.goes_on()


async def busy_at_the_line(line: AtLine) -> tuple[UUID, asyncio.Task[Turn]]:
    """Let one caller wait while the only operator writes up a talk."""
    seat = await line.seat()
    await line.looks()
    await line.database.do(seats.stand, seat, seats.Standing.WRAPPING, line.at)
    await line.looks()
    return seat, await line.waits()


def test_who_waits_keeps_their_place_while_the_only_page_is_loaded_anew(cast) -> None:
    async def loaded_anew(line: AtLine) -> None:
        seat, waiting = await busy_at_the_line(line)
        loses_connection(line)
        await line.looks()
        await all_is_said(line)
        assert not waiting.done()
        assert not line.switch.rung

        comes_back(line)
        await line.database.do(seats.stand, seat, seats.Standing.FREE, line.at)
        await line.looks()
        assert line.switch.rung

    scene(loaded_anew)


def test_who_waits_keeps_their_place_while_a_free_operator_sits_down_again(cast) -> None:
    async def sits_again(line: AtLine) -> None:
        seat = await line.seat()
        await line.looks()
        loses_connection(line)
        line.switch.new_seats = OFFLINE
        waiting = await line.waits()
        members = await line.database.do(seats.members_on_duty, line.at)
        await line.database.do(seats.sit_again, members[seat], line.at)
        await line.looks()
        await all_is_said(line)
        assert not waiting.done()

        comes_back(line)
        await line.looks()
        assert line.switch.rung

    scene(sits_again)


@pytest.mark.parametrize("urgent", ["", "danger_now"])
@pytest.mark.parametrize("pauses", [False, True])
def test_nobody_is_promised_who_left_a_talk_unwritten_for_many_minutes(cast, urgent, pauses):
    async def left(line: AtLine) -> None:
        seat = await (line.seat_in_pause() if pauses else line.seat())
        wraps_up = partial(line.database.do, seats.stand, seat, seats.Standing.WRAPPING)
        await wraps_up(line.at - WRAPS_UP_FOR)
        await line.looks()
        waiting = await line.waits(urgent=urgent)
        assert (await waiting).heard.did is Did.NOBODY_CAME

        members = await line.database.do(seats.members_on_duty, line.at)
        await line.database.do(seats.wraps_up_still, members[seat], line.at)
        await line.looks()
        waiting = await line.waits("2.2", urgent=urgent)
        # Who picked up in a pause comes back to it: they are there for a crisis alone.
        assert waiting.done() is (pauses and not urgent)

    scene(left)


def test_who_waits_keeps_their_place_when_one_request_to_the_switch_fails(cast) -> None:
    async def fails(line: AtLine) -> None:
        _, waiting = await busy_at_the_line(line)
        line.operators.seating.forget()
        await all_is_said(line)
        assert not waiting.done()

    scene(fails)


def test_who_waits_keeps_their_place_when_the_only_operator_is_lost_in_another_talk(cast) -> None:
    async def lost(line: AtLine) -> None:
        await line.seat()
        await line.talks("2.2")
        waiting = await line.waits()
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        await line.looks()
        assert not line.operators.staffed
        await all_is_said(line)
        assert not waiting.done()

    scene(lost)


def test_who_waits_is_told_once_nobody_has_been_there_for_a_while(cast, monkeypatch) -> None:
    async def gone(line: AtLine) -> None:
        _, waiting = await busy_at_the_line(line)
        loses_connection(line)
        await line.looks()
        monkeypatch.setattr(operators, "GRACE_SECONDS", 0.0)
        await all_is_said(line)
        assert (await waiting).heard.did is Did.NOBODY_CAME

    scene(gone)


def test_who_waits_is_told_at_once_when_the_last_operator_goes_away(cast) -> None:
    async def away(line: AtLine) -> None:
        seat, waiting = await busy_at_the_line(line)
        await line.database.do(seats.stand, seat, seats.Standing.AWAY, line.at)
        await line.looks()
        await all_is_said(line)
        assert (await waiting).heard.did is Did.NOBODY_CAME

    scene(away)


# ---- who waits at another node


NUMBER = b"the hash of a number"


@pytest.fixture
def two_nodes(cast) -> AtLine:
    """Return the line of one node; the other lives, too."""
    at = timezone.now()
    reached_at(a_worker("south"), "10.0.0.2:5070", at)
    return AtLine(at=at, worker=reached_at(a_worker("north"), "10.0.0.1:5070", at))


def waits_elsewhere(at: datetime, *, abusive: int = 0) -> None:
    """Let somebody wait at the other node with whom so many talks were abusive lately."""
    there = asks_for_a_person("south-1.1", at)
    caller_marks.mark(there.id, NUMBER, at)
    for _ in range(abusive):
        models.AbusiveTalk.objects.create(hash=NUMBER, at=at - timedelta(hours=1))


def rung_here(line: AtLine) -> bool:
    """Say whether a seat rings for who asked here, later than the one at the other node."""
    rung: list[str] = []

    async def asks(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        await line.looks()
        rung.extend(line.switch.rung)

    scene(asks, line)
    return bool(rung)


def test_who_asked_earlier_at_another_node_is_rung_for_first(two_nodes) -> None:
    waits_elsewhere(two_nodes.at, abusive=2)
    assert not rung_here(two_nodes)


def test_who_is_slowed_at_another_node_keeps_no_seat_from_who_asked_here(two_nodes) -> None:
    waits_elsewhere(two_nodes.at, abusive=3)
    assert rung_here(two_nodes)


# ---- a database whose answer is lost


class AnswerLost(Databases):
    """A database that does what it is asked, and whose answer is lost for one piece of work."""

    lost: object = None

    def submit(self, work, /, *facts, **named):
        done = super().submit(work, *facts, **named)
        if self.lost and work is self.lost:
            self.lost = None
            raise OperationalError("server closed the connection unexpectedly")
        return done


def test_a_seat_that_was_kept_to_ring_while_the_answer_was_lost_is_rung_after_all(
    no_pauses,
) -> None:
    async def lost(line: AtLine) -> None:
        seat = await line.seat()
        line.pool.lost = duty.begin_to_ring
        await line.waits()
        assert line.switch.rung == []
        assert await line.standing(seat) is seats.Standing.RINGING
        await line.looks()
        await line.looks()
        assert len(line.switch.rung) == 1
        await line.picks_up()
        assert (await line.row()).state is State.TALKING

    scene(lost, AtLine(pool=AnswerLost()))


def test_a_call_that_nobody_picks_up_is_missed_once_though_the_answer_is_lost(no_pauses) -> None:
    async def lost(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        line.pool.lost = duty.not_picked_up
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        (on_duty,) = await line.database.do(seats.seats, line.at)
        assert (on_duty.standing, on_duty.missed) == (seats.Standing.FREE, 1)

    scene(lost, AtLine(pool=AnswerLost()))
