"""A programme's founding, written and told at once: who was there on the first day, as what."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from safeconduct.cases import log
from safeconduct.domain.programme_events import NOTHING, About, Happening, told
from safeconduct.domain.role import MACHINE
from safeconduct.programme import actions
from safeconduct.programme.founding import FIRST, Founding

# No turn is taken among writers (cases/writer.py): nobody else writes yet, and the file of turns
# would be left behind by a founding that fails.


def write_founding(founding: Founding, at: datetime) -> None:
    """Write all rows of a founding and tell its holders and their roles."""
    with transaction.atomic():
        actions.write_founding(founding.rows)
        _tell(at, *_told(founding))


def forget_founding(at: datetime) -> None:
    """Remove the rows of a founding that was never finished; the log keeps that it was begun."""
    with transaction.atomic():
        if actions.programme_exists():
            _tell(at, (Happening.FOUNDING_UNDONE, NOTHING))
        actions.forget_founding()


def _told(founding: Founding) -> Iterator[tuple[Happening, About]]:
    yield Happening.FOUNDED, About(serial=FIRST)
    for call_sign, roles in founding.roles.items():
        yield Happening.ENROLLED, About(member=call_sign)
        for role in sorted(roles):
            yield Happening.ROLE_GIVEN, About(member=call_sign, role=role)


def _tell(at: datetime, *happened: tuple[Happening, About]) -> None:
    events = (
        log.Told(kind=kind.value, actor=MACHINE, at=at, details=told(kind, about))
        for kind, about in happened
    )
    log.append(log.PROGRAMME, *events, aggregate=log.Aggregate.PROGRAMME)
