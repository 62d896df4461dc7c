"""How each of the programme's own bots and lines stands, for the desk to see within a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from safeconduct.cases.minutes import to_the_minute
from safeconduct.talks import models

SILENT_AFTER = timedelta(minutes=2)


class Standing(StrEnum):
    """What a bot's process last found; `silent`: that process itself is not heard of."""

    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    SWITCHED_OFF = "switched_off"
    CONTESTED = "contested"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotState:
    """One bot as the desk shows it."""

    name: str
    channel: str
    standing: Standing
    since: datetime


def note(name: str, channel: str, standing: Standing, at: datetime, *, address: str = "") -> None:
    """Say how a bot stands now; `since` moves only when that changes.

    `address`: where other processes of the channel reach it, for those that are reached.
    """
    minute = to_the_minute(at)
    known = models.Bot.objects.filter(name=name)
    facts = {"seen_at": minute, **({"address": address} if address else {})}
    changed = known.exclude(state=standing).update(state=standing, since=minute, **facts)
    if changed or known.update(**facts):
        return
    models.Bot.objects.create(name=name, channel=channel, state=standing, since=minute, **facts)


def bots(at: datetime) -> tuple[BotState, ...]:
    return tuple(_state(row, at) for row in models.Bot.objects.order_by("name"))


def heard_of(channel: str, at: datetime) -> frozenset[str]:
    """Return the names of a channel's processes that were alive a moment ago."""
    since = at - SILENT_AFTER
    rows = models.Bot.objects.filter(channel=channel, seen_at__gte=since)
    return frozenset(rows.values_list("name", flat=True))


def addresses(channel: str, at: datetime) -> dict[str, str]:
    """Return where a channel's processes that live are reached, by their names."""
    rows = models.Bot.objects.filter(channel=channel, seen_at__gte=at - SILENT_AFTER)
    return dict(rows.exclude(address="").values_list("name", "address"))


def _state(row: models.Bot, at: datetime) -> BotState:
    # Of a clock that was set back, a process that lives says so within the minute.
    silent = abs(at - row.seen_at) > SILENT_AFTER
    return BotState(
        name=row.name,
        channel=row.channel,
        standing=Standing.SILENT if silent else Standing(row.state),
        since=row.seen_at if silent else row.since,
    )
