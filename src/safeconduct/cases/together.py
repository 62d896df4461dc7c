"""Rows that wait for SQLite's one writer at the same time are written together: one fsync for all.

Each caller goes on only once the transaction that holds its row is on disk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from django.db import connection, transaction

from safeconduct.cases.writer import in_this_process, turn_of_this_process

Row: TypeAlias = tuple[str | bytes | int | UUID | None, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Waiting:
    """One row on its way; `new` is known once it is on disk."""

    row: Row = field(repr=False)
    new: bool | None = None


class Together:
    """Whoever gets the turn writes for all who wait in this process.

    `insert` is a statement that does nothing where such a row stands already.
    """

    def __init__(self, insert: str) -> None:
        self._insert = insert
        self._line: list[Waiting] = []

    def store(self, row: Row) -> bool:
        """Return once the row is on disk; False when such a row stands already.

        Raises django.db.Error; what others wanted to write is then tried by the next of them.
        """
        mine = Waiting(row=row)
        self._line.append(mine)
        try:
            with in_this_process:
                if mine.new is None:
                    self._write([one for one in self._line if one.new is None])
        finally:
            self._line.remove(mine)
        return bool(mine.new)

    def _write(self, waiting: Sequence[Waiting]) -> None:
        with turn_of_this_process():
            if len(waiting) == 1:
                new = [self._inserted(waiting[0])]
            else:
                with transaction.atomic():
                    new = [self._inserted(one) for one in waiting]
        for one, first in zip(waiting, new, strict=True):
            one.new = first

    def _inserted(self, one: Waiting) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(self._insert, one.row)
            return bool(cursor.rowcount)
