"""One caller and the operators who speak with them: ringing, the talk, and what operators wish.

A bridge holds who hears each other. Nothing of it is ever recorded. The switch keeps the bridge
when our process is killed; the next one goes on from the rows and from who is in it.
"""

import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from safeconduct.domain.calls import Part
from safeconduct.domain.urgency import Sign
from safeconduct.phone import duty
from safeconduct.phone.ari import Gone, Refused, Unreachable
from safeconduct.phone.call import Call
from safeconduct.phone.happened import NORMAL, PUT_DOWN, Happened, Kind
from safeconduct.phone.switchboard import Switchboard, leg_of
from safeconduct.talks.calls import Call as Row
from safeconduct.talks.calls import State
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Kind as SeatKind
from safeconduct.talks.seats import Seat

T = TypeVar("T")
HOLD_REPEATS = 20
LONG_SECONDS = 3_600.0


class Database(Protocol):
    """The one thread in which the database is touched."""

    async def __call__(self, work: Callable[..., T], *facts: object) -> T: ...


class PickedUp(Exception):
    """An operator has picked up: whatever the waiting caller hears ends."""


class TalkOver(Exception):
    """No operator leads the talk any more; `wished`: the operator ended it."""

    def __init__(self, *, wished: bool) -> None:
        super().__init__()
        self.wished = wished


@dataclass(slots=True, kw_only=True)
class Leg:
    """One operator's side of a call; `up` once they picked up. `ear`: what a listener hears by."""

    seat: Seat
    part: Part
    up: bool = False
    ear: str = ""

    def put_down(self, cause: int) -> bool:
        """Say whether a hand has hung up; a browser that does not say so was closed or lost."""
        of_phone = self.seat.kind is SeatKind.PHONE
        return cause == PUT_DOWN or (of_phone and cause == NORMAL)


@dataclass(slots=True, kw_only=True)
class Bridge:
    """One caller's talk. `legs` by the name of their channels; `held`: the caller hears music.

    `changed` is told of each leg that comes and goes, so that its events find their way here.
    `dialling`: we call them back, and nobody has said yet that they can talk: they hear nothing.
    `promised`: the seat that is about to ring; `missed`: when a seat last did not pick up.
    `slowed`: this number was abusive again and again, and is rung later.
    """

    call: Call
    row: Row
    board: Switchboard
    database: Database
    music: Sequence[Path]
    seats: Callable[[], Mapping[UUID, Seat]]
    changed: Callable[[str, "Bridge | None"], None]
    obey: "Obey"
    legs: dict[str, Leg] = field(default_factory=dict)
    missed: dict[UUID, float] = field(default_factory=dict)
    promised: UUID | None = None
    lost_at: float = -math.inf
    held: bool = False
    dialling: bool = False
    slowed: bool = False

    @property
    def name(self) -> str:
        return bridge_of(self.row.id)

    @property
    def music_name(self) -> str:
        """Name what a held caller hears, so that the next process can stop it too."""
        return f"held-{self.row.id.hex}"

    @property
    def wants_seat(self) -> bool:
        """Say whether this caller waits and rings nowhere."""
        return not (self.dialling or self.promised or self.of(Part.LEADS))

    @property
    def talks(self) -> bool:
        """Say whether an operator speaks with this caller, or holds them."""
        return not self.dialling and self.of(Part.LEADS, up=True) is not None

    async def beside(self, happened: Happened) -> None:
        """Hear the desk and the operators' legs; raises PickedUp or TalkOver when that ends it."""
        with suppress(Gone):
            # What just ended is told by an event of its own.
            if happened.rings:
                self.promised = None
                await self._ring_first(happened.rings)
            elif happened.order:
                await self.obey(self, happened.order)
            elif happened.call in self.legs:
                await self._on_leg(happened)

    async def talk(self) -> bool:
        """Let caller and operator talk to the end; says whether the operator ended it."""
        try:
            await self._connect()
            while True:
                event = await self.call.next(LONG_SECONDS)
                if self.held and event and event.of == self.music_name:
                    await self._play_music()
        except TalkOver as over:
            return over.wished

    async def raised(self, signs: frozenset[Sign]) -> None:
        """Let a waiting caller be rung for as what they have just named asks for."""
        await self.database(duty.is_raised, self.row.id, signs)
        self.row = replace(self.row, urgent=self.row.urgent | signs)

    async def _connect(self) -> None:
        caller = []
        if not self.held:
            await self.call.quiet()
            caller = [self.call.id]
        with suppress(Gone):
            await self._join([*caller, *self._in_bridge()])

    async def _join(self, who: Sequence[str]) -> None:
        """Let the caller in, and others with them; raises TalkOver where the switch will not.

        One who has just gone is told of by an event of its own.
        """
        try:
            await self.board.join(self.name, who)
        except (Gone, Refused):
            if await self.call.is_up() and {*self._in_bridge()} <= {*await self.board.legs()}:
                await self.put_back()
                raise TalkOver(wished=False) from None
            raise

    async def put_back(self) -> bool:
        """Let a caller wait whom the switch refuses something; says whether a talk was cut off.

        Then they are at the front, and their operator is free. Raises Gone of one who has gone.
        """
        if not await self.call.is_up():
            raise Gone
        lead = self.of(Part.LEADS, up=True)
        seat = self.legs[lead].seat.id if lead else self.row.seat
        if seat is None:
            return False
        if not lead and self.row.state is State.RINGING:
            await self.database(duty.rings_no_more, self.row.id, seat, now())
            return False
        await self.database(duty.left_call, self.row.id, seat, now())
        await self.lost(seat)
        return True

    async def _ring_first(self, seat: Seat) -> None:
        if self.wants_seat:
            await self.ring(seat, Part.LEADS)

    async def ring(self, seat: Seat, part: Part) -> None:
        """Ring at a seat, if it is free; who does not pick up in time is free again."""
        if not await self.database(duty.begin_to_ring, self.row.id, seat, part, now()):
            return
        leg = leg_of(seat)
        self.adopt(leg, Leg(seat=seat, part=part))
        try:
            await self.board.ring(seat.name, leg, part)
        except (Gone, Refused):
            await self._missed(leg)

    def adopt(self, name: str, leg: Leg) -> None:
        self.legs[name] = leg
        self.changed(name, self)

    async def lost(self, seat: UUID) -> None:
        """Put the caller to the front of the queue, for their operator is gone."""
        await self._hold_no_more()
        for other in list(self.legs):
            await self.let_go(other)
        self.lost_at = time.monotonic()
        self.row = replace(self.row, dropped=True)
        await self.database(duty.cut_off, self.row.id, seat, now())

    async def leave(self) -> None:
        """Let everybody go once a talk is over; the rows follow, whatever the switch says."""
        await self._hold_no_more()
        for leg in list(self.legs):
            await self._hang_up(leg)
        with suppress(Unreachable):
            await self.board.dissolve(self.name)
        await self.database(duty.ended, self.row.id, now())

    async def _on_leg(self, happened: Happened) -> None:
        leg = self.legs[happened.call]
        if happened.kind is Kind.CAME and not leg.up:
            await self._picked_up(happened.call, leg)
        elif happened.kind is Kind.DESTROYED and leg.up:
            await self._left(happened.call, leg, by_hand=leg.put_down(happened.cause))
        elif happened.kind is Kind.DESTROYED:
            await self._missed(happened.call)

    async def _picked_up(self, name: str, leg: Leg) -> None:
        leg.up = True
        await self.database(duty.picked_up, self.row.id, leg.seat.id, leg.part, now())
        if leg.part is Part.LEADS:
            raise PickedUp
        try:
            await self._let_in(name, leg)
        except (Gone, Refused):
            # One whom the switch does not let in ends nobody's talk.
            await self.send_away(name)

    async def _let_in(self, name: str, leg: Leg) -> None:
        if leg.part is Part.HEARS:
            leg.ear = leg_of(leg.seat)
            await self.board.ear(self.call.id, leg.ear)
            await self.board.join(ear_bridge(leg), [leg.ear, name])
        else:
            await self.board.join(self.name, [name])

    async def _missed(self, name: str) -> None:
        leg = self.forget(name)
        self.missed[leg.seat.id] = time.monotonic()
        await self.database(duty.not_picked_up, self.row.id, leg.seat.id, leg.part, now())
        if leg.part is Part.TAKES:
            await self.resume()

    async def _left(self, name: str, leg: Leg, *, by_hand: bool) -> None:
        """See to who is left once a leg is gone; a caller never talks to nobody."""
        self.forget(name)
        if leg.ear:
            await self._end_ear(leg)
        if leg.part is not Part.LEADS:
            await self.database(duty.left_call, self.row.id, leg.seat.id, now())
            if leg.part is Part.TAKES:
                await self.resume()
            return
        heir = self.of(Part.TAKES, up=True) or self.of(Part.JOINS, up=True)
        if heir:
            await self.lead(heir, giver=leg.seat.id)
            return
        if self.dialling:
            # Nobody is there yet who could be cut off, and nothing is to be written up.
            frees = duty.left_call if by_hand else duty.is_away
            await self.database(frees, self.row.id, leg.seat.id, now())
        elif not by_hand:
            await self.lost(leg.seat.id)
        raise TalkOver(wished=by_hand)

    async def lead(self, name: str, *, giver: UUID | None) -> None:
        """Let another lead the talk; a listener asks again, for the log tells whom they hear."""
        for listener in [one for one, leg in self.legs.items() if leg.part is Part.HEARS]:
            await self.let_go(listener)
        leg = self.legs[name]
        leg.part = Part.LEADS
        await self.database(duty.handed_over, self.row.id, giver, leg.seat.id, now())
        await self.resume()

    async def put_on_hold(self) -> None:
        self.held = True
        await self.database(duty.held, self.row.id)
        await self._part()
        await self._play_music()

    async def stay_on_hold(self) -> None:
        """Do what is missing of a hold, which a fault may have cut off anywhere."""
        await self._part()
        if not await self.call.plays(self.music_name):
            await self._play_music()

    async def _part(self) -> None:
        if self.call.id in await self.board.joined(self.name):
            await self.board.part(self.name, self.call.id)

    async def resume(self) -> None:
        if self.held:
            await self.end_music()
            await self._join([self.call.id])
            await self.database(duty.resumed, self.row.id)

    async def _hold_no_more(self) -> None:
        """Let a held caller hear what comes now: all that is said would wait behind the music."""
        if self.held:
            with suppress(Unreachable):
                await self.end_music()

    async def end_music(self) -> None:
        self.held = False
        self.call.playing = self.music_name
        await self.call.quiet()

    async def _play_music(self) -> None:
        await self.call.begin(list(self.music) * HOLD_REPEATS, self.music_name)

    async def send_away(self, name: str) -> None:
        """Let one go who does not lead; a caller who was held for them talks on."""
        part = self.legs[name].part
        await self.let_go(name)
        if part is Part.TAKES:
            await self.resume()

    async def let_go(self, name: str) -> None:
        leg = self.legs[name]
        await self._hang_up(name)
        await self.database(duty.left_call, self.row.id, leg.seat.id, now())

    async def _hang_up(self, name: str) -> None:
        leg = self.forget(name)
        with suppress(Unreachable):
            await self.board.hang_up(name)
            if leg.ear:
                await self._end_ear(leg)

    async def _end_ear(self, leg: Leg) -> None:
        await self.board.hang_up(leg.ear)
        await self.board.dissolve(ear_bridge(leg))

    def forget(self, name: str) -> Leg:
        self.changed(name, None)
        return self.legs.pop(name)

    def of(self, part: Part, *, up: bool = False) -> str | None:
        """Return the leg that has a part; `up`: only one that has picked up."""
        found = (name for name, leg in self.legs.items() if leg.part is part and (leg.up or not up))
        return next(found, None)

    def _in_bridge(self) -> list[str]:
        heard = (name for name, leg in self.legs.items() if leg.up and leg.part is not Part.HEARS)
        return list(heard)


Obey = Callable[[Bridge, Order], Awaitable[None]]
"""Does what an operator wishes with a call."""


def bridge_of(call: UUID) -> str:
    return f"talk-{call.hex}"


def ear_bridge(leg: Leg) -> str:
    return f"ear-{leg.seat.id.hex}"


def now() -> datetime:
    return datetime.now(UTC)
