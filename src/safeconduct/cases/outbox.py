"""The outbox: what the desk sends through a channel, in the transaction of the reply itself.

An unlocked session copies the return address out of the sealed words into a row that only the
channel's courier opens. What the person did not allow is never pushed (DESIGN section 5).
"""

import secrets
import uuid
from datetime import date, datetime, timedelta
from enum import StrEnum

from safeconduct.cases import models
from safeconduct.cases.attachments.places import words_on
from safeconduct.cases.contents import Reach
from safeconduct.cases.opening import UNREADABLE, CaseKey, first_arrival
from safeconduct.cases.signers import added, signers_of
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.programme.current import current_bundle
from safeconduct.vault import signatures
from safeconduct.vault.couriers import DayKey, Parcel, seal_parcel, verify_day_key
from safeconduct.vault.outgoing import Outgoing, seal_outgoing, sign_talk_key
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import Purpose
from safeconduct.vault.signatures import BadSignature

PAYLOAD_LIVES = RETENTION[Kept.OUTBOX].lives


class State(StrEnum):
    """What became of an answer: `kept` waits for the code alone, as the person wished."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    KEPT = "kept"
    FAILED = "failed"


def parcel(row: uuid.UUID, channel: str, day: date) -> Parcel:
    return Parcel(purpose=Purpose.OUTBOX, part=row.bytes, channel=channel, day=day)


def send(
    case: models.Case, words: str, entry: models.Entry, *, key: CaseKey, reply_key: ReplyKey
) -> None:
    """Put a reply into the outbox of the channel that the person was last heard on, if any."""
    reach = reach_of(case, key)
    if reach is None:
        return
    talk_seed = secrets.token_bytes(signatures.SEED)
    answer = Outgoing(
        id=uuid.uuid4(),
        case_public=key.public,
        words=words,
        address=reach.address,
        talk=reach.talk,
        may=reach.may,
        language=case.language,
        talk_seed=talk_seed,
    )
    row = models.Outgoing(
        id=answer.id,
        case=case,
        entry=entry.id,
        channel=reach.channel,
        body=b"",
        state=State.FAILED,
        tries=0,
        next_try=entry.at,
        stored_at=entry.at,
    )
    today = day_key(reach.channel, entry.at)
    if today:
        place = parcel(row.id, reach.channel, today.day)
        row.day, row.state = today.day, State.WAITING
        row.body = seal_parcel(seal_outgoing(answer, reply_key), place, today.public)
    row.save(force_insert=True)
    talk_sign = signatures.public_of(talk_seed)
    record = sign_talk_key(talk_sign, key.public, reply_key, seq=entry.seq)
    models.TalkKey.objects.create(case=case, talk_sign=talk_sign, record=record)


def reach_of(case: models.Case, key: CaseKey) -> Reach | None:
    """Return how the person was last willing to be reached: the newest word counts.

    A code that was given anew cuts what goes by the code before it: perhaps someone else has that
    phone.
    """
    _, began = first_arrival(case, key)
    signers = signers_of(case)
    for place in words_on(case).order_by("-seq"):
        try:
            word = added(place, signers, key)
        except UNREADABLE:
            continue
        if word.reaches and word.said.reach:
            return word.said.reach
    return None if signers.newest else began.reach


def call_back(case: models.Case) -> None:
    """Take back what still waits to be sent: it waits for the code alone."""
    case.outgoing.filter(state=State.WAITING).update(state=State.KEPT, body=b"")


def day_key(channel: str, at: datetime) -> DayKey | None:
    """Return the channel's newest key, no older than yesterday's, that its courier signed."""
    couriers = {one.channel: one.public for one in current_bundle().contents.manifest.couriers}
    rows = models.DayKey.objects.filter(channel=channel, day__gte=(at - timedelta(days=1)).date())
    for row in rows.order_by("-day"):
        found = DayKey(
            channel=row.channel,
            day=row.day,
            public=bytes(row.public),
            signature=bytes(row.signature),
        )
        try:
            verify_day_key(found, couriers[channel])
        except (KeyError, BadSignature):
            continue
        return found
    return None


def empty_old(at: datetime) -> int:
    """Empty what could not be delivered within 48 hours; the answer still waits for the code."""
    old = models.Outgoing.objects.filter(state=State.WAITING, stored_at__lt=at - PAYLOAD_LIVES)
    return old.update(state=State.FAILED, body=b"")
