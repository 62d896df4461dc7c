"""Take what the desk sent out of the outbox and into the talk it belongs to."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from safeconduct.cases import models as cases
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.outbox import State
from safeconduct.programme.bundle import Bundle
from safeconduct.talks.couriers import Courier
from safeconduct.talks.keeping import keep, keeping, new_talk, spoken_for, talks_by_id
from safeconduct.talks.saying import delivered, holds
from safeconduct.talks.talk import Talk
from safeconduct.vault.outgoing import Outgoing, read_outgoing
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signatures import BadSignature

BATCH = 50
MINUTE = timedelta(minutes=1)
AGAIN = timedelta(minutes=2)


def deliver(courier: Courier, bundle: Bundle, at: datetime) -> int:
    """Move waiting answers into their talks; each stays in the outbox until it was sent."""
    # What waits for longer than any look ahead was put off by a clock that was set back since.
    due = Q(next_try__lte=at) | Q(next_try__gt=at + AGAIN + MINUTE)
    rows = cases.Outgoing.objects.filter(due, channel=courier.channel, state=State.WAITING)
    moved = 0
    for row in list(rows.order_by("next_try")[:BATCH]):
        moved += _into_talk(row, courier, bundle, at)
    return moved


def finished(rows: Sequence[str], state: State) -> None:
    """Say what became of answers, and empty them; a second word about the same row is no matter."""
    if not rows:
        return
    ids = [uuid.UUID(hex=row) for row in rows]
    waiting = cases.Outgoing.objects.filter(id__in=ids, state=State.WAITING)
    waiting.update(state=state, body=b"")


def _into_talk(row: cases.Outgoing, courier: Courier, bundle: Bundle, at: datetime) -> int:
    answer = opened(row, courier, bundle)
    if answer is None:
        finished([row.id.hex], State.FAILED)
        return 0
    talk = _talk_of(answer, courier, at)
    if talk is None or not _allowed(talk, answer, at):
        finished([row.id.hex], State.KEPT)
        return 0
    _look_again(row, at)
    if holds(talk, row.id.hex):
        return 0
    with keeping():
        keep([delivered(talk, answer, at)], courier, at)
    return 1


def opened(row: cases.Outgoing, courier: Courier, bundle: Bundle) -> Outgoing | None:
    """Open an answer and believe it only with the signature of a listed reply key."""
    if row.day is None:
        return None
    try:
        signed = courier.open(bytes(row.body), Purpose.OUTBOX, row.id.bytes, row.day)
        return read_outgoing(signed, row.id, bundle.reply_keys)
    except (CannotOpen, BadSignature):
        return None


def _talk_of(answer: Outgoing, courier: Courier, at: datetime) -> Talk | None:
    """Return the talk the person was heard in, or a new one at the address they left.

    None where they stopped or began afresh since: nothing may show there that a case exists.
    """
    talk = _heard_in(answer.talk, courier)
    if talk and talk.name == answer.talk and not talk.gone:
        return talk
    if not answer.address or spoken_for(answer.address, courier, at):
        return None
    return new_talk(courier.channel, answer.address, answer.language, at - DAY)


def _heard_in(name: str, courier: Courier) -> Talk | None:
    """Return a talk by its name; a hostile door may have sealed any words as one."""
    try:
        identity = uuid.UUID(hex=name.partition(".")[0])
    except ValueError:
        return None
    return talks_by_id([identity], courier).get(identity)


DAY = timedelta(days=1)
"""A talk that we begin ourselves was not heard just now."""


def _allowed(talk: Talk, answer: Outgoing, at: datetime) -> bool:
    return answer.may != "no" or talk.alive(at)


def _look_again(row: cases.Outgoing, at: datetime) -> None:
    """It is in its talk now; should that be lost, the next look finds it still waiting."""
    later = to_the_minute(at) + AGAIN
    cases.Outgoing.objects.filter(id=row.id).update(next_try=later, tries=row.tries + 1)
