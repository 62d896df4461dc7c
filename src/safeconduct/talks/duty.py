"""What operators do at the line that the log tells: pass the test, listen, name how a call ended.

That somebody rings, waits or goes on duty is no event: it is fleeting, as the calls are.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from safeconduct.cases.actions import NotAllowed, note_talk
from safeconduct.cases.models import Event
from safeconduct.cases.opening import NoSuchCase
from safeconduct.cases.programme_log import tell
from safeconduct.cases.queries import case_of_arrival
from safeconduct.domain.calls import Outcome, What
from safeconduct.domain.programme_events import About, Happening
from safeconduct.domain.role import Right
from safeconduct.people.readers import Reader
from safeconduct.talks import calls, line_now, orders, seats
from safeconduct.talks.calls import Call, State
from safeconduct.talks.seats import Seat, Standing, seat_of

DIGITS = 8


class NotAtTheLine(Exception):
    """What is wished does not fit how the call and the seat stand by now: look again."""


def has_passed_test(call_sign: str) -> bool:
    """Say whether this member has ever passed the test of microphone and line."""
    return Event.objects.filter(kind=Happening.LINE_TESTED, actor=call_sign).exists()


def pass_test(*, reader: Reader, at: datetime) -> None:
    """Tell once that a member heard themselves by the switch's echo."""
    if not has_passed_test(reader.call_sign):
        tell(Happening.LINE_TESTED, reader.call_sign, at)


def be_ready(member: uuid.UUID, *, reader: Reader, at: datetime) -> None:
    """Let calls come to a member; raises NotAtTheLine where they never heard themselves."""
    if not has_passed_test(reader.call_sign):
        raise NotAtTheLine
    seats.be_ready(member, at)


def pause(member: uuid.UUID, *, reader: Reader, at: datetime) -> None:
    """Let a member rest; raises NotAtTheLine where calls could not come to them anyway."""
    if not has_passed_test(reader.call_sign):
        raise NotAtTheLine
    seats.pause(member, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talker:
    """Whom a supervisor wishes to hear: the seat that leads a talk, and who sits there."""

    seat: uuid.UUID
    call_sign: str


def listen(call: uuid.UUID, seat: Seat, talker: Talker, *, reader: Reader, at: datetime) -> None:
    """Let a supervisor hear somebody's talk unheard, told before it is wished.

    Raises NotAtTheLine, as where another leads it by now. The line looks again: what the log tells
    is that it was wished, and of whom.
    """
    found = calls.known_call(call)
    if found is None or (found.state, found.seat) != (State.TALKING, talker.seat):
        raise NotAtTheLine
    if seat.standing is not Standing.FREE:
        raise NotAtTheLine
    if not reader.actor.may(Right.LISTEN_TO_CALLS) or talker.call_sign == reader.call_sign:
        raise NotAtTheLine
    about = About(call=digits_of(call), member=talker.call_sign)
    tell(Happening.CALL_LISTENED_TO, reader.call_sign, at, about)
    orders.give(What.LISTEN, call, seat.id, at, other=talker.seat)


def keep_brief(hours: int, *, reader: Reader, at: datetime) -> None:
    """Keep calls brief for some hours, told first; raises NotAtTheLine and `line_now.TooLong`."""
    if not reader.actor.may(Right.KEEP_CALLS_BRIEF):
        raise NotAtTheLine
    lasts = line_now.of_a_shift(hours)
    tell(Happening.CALLS_KEPT_BRIEF, reader.call_sign, at, About(hours=hours))
    line_now.keep_brief(lasts, at)


def keep_brief_no_more(*, reader: Reader, at: datetime) -> None:
    """Let the line decide by itself again, told where a hand had decided; raises NotAtTheLine."""
    if not reader.actor.may(Right.KEEP_CALLS_BRIEF):
        raise NotAtTheLine
    if line_now.kept_brief_until(at):
        tell(Happening.CALLS_WHOLE_AGAIN, reader.call_sign, at)
        line_now.keep_brief_no_more()


def wrap_up(
    call: uuid.UUID, outcome: Outcome, *, member: uuid.UUID, reader: Reader, at: datetime
) -> None:
    """Tell how a call ended, on its case where this reader holds it; raises NotAtTheLine."""
    found, seat = calls.known_call(call), seat_of(member, at)
    if seat is None or seat.call != call or seat.standing is not Standing.WRAPPING:
        raise NotAtTheLine
    if found is None or not _on_its_case(found, outcome, reader, at):
        about = About(call=digits_of(call), outcome=outcome)
        tell(Happening.CALL_WRAPPED_UP, reader.call_sign, at, about)
    calls.wrap_up(call, member, outcome, at)


def digits_of(call: uuid.UUID) -> str:
    """Return what the log calls a call: enough to tell calls of one night apart."""
    return call.hex[:DIGITS]


def _on_its_case(call: Call, outcome: Outcome, reader: Reader, at: datetime) -> bool:
    row = case_of_arrival(call.arrival, reader) if call.arrival else None
    if row is None:
        return False
    try:
        note_talk(row.reference, outcome, reader=reader, at=at)
    except (NoSuchCase, NotAllowed):
        return False
    return True
