"""Operators on duty at the line: the desk seats them, the line tells how each stands.

A seat is a random name at the switch. Its password is drawn here, told once to the operator's own
browser, and kept as the digest that SIP compares.
"""

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Case, F, Q, QuerySet, Value, When

from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain.calls import Part
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.domain.waiting import WRAPS_UP_FOR
from safeconduct.people.models import Staff
from safeconduct.talks import models
from safeconduct.talks.keeping import keeping

REALM = "line"
SHIFT = RETENTION[Kept.SEAT].lives
NAME_BYTES, PASSWORD_BYTES = 12, 24
MOST_MISSED = 3
"""So many calls in a row that ring unheard, and a seat pauses: callers wait for nobody there."""


class Kind(StrEnum):
    """How a seat speaks: in the operator's browser (WebRTC), or by plain SIP, to try the line with.

    No page draws the second (ADR 37): the switch hears plain SIP on its own machine alone.
    """

    BROWSER = "browser"
    PHONE = "phone"


class Standing(StrEnum):
    """How a seat stands. `wrapping`: a talk is over and its outcome is not written yet."""

    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    WRAPPING = "wrapping"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One operator on duty, without the member behind it; `call` and `part`: what they are in.

    `missed`: how many calls in a row were left to ring here. `pauses`: a hand wished that none
    rings, until it takes calls again; one in a crisis rings all the same.
    `node`: at which switch they are registered, "" where at none.
    """

    id: uuid.UUID
    name: str
    digest: str = field(repr=False)
    kind: Kind
    languages: frozenset[str]
    standing: Standing
    call: uuid.UUID | None
    part: Part | None
    since: datetime
    missed: int = 0
    pauses: bool = False
    node: str = ""

    @property
    def rests(self) -> bool:
        """Say whether who sits here pauses and is in no call."""
        return self.pauses and self.standing is Standing.AWAY

    def is_left(self, at: datetime) -> bool:
        """Say whether a talk waits here so long to be written up that nobody may be there."""
        return self.standing is Standing.WRAPPING and at - self.since >= WRAPS_UP_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A seat as its operator gets it, once: the password is nowhere else in the clear."""

    id: uuid.UUID
    name: str
    password: str = field(repr=False)


def go_on_duty(member: uuid.UUID, languages: Sequence[str], kind: Kind, at: datetime) -> Drawn:
    """Seat a member, away until they are ready; one they had before is gone, with its password.

    A seat in the middle of a call keeps that call: it only gets another password.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    minute = to_the_minute(at)
    with keeping():
        known = models.Seat.objects.filter(member=member, call__isnull=False).first()
        if known:
            return _with_password(known, password, minute)
        models.Seat.objects.filter(member=member).delete()
        name = secrets.token_hex(NAME_BYTES)
        made = models.Seat.objects.create(
            id=uuid.uuid4(), member=member, name=name, digest=digest(name, password), kind=kind,
            languages=",".join(languages), state=Standing.AWAY, call=None, part=None,
            since=minute, until=minute + SHIFT, seen_at=minute,
        )  # fmt: skip
    return Drawn(id=made.id, name=name, password=password)


def sit_again(member: uuid.UUID, at: datetime) -> Drawn | None:
    """Give a member who is on duty another password, and nothing else: no line loses their seat.

    As where a page is loaded anew; None where they are not on duty.
    """
    with keeping():
        row = _living(at).filter(member=member).first()
        if row is None:
            return None
        return _with_password(row, secrets.token_urlsafe(PASSWORD_BYTES), to_the_minute(at))


def _with_password(row: models.Seat, password: str, minute: datetime) -> Drawn:
    row.digest = digest(row.name, password)
    row.until, row.seen_at = minute + SHIFT, minute
    row.save(update_fields=["digest", "until", "seen_at"])
    return Drawn(id=row.id, name=row.name, password=password)


def digest(name: str, password: str) -> str:
    """Return what SIP compares (RFC 2617's HA1): no browser's SIP knows a better one."""
    said = f"{name}:{REALM}:{password}".encode()
    return hashlib.md5(said, usedforsecurity=False).hexdigest()


def be_ready(member: uuid.UUID, at: datetime) -> None:
    """Let calls come to a member who was away."""
    away = models.Seat.objects.filter(member=member, state=Standing.AWAY)
    away.update(state=Standing.FREE, since=to_the_minute(at), missed=0, pauses=False)


def be_away(member: uuid.UUID, at: datetime) -> bool:
    """Let no call come to a member; one that rings or talks now is not cut. Says if it is so."""
    free = models.Seat.objects.filter(member=member, state=Standing.FREE)
    free.update(state=Standing.AWAY, since=to_the_minute(at))
    return models.Seat.objects.filter(member=member, state=Standing.AWAY).exists()


def pause(member: uuid.UUID, at: datetime) -> None:
    """Let a member rest, as their hand wished; one that rings or talks now is not cut."""
    idle = models.Seat.objects.filter(member=member, state__in=(Standing.FREE, Standing.AWAY))
    idle.update(state=Standing.AWAY, since=to_the_minute(at), missed=0, pauses=True)


def go_off_duty(member: uuid.UUID) -> bool:
    """Take a seat away, unless it is in a call; says whether it is gone."""
    with keeping():
        models.Seat.objects.filter(member=member, call__isnull=True).delete()
        return not models.Seat.objects.filter(member=member).exists()


def end_shift(call_sign: str, at: datetime) -> None:
    """End a member's shift at once, as when they are removed; a talk they are in is not cut."""
    members = Staff.objects.filter(call_sign__iexact=call_sign).values_list("id", flat=True)
    models.Seat.objects.filter(member__in=list(members)).update(until=to_the_minute(at))


def end_shifts_of_removed(at: datetime) -> int:
    """End the shift of everybody who works here no more, where removal itself came not so far."""
    members = set(_living(at).values_list("member", flat=True))
    here = Staff.objects.filter(id__in=members, is_active=True).values_list("id", flat=True)
    gone = _living(at).filter(member__in=members - set(here), until__gt=at)
    return gone.update(until=to_the_minute(at))


def be_seen(member: uuid.UUID, at: datetime) -> None:
    """Note that a member's page is open."""
    minute = to_the_minute(at)
    mine = models.Seat.objects.filter(member=member).exclude(seen_at=minute)
    mine.update(seen_at=minute)


def wraps_up_still(member: uuid.UUID, at: datetime) -> None:
    """Note that who has a talk to write up is there: a hand has touched their page."""
    mine = models.Seat.objects.filter(member=member, state=Standing.WRAPPING)
    mine.update(since=to_the_minute(at))


def seat_of(member: uuid.UUID, at: datetime) -> Seat | None:
    """Return the seat of a member who is on duty."""
    row = _living(at).filter(member=member).first()
    return _seat(row) if row else None


def members_on_duty(at: datetime) -> dict[uuid.UUID, uuid.UUID]:
    """Return who sits on which seat: the desk's own knowledge, the line has none of it."""
    return dict(_living(at).values_list("id", "member"))


def seats(at: datetime) -> list[Seat]:
    """Return who is on duty, without naming them."""
    return [_seat(row) for row in _living(at).only(*SEEN_BY_THE_LINE).order_by("since", "id")]


def stand(
    seat: uuid.UUID,
    standing: Standing,
    at: datetime,
    *,
    call: uuid.UUID | None = None,
    part: Part | None = None,
) -> None:
    """Tell how a seat stands now, and in which call; who talks is there."""
    mine = models.Seat.objects.filter(id=seat)
    mine.update(call=call, part=part, since=to_the_minute(at), **STANDS[standing])


def leave(seat: uuid.UUID, call: uuid.UUID, standing: Standing, at: datetime) -> None:
    """Let a seat go from a call; one that is in another by now, or in none, is left alone.

    So it may be done twice, as when nobody knows whether it was done.
    """
    mine = models.Seat.objects.filter(id=seat, call=call)
    mine.update(call=None, part=None, since=to_the_minute(at), **STANDS[standing])


def left_to_ring(seat: uuid.UUID, call: uuid.UUID, at: datetime) -> None:
    """Free a seat at which a call was left to ring; after several in a row nobody sits there."""
    mine = models.Seat.objects.filter(id=seat, call=call)
    mine.update(missed=F("missed") + 1)
    gone = mine.filter(missed__gte=MOST_MISSED).exists()
    leave(seat, call, Standing.AWAY if gone else Standing.FREE, at)


def sits_at(seat: uuid.UUID, node: str) -> None:
    """Tell at which switch a seat is registered now, "" at none."""
    models.Seat.objects.filter(id=seat).update(node=node)


def leaves_node(seat: uuid.UUID, node: str) -> None:
    """Tell that a seat is registered at a switch no more; not where it has come to another."""
    models.Seat.objects.filter(id=seat, node=node).update(node="")


def hold_for(
    seat: uuid.UUID, call: uuid.UUID, part: Part, at: datetime, *, pauses: bool = False
) -> bool:
    """Keep a free seat for a call that is about to ring there; False where it is not free now.

    `pauses`: it is known that who sits there rests, and the call is to ring all the same.
    """
    idle = Standing.AWAY if pauses else Standing.FREE
    free = models.Seat.objects.filter(id=seat, state=idle, pauses=pauses)
    return bool(free.update(state=Standing.RINGING, call=call, part=part, since=to_the_minute(at)))


def let_ring_no_more(seat: uuid.UUID, call: uuid.UUID, at: datetime) -> None:
    """Free a seat that is kept for a call, unless somebody picked up or it is kept anew."""
    kept = models.Seat.objects.filter(id=seat, call=call, state=Standing.RINGING)
    kept.update(call=None, part=None, since=to_the_minute(at), **STANDS[Standing.FREE])


def forget_old(at: datetime) -> int:
    """Take away the seats whose shift is over, but none in the middle of a call."""
    count, _ = models.Seat.objects.filter(_over(at)).delete()
    return count


STANDS: Mapping[Standing, Mapping[str, object]] = {
    Standing.FREE: {
        "state": Case(When(pauses=True, then=Value(Standing.AWAY)), default=Value(Standing.FREE))
    },
    Standing.RINGING: {"state": Standing.RINGING},
    Standing.TALKING: {"state": Standing.TALKING, "missed": 0},
    Standing.WRAPPING: {"state": Standing.WRAPPING},
    Standing.AWAY: {"state": Standing.AWAY, "pauses": False},
}
"""What is written where a seat comes to stand so: who rests goes on resting after a call."""

SEEN_BY_THE_LINE = (
    "id", "name", "digest", "kind", "languages", "state", "call", "part", "since", "missed",
    "pauses", "node",
)  # fmt: skip


def _living(at: datetime) -> QuerySet[models.Seat]:
    return models.Seat.objects.exclude(_over(at))


def _over(at: datetime) -> Q:
    return Q(until__lte=at) & ~Q(state__in=(Standing.RINGING, Standing.TALKING))


def _seat(row: models.Seat) -> Seat:
    return Seat(
        id=row.id,
        name=row.name,
        digest=row.digest,
        kind=Kind(row.kind),
        languages=frozenset(filter(None, row.languages.split(","))),
        standing=Standing(row.state),
        call=row.call,
        part=Part(row.part) if row.part else None,
        since=row.since,
        missed=row.missed,
        pauses=row.pauses,
        node=row.node,
    )
