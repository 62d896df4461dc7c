"""What the queue is told of a caller who waits."""

from dataclasses import replace

from safeconduct.domain import waiting as queue
from safeconduct.phone.bridging import Bridge, now
from safeconduct.talks import calls


def queued(bridge: Bridge) -> queue.Waiting:
    known = waiting_for(bridge.row, slowed=bridge.slowed)
    return replace(known, missed=frozenset(bridge.missed))


def waiting_for(row: calls.Call, *, slowed: bool) -> queue.Waiting:
    return queue.Waiting(
        call=row.id,
        serial=row.serial,
        language=row.language,
        urgent=row.urgent,
        dropped=row.dropped,
        slowed=slowed,
        waited=now() - row.asked_at,
    )
