"""Go on with a talk that an earlier process of ours bridged: the switch has kept it up."""

from collections.abc import Iterable

from safeconduct.domain.calls import Part
from safeconduct.phone import duty
from safeconduct.phone.bridging import Bridge, Leg, now
from safeconduct.phone.switchboard import name_in
from safeconduct.talks.calls import State
from safeconduct.talks.seats import Seat, Standing

TALKING = frozenset({State.TALKING, State.HELD})


async def resume(bridge: Bridge) -> bool:
    """Take up who is in the bridge; says whether an operator leads the talk.

    Who only rang, or only listened, is let go: they are rung, or ask, again.
    """
    if bridge.row.state is State.WAITING:
        return False
    names = {seat.name: seat for seat in bridge.seats().values() if seat.call == bridge.row.id}
    joined = frozenset(await bridge.board.joined(bridge.name))
    for leg in await bridge.board.legs():
        seat = names.get(name_in(leg))
        if seat and (leg in joined or _has_picked_up(bridge, seat)):
            bridge.adopt(leg, Leg(seat=seat, part=_part(bridge, seat), up=True))
        elif seat:
            await bridge.board.hang_up(leg)
    await _free(bridge, names.values())
    return await _led(bridge)


def _has_picked_up(bridge: Bridge, seat: Seat) -> bool:
    """Say whether who is there was about to be joined; who only listens asks again.

    Of a call that is only dialled there is nothing to be joined to.
    """
    talks = seat.standing is Standing.TALKING and seat.part is not Part.HEARS
    return talks and bridge.row.state in TALKING


def _part(bridge: Bridge, seat: Seat) -> Part:
    return Part.LEADS if seat.id == bridge.row.seat else seat.part or Part.JOINS


async def _free(bridge: Bridge, seats: Iterable[Seat]) -> None:
    adopted = {leg.seat.id for leg in bridge.legs.values()}
    for seat in seats:
        if seat.id not in adopted and seat.id != bridge.row.seat:
            await bridge.database(duty.left_call, bridge.row.id, seat.id, now())


async def _led(bridge: Bridge) -> bool:
    """Say whether the talk still has who leads it; if not, the caller waits again, at the front."""
    row = bridge.row
    bridge.held = row.state is State.HELD
    if any(leg.part is Part.LEADS for leg in bridge.legs.values()):
        await _go_on_holding(bridge)
        return True
    if row.state in TALKING and row.seat:
        await bridge.lost(row.seat)
    elif row.seat:
        await bridge.database(duty.rings_no_more, row.id, row.seat, now())
    return False


async def _go_on_holding(bridge: Bridge) -> None:
    """Let a caller be held whole or not at all, wherever hold or its end was cut off."""
    if bridge.held:
        await bridge.stay_on_hold()
    else:
        await bridge.end_music()
