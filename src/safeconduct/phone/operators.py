"""All callers who want a person, and all who can pick up: twice a second one look at the rows.

Each caller's own task does what happens to them; here is only decided who rings where, and handed
on what operators wish.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError

from safeconduct.domain import waiting as queue
from safeconduct.domain.answering import Load, Mode
from safeconduct.domain.calls import What
from safeconduct.domain.urgency import Sign, in_crisis
from safeconduct.phone import duty
from safeconduct.phone.answering import Answering
from safeconduct.phone.ari import Gone, Refused, Unreachable
from safeconduct.phone.bridging import Bridge, Database, PickedUp, now
from safeconduct.phone.call import Call, Turn
from safeconduct.phone.enduring import through_silence
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.obeying import obey
from safeconduct.phone.playing import nothing
from safeconduct.phone.queued import queued, waiting_for
from safeconduct.phone.resuming import resume
from safeconduct.phone.seating import Seating
from safeconduct.phone.speaker import Wait
from safeconduct.phone.switchboard import Switchboard, name_in
from safeconduct.phone.waiting import Place, Waiting
from safeconduct.talks import calls, line_now
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Seat, Standing

logger = logging.getLogger("safeconduct.phone")

LOOK_SECONDS, TROUBLE_SECONDS = 0.5, 2.0
REST_SECONDS = 5.0
TELLS_EVERY = timedelta(minutes=1)
GRACE_SECONDS = 60.0
"""So long a seat counts whose connection is gone, and callers wait on when an operator is lost."""
TALKED = Heard(did=Did.TALKED)
TIMES_LONGEST = 12
"""Two hours of waiting, as usual, without a key: then it is asked whether somebody is there."""


@dataclass(slots=True, kw_only=True)
class Operators:
    """Who is on duty, who waits for them, who talks; `legs` lead from a channel to its caller."""

    board: Switchboard
    database: Database
    forget: Callable[[], None]
    music: Callable[[], Sequence[Path]]
    longest_wait: timedelta
    node: str
    up: Callable[[], int]
    answering: Answering
    neighbours: Callable[[datetime], Mapping[str, str]]
    told: tuple[datetime, Mode] | None = None
    call_back: Callable[[Order], None] | None = None
    seating: Seating = field(init=False)
    seen: duty.Seen = field(default_factory=duty.Seen)
    seats: Mapping[UUID, Seat] = field(default_factory=dict)
    reached_at: Mapping[UUID, float] = field(default_factory=dict)
    bridges: dict[UUID, Bridge] = field(default_factory=dict)
    legs: dict[str, Bridge] = field(default_factory=dict)
    handed_on: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.seating = Seating(board=self.board)

    @property
    def staffed(self) -> bool:
        """Say whether somebody is on duty who can be rung, now or after another talk."""
        return any(self._on_duty(seat) for seat in self.seats.values())

    def staffed_for(self, signs: Collection[Sign]) -> bool:
        """Say the same for who has named these signs: in a crisis those are rung who pause."""
        rests = in_crisis(signs) and any(self._pauses(seat) for seat in self.seats.values())
        return self.staffed or rests

    async def forever(self) -> None:
        """Look again and again; a fault of switch or database is only waited for."""
        while True:
            try:
                await self.look()
            except DatabaseError:
                logger.warning("the database did not answer; trying again")
                await self.database(self.forget)
                await asyncio.sleep(TROUBLE_SECONDS)
            except (Gone, Unreachable):
                self.seating.forget()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Take in what the desk wrote, seat who came, ring, and hand on what is wished."""
        seen = await self.database(duty.look, now(), self.neighbours)
        self.seen, self.seats = seen, {seat.id: seat for seat in seen.seats}
        silent, before = self._silent(), self.seating.registered
        await self.seating.follow(seen.seats)
        await self._note_who_sits_here(before)
        self.board.far = duty.far_of(seen, self.node)
        self._note_who_is_reached()
        await self._follow_mode()
        for seat in silent:
            await self.database(duty.rings_no_more, seat.call, seat.id, now())
        await self._hand_on()
        self._ring()

    def _silent(self) -> list[Seat]:
        """Return the seats that are kept to ring for a call of ours, and at which nothing rings.

        As when a database kept one and its answer was lost.
        """
        ringing = {leg.seat.id for bridge in self.bridges.values() for leg in bridge.legs.values()}
        kept = (seat for seat in self.seen.seats if seat.standing is Standing.RINGING)
        return [seat for seat in kept if seat.call in self.bridges and seat.id not in ringing]

    async def _note_who_sits_here(self, before: frozenset[str]) -> None:
        """Let other nodes know who has come to this switch, and who is registered here no more."""
        for seat in self.seen.seats:
            here, lost = seat.name in self.seating.registered, seat.node not in self.seen.neighbours
            if here and seat.node != self.node and (seat.name not in before or lost):
                await self.database(duty.sits_at, seat.id, self.node)
            elif not here and seat.node == self.node:
                await self.database(duty.leaves_node, seat.id, self.node)

    def _note_who_is_reached(self) -> None:
        known = {seat: at for seat, at in self.reached_at.items() if seat in self.seats}
        reached = (seat.id for seat in self.seen.seats if self._is_reached(seat))
        self.reached_at = known | dict.fromkeys(reached, time.monotonic())

    async def _follow_mode(self) -> None:
        """Answer as load and hours ask for; the desk is told of a change, and each minute."""
        load = Load(
            on_duty=sum(map(self._on_duty, self.seats.values())),
            pausing=sum(map(self._pauses, self.seats.values())),
            waiting=self.seen.waiting,
            calls=self.up(),
        )
        at = now()
        mode = replace(self.answering.follow(load, self.seen.brief_until, at), opens_in=0)
        if self.told is None or self.told[1] != mode or at - self.told[0] > TELLS_EVERY:
            await self.database(line_now.note, self.node, mode, at)
            self.told = (at, mode)

    def heard(self, happened: Happened) -> None:
        """Hand on what happened on an operator's leg."""
        bridge = self.legs.get(happened.call)
        if bridge:
            bridge.call.events.put_nowait(happened)

    async def hang_up_others(self) -> None:
        """Hang up legs that belong to no call any more, as when our process was killed."""
        if not self.seating.looked:
            return
        known = {row.name for row in self.seats.values() if row.call}
        for leg in await self.board.legs():
            if leg not in self.legs and name_in(leg) not in known:
                await self.board.hang_up(leg)

    async def attend(self, call: Call, wait: Wait) -> Turn:
        """Let a caller wait, and talk, until either side ends it; raises HungUp.

        A silence of the switch takes nobody's place from them, and ends no talk.
        """
        return await through_silence(lambda: self._attend(call, wait))

    async def _attend(self, call: Call, wait: Wait) -> Turn:
        row, slowed = await self.database(duty.joins, wait.asked, call.mark, now())
        bridge = self.bridge(call, row)
        bridge.slowed = slowed
        waiting = Waiting(
            call=call,
            before=wait.before,
            code=None if row.code_told else wait.code,
            music=self.music(),
            place=lambda: self.place(bridge),
            told=lambda: self.database(calls.code_is_told, row.id),
            raised=bridge.raised,
        )
        try:
            heard = await self._attended(bridge, waiting)
        except BaseException as fault:
            if _goes_on(fault):
                self.forget_bridge(bridge)
            else:
                await self.left(bridge)
            raise
        await self.left(bridge)
        told = (wait.code.number,) if wait.code and waiting.code is None else ()
        return Turn(said=(wait.number, *told), heard=heard)

    async def left(self, bridge: Bridge) -> None:
        self.bridges.pop(bridge.row.id, None)
        try:
            await bridge.leave()
        finally:
            self.forget_bridge(bridge)

    def forget_bridge(self, bridge: Bridge) -> None:
        """Forget a talk here; what is still wished of it is handed on to whoever takes it up."""
        bridge.call.beside = nothing
        wished = {order.serial for order in self.seen.orders if order.call == bridge.row.id}
        self.handed_on -= wished
        self.bridges.pop(bridge.row.id, None)
        self.legs = {leg: of for leg, of in self.legs.items() if of is not bridge}

    async def _attended(self, bridge: Bridge, waiting: Waiting) -> Heard:
        if bridge.row.state is not calls.State.HELD:
            # What played before a silence would be waited for.
            await bridge.call.quiet()
        picked_up = await _or_cut_off(bridge, self.resumed(bridge))
        while True:
            if picked_up is None:
                picked_up = await _told_so(bridge)
            if not picked_up:
                with suppress(PickedUp):
                    return await waiting.heard()
            if await _or_cut_off(bridge, bridge.talk()):
                return TALKED
            picked_up = None

    async def resumed(self, bridge: Bridge) -> bool:
        """Go on with what an earlier process began; says whether an operator leads the talk."""
        waits = bridge.row.state is calls.State.WAITING
        if not (self.seating.looked and waits):
            await self.look()
        led = await resume(bridge)
        if not waits:
            # Wishes are done again: who was let go meanwhile is free for them.
            await self.look()
        return led

    def place(self, bridge: Bridge) -> Place:
        """Return where a caller stands in the queue, and what is known of the time."""
        row = bridge.row
        waited = now() - row.asked_at
        unpressed = timedelta(seconds=time.monotonic() - bridge.call.pressed_at)
        all_waiting = (*self._queued(), *self._queued_elsewhere())
        known = {one.call: one for one in all_waiting} | {row.id: queued(bridge)}
        lost = any(_lately(one.lost_at) for one in self.bridges.values())
        return Place(
            place=queue.place_of(row.id, known.values()),
            minutes=queue.minutes_said(self.seen.waits),
            long=waited > self.longest_wait,
            over=min(waited, unpressed) > TIMES_LONGEST * self.longest_wait,
            staffed=self.staffed_for(row.urgent) or lost,
        )

    def _ring(self) -> None:
        by_turn = [seat for seat in self.seen.seats if self._is_free(seat)]
        free = [
            queue.Free(seat=seat.id, languages=seat.languages, turn=turn, pauses=seat.rests)
            for turn, seat in enumerate(by_turn)
        ]
        for call, seat in queue.rung([*self._queued(), *self._queued_elsewhere()], free):
            bridge = self.bridges.get(call)
            if bridge is None:
                # Who waits at another node comes before ours, and is rung for there.
                continue
            bridge.promised = seat
            rings = Happened(kind=Kind.TOLD, call=bridge.call.id, rings=self.seats[seat])
            bridge.call.events.put_nowait(rings)

    async def _hand_on(self) -> None:
        """Hand each wish on once to the caller it is about; without such a caller it is done."""
        for order in self.seen.orders:
            bridge = self.bridges.get(order.call)
            if order.what is What.CALL_BACK:
                self._dial(order)
            elif bridge is None:
                await self.database(duty.without_caller, order)
            elif order.serial not in self.handed_on:
                told = Happened(kind=Kind.TOLD, call=bridge.call.id, order=order)
                bridge.call.events.put_nowait(told)
                self.handed_on.add(order.serial)
        self.handed_on &= {order.serial for order in self.seen.orders}

    def _dial(self, order: Order) -> None:
        """Begin a try once, at the switch where its operator is registered."""
        seat = self.seats.get(order.seat)
        if order.serial in self.handed_on or not self.call_back:
            return
        if seat is None or seat.name in self.seating.registered:
            self.handed_on.add(order.serial)
            self.call_back(order)

    def bridge(self, call: Call, row: calls.Call) -> Bridge:
        bridge = Bridge(
            call=call, row=row, board=self.board, database=self.database, music=self.music(),
            seats=lambda: self.seats, changed=self._leg_changed,
            obey=obey,
        )  # fmt: skip
        call.beside = bridge.beside
        self.bridges[row.id] = bridge
        return bridge

    def _leg_changed(self, leg: str, bridge: Bridge | None) -> None:
        if bridge:
            self.legs[leg] = bridge
        else:
            self.legs.pop(leg, None)

    def _queued(self) -> list[queue.Waiting]:
        return [queued(bridge) for bridge in self.bridges.values() if bridge.wants_seat]

    def _queued_elsewhere(self) -> list[queue.Waiting]:
        elsewhere = (row for row in self.seen.elsewhere if row.id not in self.bridges)
        return [waiting_for(row, slowed=row.id in self.seen.slowed) for row in elsewhere]

    def _on_duty(self, seat: Seat) -> bool:
        """Say whether who sits there can be rung, or could a moment ago.

        A page that is loaded anew, or one request that failed, takes nobody's place from them.
        """
        there = seat.standing is not Standing.AWAY and not seat.pauses
        return there and self._is_there(seat)

    def _pauses(self, seat: Seat) -> bool:
        return seat.pauses and self._is_there(seat)

    def _is_there(self, seat: Seat) -> bool:
        """Say whether a call could come to this seat soon: not where a talk is left unwritten."""
        return not seat.is_left(now()) and _lately(self.reached_at.get(seat.id, -math.inf))

    def _is_reached(self, seat: Seat) -> bool:
        """Say whether a seat can be rung: registered here, or at another switch that lives."""
        return seat.name in self.board.far or seat.name in self.seating.registered

    def _is_free(self, seat: Seat) -> bool:
        """Say whether a seat can ring; one at which nobody just picked up rests for a moment."""
        bridges = self.bridges.values()
        rests = time.monotonic() - REST_SECONDS
        promised = any(bridge.promised == seat.id for bridge in bridges)
        rested = all(bridge.missed.get(seat.id, rests) <= rests for bridge in bridges)
        idle = seat.standing is Standing.FREE or seat.rests
        return idle and self._is_reached(seat) and rested and not promised


async def _or_cut_off(bridge: Bridge, work: Awaitable[bool]) -> bool | None:
    """Do work for a talk; None where the switch refuses it and that cuts the talk off."""
    try:
        return await work
    except Refused:
        return None if await bridge.put_back() else False


async def _told_so(bridge: Bridge) -> bool:
    """Tell a caller that they were cut off; says whether somebody picked up meanwhile."""
    with suppress(PickedUp):
        await bridge.call.say(bridge.call.speaker.sounds("phone.dropped"))
        return False
    return True


def _goes_on(fault: BaseException) -> bool:
    """Say whether a caller stays in the switch, for whoever takes them up: we end, or hear nothing.

    One who was refused something will be again.
    """
    silent = isinstance(fault, Unreachable) and not isinstance(fault, Refused)
    return silent or isinstance(fault, asyncio.CancelledError)


def _lately(at: float) -> bool:
    return time.monotonic() - at < GRACE_SECONDS
