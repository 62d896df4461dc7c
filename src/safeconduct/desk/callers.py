"""The line as the Calls page shows it: who waits, who talks, who is on duty. Never a number."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.desk import times
from safeconduct.desk.how_it_answers import HowItAnswers, how_it_answers
from safeconduct.desk.rows import Mark, language
from safeconduct.desk.words import called
from safeconduct.domain import urgency
from safeconduct.domain import waiting as queue
from safeconduct.domain.calls import Part
from safeconduct.domain.urgency import Standing as SignStanding
from safeconduct.people.models import Staff
from safeconduct.talks import calls, seats
from safeconduct.talks.calls import Call, State
from safeconduct.talks.seats import Seat, Standing

# Who called and waits in silence is not asked to wait as long as who wrote.
LONG = timedelta(minutes=3)
QUEUED = frozenset({State.WAITING, State.RINGING})
TALKED_WITH = frozenset({State.TALKING, State.HELD})

STANDINGS: Mapping[Standing, str] = {
    Standing.FREE: noop("free"),
    Standing.RINGING: noop("is rung"),
    Standing.TALKING: noop("talks"),
    Standing.WRAPPING: noop("wraps up"),
    Standing.AWAY: noop("is away"),
}
PAUSES = noop("pauses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One member on duty: `seat` names them in a wish, `languages` are those they understand."""

    seat: uuid.UUID
    call_sign: str
    standing: Standing
    says: str
    languages: str
    call: uuid.UUID | None
    part: Part | None

    @property
    def free(self) -> bool:
        return self.standing is Standing.FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One caller: `place` in the queue from 1, 0 once answered; `with_whom` rings or talks.

    `seat`: where. `by_short_number`: nothing else led them to the case, so that it proves nothing.
    `soundless`: no sound comes from their line while they are talked with or held.
    """

    id: uuid.UUID
    place: int
    state: State
    language: str
    tag: str
    marks: tuple[Mark, ...]
    waited: str
    late: bool
    back: bool
    dropped: bool
    by_short_number: bool
    soundless: bool
    with_whom: str
    seat: uuid.UUID | None
    arrival: uuid.UUID | None

    @property
    def first(self) -> Mark | None:
        return self.marks[0] if self.marks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TheLine:
    """Everybody at the line at one moment, the most urgent caller first."""

    answers: HowItAnswers
    waiting: tuple[Caller, ...]
    talking: tuple[Caller, ...]
    on_duty: tuple[Colleague, ...]

    def caller(self, call: uuid.UUID | None) -> Caller | None:
        return next((one for one in (*self.waiting, *self.talking) if one.id == call), None)

    def in_call(self, call: uuid.UUID | None, *, but: uuid.UUID) -> tuple[Colleague, ...]:
        """Who else is in this call, or is being rung for it; who only hears is not named."""
        heard = (one for one in self.on_duty if one.call == call and one.part is not Part.HEARS)
        return tuple(one for one in heard if call and one.seat != but)


def the_line(now: datetime) -> TheLine:
    on_duty = _colleagues(seats.seats(now), seats.members_on_duty(now), now)
    names = {one.seat: one.call_sign for one in on_duty}
    up = calls.open_calls()
    queued = (one for one in up if one.state in QUEUED and not one.back)
    waiting = _in_turn(list(queued))
    return TheLine(
        answers=how_it_answers(now),
        waiting=tuple(
            replace(shown(call, now, names), place=place)
            for place, call in enumerate(waiting, start=1)
        ),
        talking=tuple(shown(call, now, names) for call in up if call not in waiting),
        on_duty=tuple(on_duty),
    )


def shown(call: Call, now: datetime, names: Mapping[uuid.UUID, str]) -> Caller:
    waited = (call.answered_at or call.ended_at or now) - call.asked_at
    return Caller(
        id=call.id,
        place=0,
        state=call.state,
        language=language(call.language),
        tag=call.language,
        marks=tuple(
            Mark(sign=sign, label=called(sign), standing=SignStanding.CLAIMED)
            for sign in urgency.in_order(call.urgent)
        ),
        waited=times.wait(waited),
        late=call.state is State.WAITING and waited > LONG,
        back=call.back,
        dropped=call.dropped,
        by_short_number=call.by_short_number,
        soundless=call.soundless and call.state in TALKED_WITH,
        with_whom=names.get(call.seat, "") if call.seat else "",
        seat=call.seat,
        arrival=call.arrival,
    )


def _in_turn(waiting: Sequence[Call]) -> list[Call]:
    """Order callers as the line rings them."""
    known = {call.id: call for call in waiting}
    told = [
        queue.Waiting(
            call=call.id,
            serial=call.serial,
            language=call.language,
            urgent=call.urgent,
            dropped=call.dropped,
        )
        for call in waiting
    ]
    return [known[one.call] for one in queue.in_turn(told)]


def _colleagues(
    on_duty: Sequence[Seat], members: Mapping[uuid.UUID, uuid.UUID], now: datetime
) -> Iterable[Colleague]:
    staff = Staff.objects.in_bulk(list(members.values()))
    found = [
        Colleague(
            seat=seat.id,
            call_sign=staff[members[seat.id]].call_sign,
            standing=seat.standing,
            says=gettext(_says(seat, now)),
            languages=", ".join(map(language, sorted(seat.languages))),
            call=seat.call,
            part=seat.part,
        )
        for seat in on_duty
        if members.get(seat.id) in staff
    ]
    return sorted(found, key=lambda one: one.call_sign)


def _says(seat: Seat, now: datetime) -> str:
    stands = Standing.AWAY if seat.is_left(now) else seat.standing
    return PAUSES if seat.rests else STANDINGS[stands]
