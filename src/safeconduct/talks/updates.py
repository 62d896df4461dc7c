"""Raw updates: locked and durable first, then acknowledged to the platform, then applied once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.talks import models
from safeconduct.talks.couriers import Courier
from safeconduct.talks.keeping import keeping
from safeconduct.vault.encoding import encode
from safeconduct.vault.seals import CannotOpen, Purpose

LIVES = RETENTION[Kept.UPDATE].lives


@dataclass(frozen=True, slots=True, kw_only=True)
class RawUpdate:
    """One update as it came, in the platform's own bytes."""

    bot: str
    number: int
    content: bytes = field(repr=False)


def take(updates: Sequence[RawUpdate], courier: Courier, at: datetime) -> None:
    """Store a batch durably, by its numbers; an update that is known already changes nothing.

    Only after this returns may the platform be told that they came.
    """
    in_turn = sorted(updates, key=lambda update: update.number)
    rows = [_row(update, courier, at) for update in in_turn]
    with keeping():
        models.Update.objects.bulk_create(rows, ignore_conflicts=True)


def waiting(courier: Courier, *, most: int, after: int = 0) -> list[models.Update]:
    """Return stored updates in the order in which they came, from behind one of them."""
    rows = models.Update.objects.filter(channel=courier.channel, waits=True, id__gt=after)
    return list(rows.order_by("id")[:most])


def opened(row: models.Update, courier: Courier) -> bytes | None:
    """Open a raw update; None once its day's key is gone."""
    part = _part(row.bot, row.number)
    try:
        return courier.unlock(bytes(row.body), Purpose.UPDATE, part, row.day)
    except CannotOpen:
        return None


def applied(rows: Sequence[models.Update]) -> None:
    """Empty updates, in the transaction of what they led to; the bare number stays for 72 hours."""
    ids = [row.id for row in rows]
    models.Update.objects.filter(id__in=ids).update(waits=False, body=b"")


def set_aside(rows: Sequence[models.Update]) -> None:
    """Let updates that break wait no longer; what they say stays, locked, for its 72 hours."""
    models.Update.objects.filter(id__in=[row.id for row in rows]).update(waits=False)


def broken() -> int:
    """Return how many updates were set aside, on all channels: a fault of ours kept them."""
    return models.Update.objects.filter(waits=False).exclude(body=b"").count()


def forget_old(at: datetime) -> int:
    count, _ = models.Update.objects.filter(day__lt=(at - LIVES).date()).delete()
    return count


def _row(update: RawUpdate, courier: Courier, at: datetime) -> models.Update:
    part = _part(update.bot, update.number)
    day, body = courier.lock(update.content, Purpose.UPDATE, part, at)
    return models.Update(
        channel=courier.channel, bot=update.bot, number=update.number, day=day, body=body,
        waits=True,
    )  # fmt: skip


def _part(bot: str, number: int) -> bytes:
    return encode("update", bot, number)
