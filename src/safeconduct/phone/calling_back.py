"""Calls that we make: the operator first, then the person; who picks up hears nothing of who calls.

They hear one neutral sentence that asks for a key. Only that key connects them; at silence, another
key or a voice of somebody else we say that the number was wrong. Nobody is dialled twice for one
press, whatever breaks: the number leaves its row before it is dialled, and lies in memory alone.
A silence of the switch ends no try and no talk: only dialling is not done again after one.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import Part
from safeconduct.phone import duty
from safeconduct.phone.ari import Ari, Gone, Refused, Unreachable
from safeconduct.phone.bridging import Bridge, Database, PickedUp, TalkOver, now
from safeconduct.phone.call import Call
from safeconduct.phone.enduring import through_silence
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.operators import Operators
from safeconduct.phone.playing import HungUp
from safeconduct.phone.resuming import TALKING
from safeconduct.talks.call_backs import Taken
from safeconduct.talks.calls import Call as Row
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Seat

logger = logging.getLogger("safeconduct.phone")

RING_SECONDS = 25
"""Most answering machines begin later; one that does not records the neutral sentence."""
KEY_SECONDS, TIMES_ASKED = 6.0, 2
CAN_TALK = "1"
BY_CAUSE: Mapping[int, CameOf] = {
    17: CameOf.BUSY,
    18: CameOf.NOT_ANSWERED,
    19: CameOf.NOT_ANSWERED,
    21: CameOf.NOT_ANSWERED,
}
"""What came of a call that nobody picked up, by its cause (Q.850); any other: not reached."""
OF_THEIRS = frozenset({404, 410, 480, 484, 485, 486, 600, 603, 604})
"""What SIP says of a telephone or its number. All else before it rings is said of the way there:
by the carrier, by Kamailio, by our own switch."""
CAUSES_OF_THEIRS = frozenset({1, 17, 19, 20, 21, 22, 28})
"""The same by Q.850, of a switch that does not tell what SIP said."""


Talking = Callable[[Bridge], Coroutine[object, object, CameOf]]
"""Leads a call to its end, and says what came of it."""


class NotTalking(Exception):
    """The try is over before anybody talked; `came_of` says how."""

    def __init__(self, came_of: CameOf) -> None:
        super().__init__(came_of.value)
        self.came_of = came_of


@dataclass(slots=True, kw_only=True)
class CallsBack:
    """All call-backs of one switch. `calls`: every call that is up, by its name at the switch.

    `way`: how the switch is told to dial a number; raises ValueError where nobody is called.
    """

    ari: Ari
    database: Database
    operators: Operators
    calls: dict[str, Call]
    take: Callable[[UUID], Taken | None]
    named: Callable[[UUID], str]
    new_call: Callable[[str, str], Call]
    way: Callable[[str], str]

    async def ordered(self, order: Order) -> None:
        """Make one try, as an operator wished, if it is still to be made."""
        taken = await self.database(self.take, order.call)
        await self.database(duty.done, order)
        if taken is None:
            return
        with self._up(self.named(taken.id), taken.language) as call:
            row = await self.database(duty.begin_back, taken, call.id, now())
            await self._conduct(call, row, partial(self._tried, taken))

    async def go_on(self, name: str) -> None:
        """Go on with a talk of an earlier process; whom it had only dialled is let go."""
        row = await self.database(duty.call_named, name)
        if row is None or row.state not in TALKING:
            with suppress(Unreachable):
                await self.ari.hang_up(name)
        if row and name not in self.calls:
            with self._up(name, row.language) as call:
                await self._conduct(call, row, self._resumed)

    @contextmanager
    def _up(self, name: str, language: str) -> Iterator[Call]:
        """Count a call among those that are up, before its row is written: no look ends it."""
        self.calls[name] = self.new_call(name, language)
        try:
            yield self.calls[name]
        finally:
            del self.calls[name]

    async def _conduct(self, call: Call, row: Row, talk: Talking) -> None:
        """Conduct one call that we make; cancelled, it is left as it stands.

        So it is after a long silence, for the next look: the switch keeps together who talks.
        """
        call.conducted = asyncio.current_task()
        with suppress(Unreachable):
            try:
                await self._led(call, row, talk)
            except Unreachable:
                await through_silence(partial(self._talk_on, call))

    async def _talk_on(self, call: Call) -> None:
        """Go on with a talk in which the switch was silent."""
        row = await self.database(duty.call_named, call.id)
        if row:
            await self._led(call, row, self._resumed)

    async def _led(self, call: Call, row: Row, talk: Talking) -> None:
        """Lead a call to its end; raises Unreachable of a talk whose end nobody knows."""
        bridge = self.operators.bridge(call, row)
        try:
            came_of = await self._came_of(bridge, talk)
            await self._end(bridge, came_of)
        finally:
            self.operators.forget_bridge(bridge)

    async def _came_of(self, bridge: Bridge, talk: Talking) -> CameOf:
        try:
            return await talk(bridge)
        except NotTalking as over:
            return over.came_of
        except (HungUp, Gone, Refused, TalkOver):
            return CameOf.BROKEN_OFF
        except Unreachable:
            if not bridge.dialling:
                raise
            return CameOf.BROKEN_OFF
        except Exception as fault:  # noqa: BLE001 - the edge: whoever is on the line is let go
            logger.warning("a call-back was ended by a fault: %s", type(fault).__name__)
            return CameOf.BROKEN_OFF

    async def _end(self, bridge: Bridge, came_of: CameOf) -> None:
        """Let both go; who spoke with nobody has nothing to wrap up."""
        with suppress(Unreachable):
            await self.ari.hang_up(bridge.call.id)
        try:
            await self.database(duty.came, bridge.row.id, came_of)
            if bridge.dialling:
                for leg in list(bridge.legs):
                    await bridge.let_go(leg)
        finally:
            await self.operators.left(bridge)

    async def _tried(self, taken: Taken, bridge: Bridge) -> CameOf:
        bridge.dialling = True
        await self._ring_operator(taken.seat, bridge)
        try:
            await self.database(duty.dialled, bridge.row.id)
            await self._answered(taken.number, bridge)
            await self._asked(bridge)
        except TalkOver:
            raise NotTalking(CameOf.LEFT) from None
        bridge.dialling = False
        await self.database(duty.talks, bridge.row.id, taken.seat, now())
        return await self._talked(bridge)

    async def _resumed(self, bridge: Bridge) -> CameOf:
        if not await self.operators.resumed(bridge):
            return CameOf.BROKEN_OFF
        return await self._talked(bridge)

    async def _ring_operator(self, seat: UUID, bridge: Bridge) -> None:
        """Ring at the seat that wished it, and at no other."""
        there = self.operators.seats.get(seat)
        if there is None:
            raise NotTalking(CameOf.NOT_DIALLED)
        with suppress(PickedUp):
            await through_silence(partial(self._rung, there, bridge))
            raise NotTalking(CameOf.NOT_DIALLED)

    async def _rung(self, there: Seat, bridge: Bridge) -> None:
        """Ring until nobody is rung any more; what rings since before a silence rings on."""
        rings = await bridge.board.legs() if bridge.legs else []
        for leg in [one for one in bridge.legs if one not in rings]:
            await bridge.let_go(leg)
        if not bridge.legs:
            await bridge.ring(there, Part.LEADS)
        while bridge.of(Part.LEADS):
            await bridge.call.next(1.0)

    async def _answered(self, number: str, bridge: Bridge) -> None:
        """Dial, and wait until somebody picks up; the operator hears music meanwhile."""
        leg = bridge.of(Part.LEADS)
        if leg:
            with suppress(Gone, Unreachable):
                await self.ari.play(leg, list(bridge.music), bridge.music_name)
        if not await self._dialled(number, bridge.call.id):
            logger.warning("a call-back could not be dialled: the switch refused it")
            raise NotTalking(CameOf.NO_WAY)
        rings, until = False, time.monotonic() + RING_SECONDS
        while (left := until - time.monotonic()) > 0:
            happened = await self._next(bridge, left)
            rings = rings or (happened is not None and happened.kind is Kind.RINGS)
            if happened and happened.kind is Kind.CAME:
                return
            if happened and happened.kind in {Kind.DESTROYED, Kind.LEFT}:
                raise NotTalking(_not_picked_up(happened, rings=rings))
        if not rings:
            logger.warning("a call-back could not be dialled: nobody said that it rings")
        raise NotTalking(CameOf.NOT_ANSWERED if rings else CameOf.NO_WAY)

    async def _dialled(self, number: str, name: str) -> bool:
        """Dial once, and say whether it rings; where the answer is lost the switch is asked."""
        try:
            await self.ari.dial(self.way(number), name, 2 * RING_SECONDS)
        except (Gone, Refused, ValueError):
            return False
        except Unreachable:
            return name in await through_silence(self.ari.calls)
        return True

    async def _next(self, bridge: Bridge, seconds: float) -> Happened | None:
        """Return what happens next on a call that nobody has picked up; None for all else."""
        try:
            async with asyncio.timeout(seconds):
                happened = await bridge.call.events.get()
        except TimeoutError:
            return None
        if happened.call == bridge.call.id and happened.kind is not Kind.TOLD:
            return happened
        await bridge.beside(happened)
        return None

    async def _asked(self, bridge: Bridge) -> None:
        """Ask for the key, and for nothing else; without it the number was a wrong one."""
        call = bridge.call
        try:
            if await through_silence(partial(self._key, call)) == CAN_TALK:
                return
            with suppress(Unreachable):
                await call.say(call.speaker.sounds("phone.back.wrong"))
        except TalkOver:
            await self._sorry(call)
            raise
        except (HungUp, Gone):
            raise NotTalking(CameOf.NOT_PRESSED) from None
        raise NotTalking(CameOf.NOT_PRESSED)

    async def _key(self, call: Call) -> str:
        """Return the first key of a call; what was said before a silence is not waited for."""
        await call.quiet()
        for _ in range(TIMES_ASKED):
            asks = call.speaker.sounds("phone.back")
            key = await call.key(asks, seconds=KEY_SECONDS, typed_ahead=False)
            if key:
                return key
        return ""

    async def _sorry(self, call: Call) -> None:
        with suppress(HungUp, Gone, Unreachable, TalkOver):
            await call.say(call.speaker.sounds("phone.back.wrong"))

    async def _talked(self, bridge: Bridge) -> CameOf:
        """Let both talk to the end; an operator who is lost is a fault of ours, told as one.

        Unless a colleague picks up while we say so: then the talk goes on with them.
        """
        if not bridge.held:
            await self.ari.stop_playing(bridge.music_name)
        led = bridge.of(Part.LEADS) is not None
        while led or await self._another_picks_up(bridge):
            led = False
            try:
                if await bridge.talk():
                    return CameOf.TALKED
            except (HungUp, Gone):
                return CameOf.TALKED
        return CameOf.BROKEN_OFF

    async def _another_picks_up(self, bridge: Bridge) -> bool:
        """Say that a fault of ours ended the talk; says whether somebody picked up meanwhile."""
        try:
            with suppress(HungUp, Gone):
                await bridge.call.say(bridge.call.speaker.sounds("phone.sorry"))
        except PickedUp:
            return True
        return False


def _not_picked_up(ended: Happened, *, rings: bool) -> CameOf:
    """Return what came of a call that ended before anybody picked up; `rings`: somewhere it did."""
    of_theirs = ended.status in OF_THEIRS if ended.status else ended.cause in CAUSES_OF_THEIRS
    if rings or of_theirs:
        return BY_CAUSE.get(ended.cause, CameOf.NOT_REACHED)
    logger.warning(
        "a call-back could not be dialled: SIP says %d, Q.850 %d", ended.status, ended.cause
    )
    return CameOf.NO_WAY
