"""Rows written over those that stand: one statement for each table, made once.

Django makes its own anew for each write, which costs several times what the writing does; a talk
is written after each thing that a caller does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connections
from django.db.models import Model


@dataclass(frozen=True, kw_only=True)
class Upsert:
    """Writes rows of one table; where a row's primary key stands, `changed` is written over."""

    model: type[Model]
    changed: Sequence[str]

    def write(self, rows: Sequence[Model], using: str) -> None:
        """Write rows in the caller's transaction; of one key the last one stays.

        Raises django.db.Error.
        """
        if not rows:
            return
        connection, fields = connections[using], self.model._meta.concrete_fields
        values = [
            [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(self._statement, values)

    @cached_property
    def _statement(self) -> str:
        meta = self.model._meta
        columns = [str(field.column) for field in meta.concrete_fields]
        over = ", ".join(f"{name} = excluded.{name}" for name in self.changed)
        return (
            f"INSERT INTO {meta.db_table} ({', '.join(columns)})"  # noqa: S608 - our own names only
            f" VALUES ({', '.join(['%s'] * len(columns))})"
            f" ON CONFLICT ({meta.pk.column}) DO UPDATE SET {over}"
        )
