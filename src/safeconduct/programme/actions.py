"""Writing a programme down: the rows of its founding, all of them or none."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model

from safeconduct.people.models import Staff, TeamKey
from safeconduct.programme.models import DirectoryKey, SigningKey

FOUNDED: tuple[type[Model], ...] = (Staff, TeamKey, DirectoryKey, SigningKey)


def programme_exists() -> bool:
    """Say whether the database holds a programme, whole or not."""
    return any(model._default_manager.exists() for model in FOUNDED)


def write_founding(rows: Sequence[Model]) -> None:
    """Write the rows of a founding, a statement a table, in the order the tables first appear."""
    tables = dict.fromkeys(type(row) for row in rows)
    with transaction.atomic():
        for model in tables:
            model._default_manager.bulk_create([row for row in rows if type(row) is model])


def forget_founding() -> None:
    """Remove the rows of a founding that was never finished."""
    with transaction.atomic():
        for model in FOUNDED:
            model._default_manager.all().delete()
