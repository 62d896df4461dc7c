"""The purge report as a table of the desk."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext

from safeconduct.cases.purge_report import Destroyed
from safeconduct.desk.rule_tables import Cell, Table
from safeconduct.domain.retention import RETENTION

DAYS = 90


def destroyed_table(rows: Sequence[Destroyed]) -> Table:
    """Return one row a class and day, the newest day first."""
    return Table(
        key="destroyed",
        title=gettext("Destroyed"),
        lede=gettext(
            "What was destroyed in the last {n} days because its time was over or the person "
            "wished it. Backups may hold a copy until the day in the last column."
        ).format(n=DAYS),
        heads=(gettext("Day"), gettext("What"), gettext("How many"), gettext("Last copy gone")),
        rows=tuple(_row(row) for row in rows),
    )


def _row(row: Destroyed) -> tuple[Cell, ...]:
    told = (
        date_format(row.day, "Y-m-d"),
        gettext(RETENTION[row.kept].label),
        str(row.count),
        date_format(row.gone, "Y-m-d"),
    )
    return tuple(Cell(lines=(one,)) for one in told)
