"""The programme's own chain in the log: founding, staff, keys, directories, coming and going."""

from datetime import datetime

from safeconduct.cases import log
from safeconduct.cases.models import Event
from safeconduct.cases.writer import writing
from safeconduct.domain.programme_events import NOTHING, About, Happening, told


def tell(kind: Happening, actor: str, at: datetime, about: About = NOTHING) -> None:
    """Append one event, in the open transaction of what it tells or in one of its own.

    `actor` is a call sign, or MACHINE for a command that somebody gave at the machine.
    """
    event = log.Told(kind=kind.value, actor=actor, at=at, details=told(kind, about))
    with writing():
        log.append(log.PROGRAMME, event, aggregate=log.Aggregate.PROGRAMME)


def last_actor(kind: Happening) -> str:
    """Return who last did this, by call sign; nothing when nobody has."""
    events = Event.objects.filter(subject=log.PROGRAMME, kind=kind.value)
    return events.order_by("-seq").values_list("actor", flat=True).first() or ""
