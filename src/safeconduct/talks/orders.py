"""What operators wish to be done with calls: rows that the desk writes and the line obeys."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from safeconduct.cases.minutes import to_the_minute
from safeconduct.domain.calls import What
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.talks import models

LIVES = RETENTION[Kept.CALL].lives


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One wish: what, of whom, about which call, and which other seat where there is one."""

    serial: int
    call: uuid.UUID
    seat: uuid.UUID
    what: What
    other: uuid.UUID | None = None


def give(
    what: What, call: uuid.UUID, seat: uuid.UUID, at: datetime, *, other: uuid.UUID | None = None
) -> None:
    """Wish something; the line sees to it within a second."""
    models.CallOrder.objects.create(
        call=call, seat=seat, what=what, other=other, at=to_the_minute(at)
    )


def waiting_orders() -> list[Order]:
    """Return what is still to be done, in the order in which it was wished."""
    rows = models.CallOrder.objects.filter(done=False).order_by("serial")
    return [
        Order(serial=row.serial, call=row.call, seat=row.seat, what=What(row.what), other=row.other)
        for row in rows
    ]


def is_wished(order: Order) -> bool:
    """Say whether a wish is still to be done."""
    return models.CallOrder.objects.filter(serial=order.serial, done=False).exists()


def done(order: Order) -> None:
    models.CallOrder.objects.filter(serial=order.serial).update(done=True)


def forget_old(at: datetime) -> int:
    count, _ = models.CallOrder.objects.filter(at__lte=at - LIVES).delete()
    return count
