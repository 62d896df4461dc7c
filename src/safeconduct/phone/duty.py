"""The line's work on the rows of callers and operators; each in the one thread of the database."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import Part
from safeconduct.domain.urgency import Sign
from safeconduct.phone.node import node_in
from safeconduct.talks import call_backs, caller_marks, calls, line_now, orders, seats
from safeconduct.talks.call_backs import Taken
from safeconduct.talks.calls import Asked, Call
from safeconduct.talks.keeping import keeping
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Seat, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the rows say: who is on duty, what is wished, who waits, until when calls are brief."""

    seats: tuple[Seat, ...] = ()
    orders: tuple[Order, ...] = ()
    waits: tuple[timedelta, ...] = ()
    waiting: int = 0
    brief_until: datetime | None = None
    neighbours: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[calls.Call, ...] = ()
    slowed: frozenset[UUID] = frozenset()


def nobody(_at: datetime) -> Mapping[str, str]:
    """Return no other node: this one is the only one."""
    return {}


def joins(asked: Asked, mark: bytes, at: datetime) -> tuple[Call, bool]:
    """Give a caller a place in the queue; says whether their number waits longer."""
    with keeping():
        call = calls.join(asked, at)
        caller_marks.mark(call.id, mark, at)
    return call, caller_marks.slowed(call.id, at)


def far_of(seen: Seen, node: str) -> dict[str, str]:
    """Return where each seat is reached that is registered at another node, by its name."""
    reached = seen.neighbours
    return {
        seat.name: reached[seat.node]
        for seat in seen.seats
        if seat.node != node and seat.node in reached
    }


def look(at: datetime, neighbours: Callable[[datetime], Mapping[str, str]] = nobody) -> Seen:
    """Return what the desk wrote; where nobody is on duty there is nothing more to read.

    `elsewhere`: who waits at another node that lives, and is rung for there; `slowed`: whose
    number of these is rung for later.
    """
    on_duty, brief_until = tuple(seats.seats(at)), line_now.kept_brief_until(at)
    if not on_duty:
        return Seen(brief_until=brief_until)
    others = neighbours(at)
    elsewhere = _waiting_at(others)
    return Seen(
        seats=on_duty,
        orders=tuple(orders.waiting_orders()),
        waits=calls.last_waits(),
        waiting=calls.waiting_callers(),
        brief_until=brief_until,
        neighbours=others,
        elsewhere=elsewhere,
        slowed=caller_marks.slowed_among([call.id for call in elsewhere], at),
    )


def _waiting_at(nodes: Mapping[str, str]) -> tuple[calls.Call, ...]:
    if not nodes:
        return ()
    waiting = (call for call in calls.open_calls() if call.state is calls.State.WAITING)
    return tuple(call for call in waiting if node_in(call.call) in nodes)


def sits_at(seat: UUID, node: str) -> None:
    seats.sits_at(seat, node)


def leaves_node(seat: UUID, node: str) -> None:
    seats.leaves_node(seat, node)


def begin_to_ring(call: UUID, seat: Seat, part: Part, at: datetime) -> bool:
    """Keep a seat for a call; False where it is not free any more."""
    with keeping():
        kept = seats.hold_for(seat.id, call, part, at, pauses=seat.rests)
        if kept and part is Part.LEADS:
            calls.rings(call, seat.id)
    return kept


def begin_back(taken: Taken, name: str, at: datetime) -> Call:
    """Give a call that we make a row, so that the desk sees it; the number stands nowhere."""
    asked = Asked(call=name, language=taken.language, urgent="", arrival=taken.arrival)
    return calls.begin_back(taken.id, asked, at)


def is_raised(call: UUID, signs: frozenset[Sign]) -> None:
    calls.is_raised(call, signs)


def dialled(call: UUID) -> None:
    calls.is_dialled(call)


def talks(call: UUID, seat: UUID, at: datetime) -> None:
    calls.talks_with(call, seat, at)


def came(taken: UUID, came_of: CameOf) -> None:
    call_backs.came(taken, came_of)


def call_named(name: str) -> Call | None:
    return calls.call_named(name)


def picked_up(call: UUID, seat: UUID, part: Part, at: datetime) -> None:
    with keeping():
        seats.stand(seat, Standing.TALKING, at, call=call, part=part)
        if part is Part.LEADS:
            calls.talks_with(call, seat, at)


def not_picked_up(call: UUID, seat: UUID, part: Part, at: datetime) -> None:
    with keeping():
        seats.left_to_ring(seat, call, at)
        if part is Part.LEADS:
            calls.waits_again(call)


def rings_no_more(call: UUID, seat: UUID, at: datetime) -> None:
    """Free a seat that is kept for a call and at which nothing rings: nobody has missed it."""
    with keeping():
        seats.let_ring_no_more(seat, call, at)
        calls.is_not_rung_at(call, seat)


def left_call(call: UUID, seat: UUID, at: datetime) -> None:
    """Free a seat that took part in a call and has nothing to write about it."""
    seats.leave(seat, call, Standing.FREE, at)


def is_away(call: UUID, seat: UUID, at: datetime) -> None:
    """Let nothing ring at a seat where nobody is any more."""
    seats.leave(seat, call, Standing.AWAY, at)


def held(call: UUID) -> None:
    calls.is_held(call, held=True)


def resumed(call: UUID) -> None:
    calls.is_held(call, held=False)


def soundless(call: UUID) -> None:
    calls.is_soundless(call, soundless=True)


def heard_again(call: UUID) -> None:
    calls.is_soundless(call, soundless=False)


def is_wished(order: Order) -> bool:
    return orders.is_wished(order)


def done(order: Order) -> None:
    orders.done(order)


def without_caller(order: Order) -> None:
    """Be done with a wish about a call that is over; one that is open is still to be taken up.

    Another node may hold it, or we do not yet, a moment after our process began.
    """
    known = calls.known_call(order.call)
    if known is None or known.state is calls.State.OVER:
        orders.done(order)


def handed_over(call: UUID, giver: UUID | None, taker: UUID, at: datetime) -> None:
    """Note that another seat leads the talk now."""
    with keeping():
        if giver:
            seats.leave(giver, call, Standing.FREE, at)
        seats.stand(taker, Standing.TALKING, at, call=call, part=Part.LEADS)
        calls.talks_with(call, taker, at)


def cut_off(call: UUID, seat: UUID, at: datetime) -> None:
    """Put a caller whose operator was lost to the front of the queue."""
    with keeping():
        seats.leave(seat, call, Standing.AWAY, at)
        calls.waits_again(call, dropped=True)


def ended(call: UUID, at: datetime) -> None:
    """End a call for its operators: who led it has its outcome to write."""
    with keeping():
        known = calls.known_call(call)
        calls.is_over(call, at)
        if known:
            calls.free_seats(known, at)


def end_others(up: Collection[str], nodes: Collection[str], at: datetime) -> None:
    """End the calls that are not up here, nor on one of these other nodes; no seat stays theirs."""
    calls.end_others(lambda call: call in up or node_in(call) in nodes, at)
    calls.free_seats_of_none(at)
