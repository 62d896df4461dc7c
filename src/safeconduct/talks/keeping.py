"""Keep talks: each a locked row, found again by a keyed hash of its address, for 72 hours."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction

from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.upserts import Upsert
from safeconduct.talks import models
from safeconduct.talks.couriers import Courier
from safeconduct.talks.screen import fades_at
from safeconduct.talks.talk import TIED_LIVES, Talk, decoded, encoded
from safeconduct.vault.seals import SEED, CannotOpen, Purpose

MINUTE = timedelta(minutes=1)
# One transaction and one wait for the disk: thousands of talks at midnight hold nobody up.
RELOCKED = 200
TALKS = Upsert(model=models.Talk, changed=("day", "body", "waits", "until", "fades_at"))
TIES = Upsert(model=models.Address, changed=("talk", "until"))


def fleeting() -> str:
    """Name the database that holds talks: a file of its own on SQLite."""
    return "fleeting" if "fleeting" in settings.DATABASES else "default"


def keeping() -> transaction.Atomic:
    """Open a transaction where talks lie."""
    return transaction.atomic(using=fleeting())


def new_talk(channel: str, address: str, language: str, at: datetime) -> Talk:
    return Talk(
        id=uuid.uuid4(),
        channel=channel,
        address=address,
        language=language,
        seed=secrets.token_hex(SEED),
        heard_at=at,
    )


def talks_at(addresses: Sequence[str], courier: Courier, at: datetime) -> dict[str, Talk]:
    """Return the living talk of each address that has one; two queries for all of them."""
    hashes = {courier.hash_of(address): address for address in addresses}
    ties = models.Address.objects.filter(hash__in=list(hashes), until__gt=at)
    ids = {tie.talk: hashes[bytes(tie.hash)] for tie in ties}
    found = talks_by_id(list(ids), courier)
    return {ids[identity]: talk for identity, talk in found.items()}


def spoken_for(address: str, courier: Courier, at: datetime) -> bool:
    """Say whether another talk runs at this address, or the last one was stopped there."""
    ties = models.Address.objects.filter(hash=courier.hash_of(address), until__gt=at)
    return ties.exists()


def talks_by_id(ids: Sequence[uuid.UUID], courier: Courier) -> dict[uuid.UUID, Talk]:
    rows = models.Talk.objects.filter(channel=courier.channel, id__in=list(ids))
    opened = ((row.id, opened_row(row, courier)) for row in rows)
    return {identity: talk for identity, talk in opened if talk}


def waiting_talks(
    courier: Courier, *, most: int | None, ours: Callable[[Talk], bool] = bool
) -> list[Talk]:
    """Return talks in which something is to be sent or handed in, those alone that are `ours`.

    Others are passed over one by one, so that no number of them keeps ours from being found.
    `most`: so many, or all.
    """
    rows = models.Talk.objects.filter(channel=courier.channel, waits=True).iterator()
    opened = (talk for row in rows if (talk := opened_row(row, courier)))
    return list(islice(filter(ours, opened), most))


def fading_talks(courier: Courier, at: datetime, *, most: int) -> list[Talk]:
    """Return talks in which an answer has stood on the screen for its time."""
    rows = models.Talk.objects.filter(channel=courier.channel, fades_at__lte=at)[:most]
    return [talk for row in rows if (talk := opened_row(row, courier))]


def opened_row(row: models.Talk, courier: Courier) -> Talk | None:
    """Open a talk; None once the key of its day is destroyed: then it is as if it never was."""
    try:
        return decoded(courier.unlock(bytes(row.body), Purpose.TALK, row.id.bytes, row.day))
    except CannotOpen:
        return None


def keep(talks: Sequence[Talk], courier: Courier, at: datetime) -> None:
    """Write talks and their ties, in the caller's transaction; a talk that is gone is destroyed.

    Where a person stopped, the bare hash stays for 72 hours: no answer begins a new talk there.
    """
    kept = [talk for talk in talks if not _ended(talk)]
    gone = [talk.id for talk in talks if _ended(talk)]
    TALKS.write([_row(talk, courier, at) for talk in kept], fleeting())
    TIES.write([_tie(talk, courier) for talk in kept if not talk.gone], fleeting())
    leaving = [talk for talk in talks if talk.gone]
    if leaving:
        models.Address.objects.filter(talk__in=[talk.id for talk in leaving]).delete()
        marks = [_tie(talk, courier) for talk in leaving if talk.stopped]
        models.Address.objects.bulk_create(marks, ignore_conflicts=True)
    if gone:
        models.Talk.objects.filter(id__in=gone).delete()


def forget_old(at: datetime) -> int:
    """Destroy what is past its time: unfinished talks after 24 hours, ties after 72."""
    talks, _ = models.Talk.objects.filter(until__lte=at).delete()
    ties, _ = models.Address.objects.filter(until__lte=at).delete()
    return talks + ties


def relock_old(courier: Courier, at: datetime, *, most: int = RELOCKED) -> int:
    """Lock a batch of talks of earlier days with the key of today, as their key is about to die.

    Returns how many were found, 0 when none is left. What no key opens any more is destroyed.
    """
    old = models.Talk.objects.filter(channel=courier.channel, day__lt=at.date(), until__gt=at)
    with keeping():
        # What another process of this channel writes just now is left to it: it takes today's.
        rows = list(old.select_for_update(skip_locked=True)[:most])
        for row in rows:
            talk = opened_row(row, courier)
            if talk is None:
                row.delete()
                continue
            row.day, row.body = _locked(talk, courier, at)
            row.save(update_fields=["day", "body"])
    return len(rows)


def _ended(talk: Talk) -> bool:
    """A talk that was stopped is destroyed once the screen is cleared."""
    return talk.gone and not (talk.items or talk.jobs or talk.files)


def _row(talk: Talk, courier: Courier, at: datetime) -> models.Talk:
    day, body = _locked(talk, courier, at)
    until = to_the_minute(talk.until) + MINUTE
    fades = fades_at(talk)
    return models.Talk(
        id=talk.id, channel=talk.channel, day=day, body=body, waits=talk.waits, until=until,
        fades_at=to_the_minute(fades) + MINUTE if fades else None,
    )  # fmt: skip


def _locked(talk: Talk, courier: Courier, at: datetime) -> tuple[date, bytes]:
    return courier.lock(encoded(talk), Purpose.TALK, talk.id.bytes, at)


def _tie(talk: Talk, courier: Courier) -> models.Address:
    """Lead an address to its talk; that of a stopped one leads nowhere, and nothing is sent."""
    lives_until = talk.heard_at + TIED_LIVES if talk.stopped else talk.until
    until = to_the_minute(lives_until) + MINUTE
    hashed = courier.hash_of(talk.address)
    return models.Address(hash=hashed, channel=talk.channel, talk=talk.id, until=until)
