"""One operator's own place at the line: on duty or not, and the call that they are in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.queries import case_of_arrival
from safeconduct.desk.callers import Caller, Colleague, TheLine, shown
from safeconduct.desk.rows import Mark, key_of, marks
from safeconduct.desk.words import called
from safeconduct.domain import calls as rules
from safeconduct.domain.calls import OUTCOMES, Part, What
from safeconduct.domain.urgency import Sign, in_crisis
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_deployment
from safeconduct.programme.languages import LANGUAGES, WRITTEN
from safeconduct.talks import call_backs, calls, seats
from safeconduct.talks.calls import State
from safeconduct.talks.duty import has_passed_test
from safeconduct.talks.seats import MOST_MISSED, Seat, Standing


class Mine(StrEnum):
    """Where an operator stands, as their page shows it."""

    UNTESTED = "untested"
    OFF = "off"
    AWAY = "away"
    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    WRAPPING = "wrapping"


STANDS: Mapping[Standing, Mine] = {
    Standing.AWAY: Mine.AWAY,
    Standing.FREE: Mine.FREE,
    Standing.RINGING: Mine.RINGING,
    Standing.TALKING: Mine.TALKING,
    Standing.WRAPPING: Mine.WRAPPING,
}

# What a pane is called while a call rings, and while it is led, taken, joined or heard.
RINGS: Mapping[Part, str] = {
    Part.LEADS: noop("A call for you"),
    Part.TAKES: noop("{name} puts a call through to you"),
    Part.JOINS: noop("{name} asks you into a call"),
    Part.HEARS: noop("You listen in a moment"),
}
TALKS: Mapping[Part, str] = {
    Part.LEADS: noop("You are speaking"),
    Part.JOINS: noop("You are speaking"),
    Part.TAKES: noop("You speak with {name}; the caller hears music"),
    Part.HEARS: noop("You hear {name}; nobody hears you"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCase:
    """The case that a call belongs to, without a word of it: opening it is a reading."""

    reference: str
    address: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCall:
    """The pane of one operator; without a call `caller` is None.

    `taking`: who is asked to take the caller over; `joined`: who was brought in. `came_of`: the
    last try to call somebody back. `missed`: the seat is away because calls were left to ring.
    `pauses`: a hand wished it. `left`: the talk waits so long to be written up that the line counts
    nobody here.
    """

    standing: Mine
    part: Part | None
    call: uuid.UUID | None
    caller: Caller | None
    case: OfCase | None
    taking: Colleague | None
    joined: tuple[Colleague, ...]
    leads: str
    free: tuple[Colleague, ...]
    languages: tuple[tuple[str, str, bool], ...]
    missed: bool = False
    pauses: bool = False
    left: bool = False
    came_of: str = ""

    @property
    def held(self) -> bool:
        return self.caller is not None and self.caller.state is State.HELD

    @property
    def dialled(self) -> bool:
        """Say whether a person is being called back and has not said yet that they can talk."""
        return self.caller is not None and self.caller.state is State.DIALLED

    @property
    def title(self) -> str:
        """Say in one line what happens at this seat."""
        if self.standing is Mine.WRAPPING:
            return gettext("The call is over")
        return self._title_of_back or self._title_of_talk

    @property
    def _title_of_back(self) -> str:
        if self.dialled:
            return gettext("You call them back: their telephone rings")
        if self.standing is Mine.RINGING and self.caller and self.caller.back:
            return gettext("Pick up first; then their telephone rings")
        return ""

    @property
    def _title_of_talk(self) -> str:
        part = self.part or Part.LEADS
        if self.standing is Mine.RINGING:
            return gettext(RINGS[part]).format(name=self.leads)
        if self.taking and self.taking.standing is Standing.TALKING:
            return gettext(TALKS[Part.TAKES]).format(name=self.taking.call_sign)
        if self.held and part is Part.LEADS:
            return gettext("On hold: the caller hears music")
        return gettext(TALKS[part]).format(name=self.leads)

    @property
    def says(self) -> tuple[Mark, ...]:
        """What the caller has said on this line and their case does not know."""
        known = {mark.sign for mark in self.case.marks} if self.case else frozenset()
        marks = self.caller.marks if self.caller else ()
        return tuple(mark for mark in marks if mark.sign not in known)

    @property
    def crises(self) -> str:
        """What breaks a pause, in the words of the table."""
        return ", ".join(called(sign) for sign in Sign if in_crisis([sign]))

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(outcome.value, called(outcome)) for outcome in OUTCOMES]


def my_call(
    member: uuid.UUID, line: TheLine, *, reader: Reader, spoken: str, now: datetime
) -> MyCall:
    """`spoken` is the language of the member's desk, the first guess at what they understand."""
    seat = seats.seat_of(member, now)
    if seat is None or seat.standing is Standing.AWAY:
        # Who only sat down to pass the test is not on duty yet.
        passed = has_passed_test(reader.call_sign)
        if seat is None or not passed:
            return _without(Mine.OFF if passed else Mine.UNTESTED, spoken)
    caller = line.caller(seat.call) or _over(seat.call, now)
    others = line.in_call(seat.call, but=seat.id)
    return MyCall(
        standing=STANDS[seat.standing],
        part=seat.part,
        call=seat.call,
        caller=caller,
        case=_case(caller, reader),
        taking=next((one for one in others if one.part is Part.TAKES), None),
        joined=tuple(one for one in others if one.part is Part.JOINS),
        leads=next((one.call_sign for one in others if one.part is Part.LEADS), ""),
        free=_free(line, seat, caller),
        languages=(),
        pauses=seat.pauses,
        left=seat.is_left(now),
        missed=seat.standing is Standing.AWAY and seat.missed >= MOST_MISSED,
        came_of=_last_try(seat, now),
    )


def may_wish(what: What, call: uuid.UUID, seat: Seat) -> bool:
    """Say whether who sits here may wish this now; the line looks again when it obeys."""
    if seat.call is None:
        return seat.standing is Standing.FREE and rules.may_wish(what, None)
    if seat.call != call or seat.part is None or seat.standing is not Standing.TALKING:
        return False
    return rules.may_wish(what, seat.part)


def _without(standing: Mine, spoken: str) -> MyCall:
    deployment = current_deployment()
    first = spoken if spoken in deployment.languages else deployment.default_language
    # As the line itself: callers choose among the languages that are written.
    tags = [tag for tag in deployment.languages if tag in WRITTEN]
    languages = tuple((tag, LANGUAGES[tag].name, tag == first) for tag in tags)
    return MyCall(
        standing=standing, part=None, call=None, caller=None, case=None, taking=None,
        joined=(), leads="", free=(), languages=languages,
    )  # fmt: skip


def _free(line: TheLine, seat: Seat, caller: Caller | None) -> tuple[Colleague, ...]:
    """Return the colleagues who could be asked, first those who understand this caller."""
    others = (one for one in line.on_duty if one.free and one.seat != seat.id)
    spoken = caller.language if caller else ""
    return tuple(sorted(others, key=lambda one: spoken not in one.languages.split(", ")))


def _last_try(seat: Seat, now: datetime) -> str:
    came_of = call_backs.last_of(seat.id, now) if seat.standing is Standing.FREE else None
    return called(came_of) if came_of else ""


def _over(call: uuid.UUID | None, now: datetime) -> Caller | None:
    """Return a caller who is not on the line any more, while their talk is wrapped up."""
    known = calls.known_call(call) if call else None
    return shown(known, now, {}) if known else None


def _case(caller: Caller | None, reader: Reader) -> OfCase | None:
    row = case_of_arrival(caller.arrival, reader) if caller and caller.arrival else None
    if row is None:
        return None
    key = key_of(row.reference)
    return OfCase(reference=row.reference, address=reverse("case", args=[key]), marks=marks(row))
