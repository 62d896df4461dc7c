"""Empty what the databases keep of destroyed rows: write-ahead logs, dead tuples, old pages.

Deleted wraps were found in SQLite's WAL without this, and in PostgreSQL's files after a plain
VACUUM, which frees their place and leaves their bytes (tests/acid).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import ProgrammingError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from safeconduct.cases.models import Event
from safeconduct.cases.writer import turn
from safeconduct.domain.life import Action
from safeconduct.domain.programme_events import Happening

logger = logging.getLogger(__name__)

# Where keys lie, and what only a key or a code leads to.
KEY_TABLES = (
    "sc_case_wrap", "sc_requester_copy", "sc_replacement", "sc_entry", "sc_plan_wrap",
    "sc_plan_part", "sc_outbox", "sc_talk_key", "sc_talk", "sc_update", "sc_address",
    "sc_call", "sc_call_order", "sc_call_back", "sc_seat", "sc_short_number", "sc_caller_mark",
    "sc_abusive_talk", "sc_silent_call", "django_session", "sc_arrival",
)  # fmt: skip
DESTROYING = (Action.PURGE, Action.ERASE, Action.WITNESS, Happening.DESTROYED)
# Longer than a day: what came after the last rewriting is seen by the next.
LOOK_BACK = timedelta(days=2)
# Pages read for some milliseconds: these are waited for, and no door notices that it waits.
WAITED_MS = 100


def wipe_traces() -> int:
    """Wipe every database; one that a reader keeps busy is wiped in the next round."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            _empty_journal(connection)
        else:
            _do(connection, f"VACUUM {', '.join(KEY_TABLES)}")
    return 0


def rewrite_tables(at: datetime) -> int:
    """Write PostgreSQL's tables anew without what was destroyed, and begin a fresh journal.

    Doors wait while the arrivals are rewritten: once a day, and only where something was destroyed.
    """
    for connection in _servers():
        lately = Event.objects.filter(at__gte=at - LOOK_BACK, kind__in=DESTROYING)
        if lately.exists():
            for table in KEY_TABLES:
                _do(connection, f"VACUUM (FULL) {table}")
            _begin_journal(connection)
    return 0


def _servers() -> Iterator[BaseDatabaseWrapper]:
    return (one for one in connections.all() if one.vendor == "postgresql")


def _begin_journal(connection: BaseDatabaseWrapper) -> None:
    """Let the server drop its old journal, where its owner gave us the right to ask for it."""
    try:
        _do(connection, "SELECT pg_switch_wal()")
        _do(connection, "CHECKPOINT")
    except ProgrammingError:
        logger.warning("this role may not begin a fresh journal; docs/operations.md says how")


def _empty_journal(connection: BaseDatabaseWrapper) -> None:
    """Empty a journal where nobody reads what is in it.

    SQLite lets nobody write while it waits for readers: one who checks the log reads for minutes.
    """
    with turn(), connection.cursor() as cursor, _waiting_at_most(WAITED_MS, cursor):
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
    if busy:
        logger.warning("the journal of %s is in use; it is emptied next time", connection.alias)


@contextmanager
def _waiting_at_most(milliseconds: int, cursor: CursorWrapper) -> Iterator[None]:
    cursor.execute("PRAGMA busy_timeout")
    (before,) = cursor.fetchone()
    cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {before}")


def _do(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
