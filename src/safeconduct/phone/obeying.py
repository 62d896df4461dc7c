"""What operators wish, and what of it their part in a call allows: all else is left undone."""

from collections.abc import Awaitable, Callable, Mapping

from safeconduct.domain.calls import LETS_OTHERS_GO, Part, What, may_wish
from safeconduct.phone import duty
from safeconduct.phone.ari import Gone, Refused
from safeconduct.phone.bridging import Bridge, TalkOver
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Seat, Standing


async def obey(bridge: Bridge, order: Order) -> None:
    """Do what an operator wishes; raises TalkOver where that ends the talk.

    What is interrupted is still wished, and done by whoever takes the call up again. The wish that
    ends a talk is done when the row of that call is over.
    """
    if not await bridge.database(duty.is_wished, order):
        return
    try:
        if order.what in WHILE_DIALLING or not bridge.dialling:
            await OBEYED[order.what](bridge, order)
    except (Gone, Refused):
        # What it was about is over, and would be the next time.
        pass
    await bridge.database(duty.done, order)


async def _take(bridge: Bridge, order: Order) -> None:
    seat = bridge.seats().get(order.seat)
    if seat and bridge.wants_seat:
        await bridge.ring(seat, Part.LEADS)


async def _hold(bridge: Bridge, order: Order) -> None:
    if _allowed(bridge, order) and not bridge.held:
        await bridge.put_on_hold()


async def _resume(bridge: Bridge, order: Order) -> None:
    if _allowed(bridge, order) and bridge.held:
        taker = bridge.of(Part.TAKES)
        if taker:
            await bridge.let_go(taker)
        await bridge.resume()


async def _hang_up(bridge: Bridge, order: Order) -> None:
    """End the talk; whoever hangs up once a colleague has taken over leaves the caller to them."""
    if not _allowed(bridge, order):
        await _let_go(bridge, order)
    elif bridge.of(Part.TAKES, up=True):
        await _whisper_done(bridge, order)
    else:
        raise TalkOver(wished=True)


async def _put_through(bridge: Bridge, order: Order) -> None:
    other = _other(bridge, order)
    if other and _allowed(bridge, order) and not bridge.of(Part.TAKES):
        if not bridge.held:
            await bridge.put_on_hold()
        await bridge.ring(other, Part.TAKES)


async def _whisper_done(bridge: Bridge, order: Order) -> None:
    lead, taker = bridge.of(Part.LEADS), bridge.of(Part.TAKES, up=True)
    if _allowed(bridge, order) and lead and taker:
        giver = bridge.forget(lead)
        await bridge.lead(taker, giver=giver.seat.id)
        await bridge.board.hang_up(lead)


async def _bring_in(bridge: Bridge, order: Order) -> None:
    other = _other(bridge, order)
    if other and _allowed(bridge, order):
        await bridge.ring(other, Part.JOINS)


async def _listen(bridge: Bridge, order: Order) -> None:
    """Let a talk be heard while the operator leads it of whom the log says so."""
    seat, lead = bridge.seats().get(order.seat), bridge.of(Part.LEADS, up=True)
    if seat and lead and bridge.legs[lead].seat.id == order.other:
        await bridge.ring(seat, Part.HEARS)


async def _let_go(bridge: Bridge, order: Order) -> None:
    whom = order.other or order.seat
    leg = next((name for name, leg in bridge.legs.items() if leg.seat.id == whom), None)
    if leg is None or bridge.legs[leg].part is Part.LEADS:
        return
    if whom != order.seat and _part(bridge, order) not in LETS_OTHERS_GO:
        return
    await bridge.send_away(leg)


async def _nothing(_bridge: Bridge, _order: Order) -> None:
    """A wish to call somebody is about no call that is up."""


def _allowed(bridge: Bridge, order: Order) -> bool:
    """Look again: who wished it may have another part by now, or none."""
    part = _part(bridge, order)
    return part is not None and may_wish(order.what, part)


def _part(bridge: Bridge, order: Order) -> Part | None:
    legs = bridge.legs.values()
    return next((leg.part for leg in legs if leg.up and leg.seat.id == order.seat), None)


def _other(bridge: Bridge, order: Order) -> Seat | None:
    other = bridge.seats().get(order.other) if order.other else None
    return other if other and other.standing is Standing.FREE else None


WHILE_DIALLING = frozenset({What.HANG_UP})
"""Whoever picks up hears no music and no voice before they have said that they can talk."""

OBEYED: Mapping[What, Callable[[Bridge, Order], Awaitable[None]]] = {
    What.TAKE: _take,
    What.HOLD: _hold,
    What.RESUME: _resume,
    What.HANG_UP: _hang_up,
    What.PUT_THROUGH: _put_through,
    What.WHISPER_DONE: _whisper_done,
    What.BRING_IN: _bring_in,
    What.LISTEN: _listen,
    What.LET_GO: _let_go,
    What.CALL_BACK: _nothing,
}
