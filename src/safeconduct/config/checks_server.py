"""Checks of a PostgreSQL server: what its owner has to allow, so that the destroyed is gone."""

from collections.abc import Iterator

from django.db import DatabaseError, connection

from safeconduct.cases.wiping import KEY_TABLES
from safeconduct.config.findings import Check, Finding, Patient, good, note
from safeconduct.config.grant import FRONT

READ = "docs/operations.md, What is destroyed, and when"
# A table is written anew beside itself while the doors wait: this many bytes take some seconds.
LONG_TO_REWRITE = 10**9
NEAR = frozenset({"", "localhost", "127.0.0.1", "::1"})


def server(patient: Patient) -> Iterator[Finding]:
    """What cannot be asked is silent: `databases` says that nobody answers."""
    if connection.vendor != "postgresql":
        return
    try:
        yield from _journal(patient)
        yield from _way(patient)
        yield _rewriting()
    except DatabaseError:
        return


def granted(patient: Patient) -> Iterator[Finding]:
    """Without a role of its own a door does what the owner of all tables may do."""
    if connection.vendor != "postgresql" or patient.deployment is None:
        return
    if not (patient.home.secrets / f"{FRONT}_database_url").exists():
        yield patient.grave("the front works as the database's owner: safeconduct grant")


def _journal(patient: Patient) -> Iterator[Finding]:
    """What a purge destroyed lives on in journal files that are kept, copied or used again."""
    recycled, archived = _asked("SHOW wal_recycle"), _asked("SHOW archive_mode")
    if recycled != "off":
        yield patient.grave(
            f"wal_recycle is {recycled}: old journal files may hold keys of purged cases; {READ}"
        )
    if not _asked(
        "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE')"
        " AND pg_has_role('pg_checkpoint', 'USAGE')"
    ):
        yield patient.grave(f"this role may not begin a fresh journal after a purge; {READ}")
    if archived != "off":
        yield note("journals are archived: they are copies, and die with the backups")


def _way(patient: Patient) -> Iterator[Finding]:
    host = str(connection.settings_dict["HOST"])
    if host not in NEAR and not host.startswith("/") and _asked("SHOW ssl") != "on":
        yield patient.grave(f"the way to the database on {host} is open to listeners: turn TLS on")
    if (stored := _asked("SHOW password_encryption")) != "scram-sha-256":
        yield patient.grave(f"password_encryption is {stored}, it must be scram-sha-256")


def _rewriting() -> Finding:
    size = max(int(_asked(f"SELECT pg_total_relation_size('{one}')")) for one in KEY_TABLES)
    told = (
        "where something was destroyed, tables are written anew once a day (VACUUM FULL): the"
        f" largest has {size // 10**6} MB, doors wait meanwhile, and as much must be free"
    )
    return note(told) if size > LONG_TO_REWRITE else good(told)


def _asked(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        (found,) = cursor.fetchone()
    return found if isinstance(found, str) else str(found or "")


SERVER: tuple[Check, ...] = (server, granted)
