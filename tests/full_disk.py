"""A disk that is full, for as long as a test wants it, and then has room again.

SQLite may grow its file no further and has no free page left: its own "database or disk is full".
PostgreSQL has no such limit without root: each write of a row is refused with its 53100.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

REFUSED = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END
$$"""
PIECES = (4096, 512, 16)
FILE_SIZE = resource.RLIMIT_FSIZE


@contextmanager
def no_room_for_files(*pids: int) -> Iterator[None]:
    """Let the kernel refuse these processes each write to a file; without any: this process."""
    before = {pid: resource.prlimit(pid, FILE_SIZE) for pid in pids or (0,)}
    for pid, (_, most) in before.items():
        resource.prlimit(pid, FILE_SIZE, (0, most))
    try:
        yield
    finally:
        for pid, limits in before.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, FILE_SIZE, limits)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no table grow until the end of this block; a file needs `django_db(transaction=True)`."""
    with _refusing_server() if connection.vendor == "postgresql" else _full_file():
        yield


@contextmanager
def _full_file() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (bytes BLOB)")
        cursor.execute("PRAGMA max_page_count = 1")
        for size in PIECES:
            _fill(cursor, size)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE filler")


def _fill(cursor: CursorWrapper, size: int) -> None:
    try:
        while True:
            cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
    except DatabaseError:
        return


@contextmanager
def _refusing_server() -> Iterator[None]:
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(REFUSED)
        for name in tables:
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {name}"
                " FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION no_room() CASCADE")
