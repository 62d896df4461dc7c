"""`safeconduct grant`: give each door a PostgreSQL role that can write and cannot read.

The threat it answers: a taken-over door. With its role it adds arrivals of its own and picks up
by locator; a channel also works on the rows of its own channel. It reads, changes and forges
nothing else (VAULT section 1).
"""

import re
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from safeconduct.cases.arrivals import COLUMNS
from safeconduct.programme.home import write_private

FUNCTIONS = (
    "pickup(bytea)",
    "read_mark(bytea, uuid)",
    "panic_state()",
    "count_visit(date, text, text, integer)",
)
OF_A_CHANNEL = ("last_panic()",)
FRONT = "front"
CHANNELS = ("telegram", "phone")

OWN_ROWS: Mapping[str, str] = {
    "sc_update": "SELECT, INSERT, UPDATE (waits, body), DELETE",
    "sc_talk": "SELECT, INSERT, UPDATE (day, body, waits, until, fades_at), DELETE",
    "sc_address": "SELECT, INSERT, UPDATE (talk, until), DELETE",
    "sc_bot": "SELECT, INSERT, UPDATE (state, since, seen_at, address)",
    "sc_outbox": "SELECT, UPDATE (body, state, tries, next_try)",
    "sc_day_key": "SELECT (channel), INSERT (channel, day, public, signature), DELETE",
}
"""What a channel may do, and with the rows of its own channel only."""


LINE = "phone"
LINE_ROWS: Mapping[str, str] = {
    "sc_call": "SELECT, INSERT, UPDATE (call, state, seat, dropped, code_told, soundless,"
    " answered_at, ended_at), DELETE",
    "sc_seat": "SELECT (id, name, digest, kind, languages, state, call, part, node, since, until,"
    " missed, pauses), UPDATE (state, call, part, node, since, missed, pauses), DELETE",
    "sc_call_order": "SELECT, UPDATE (done), DELETE",
    "sc_line_now": "SELECT, INSERT, UPDATE (people, why, since, seen_at)",
    "sc_kept_brief": "SELECT",
    "sc_call_back": "SELECT, UPDATE (body, taken, came_of), DELETE",
    "sc_short_number": "SELECT, INSERT, DELETE",
    "sc_caller_mark": "SELECT, INSERT, UPDATE (hash, until), DELETE",
    "sc_abusive_talk": "SELECT, DELETE",
    "sc_silent_call": "SELECT, INSERT, DELETE",
}
"""What the line alone may do: it seats nobody, learns no member, and gives itself no order."""

NEWEST_OF_SEATS = ("missed", "pauses")
NEWEST_OF_CALLS = ("soundless", "call")
"""Columns that a role lacks which was granted before there were any."""
DESTROYED_BY_CHANNELS = ("sc_day_key",)
"""Tables whose rows a role could not destroy which was granted before it could."""
ANY_OF_A_TABLE = "SELECT has_any_column_privilege(%s, %s, 'SELECT')"
DELETE_OF_A_TABLE = "SELECT has_table_privilege(%s, %s, 'DELETE')"
ONE_OF_SEATS = "SELECT has_column_privilege(%s, 'sc_seat', %s, 'SELECT')"
ONE_OF_CALLS = "SELECT has_column_privilege(%s, 'sc_call', %s, 'UPDATE')"


def run(argv: Sequence[str]) -> int:
    del argv
    if connection.vendor != "postgresql":
        sys.stderr.write("Safe Conduct: roles need PostgreSQL; set DATABASE_URL.\n")
        return 1
    for door in (FRONT, *CHANNELS):
        grant(door, password := secrets.token_urlsafe(24))
        path = settings.HOME.secrets / f"{door}_database_url"
        path.unlink(missing_ok=True)
        write_private(path, url_for(role_of(door), settings.DATABASE_URL, password).encode())
        print(f"{door} may now do its own work and nothing else; its key lies in {path}.")
    return 0


def role_of(door: str) -> str:
    """Return a door's role: of this database alone, since roles belong to a whole server."""
    name = re.sub(r"[^a-z0-9_]", "_", str(connection.settings_dict["NAME"]).lower())
    return f"{name[:50]}_{door}"


def grant(door: str, password: str) -> None:
    """Create or renew a door's role: exactly the rights of VAULT section 1's table."""
    role = role_of(door)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        for statement in (
            f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'",
            *_of_every_door(role, functions_of(door)),
            *(_of_a_channel(role, door) if door in CHANNELS else ()),
            *(_of_the_line(role) if door == LINE else ()),
        ):
            cursor.execute(statement)


def functions_of(door: str) -> tuple[str, ...]:
    return (*FUNCTIONS, *(OF_A_CHANNEL if door in CHANNELS else ()))


def ungranted(door: str) -> tuple[str, ...]:
    """Return what a door's role lacks, as after an upgrade; nothing where it is no role."""
    role = role_of(door)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            return ()
        lacking = []
        for ask, wanted in (
            ("SELECT has_function_privilege(%s, %s, 'EXECUTE')", functions_of(door)),
            (ANY_OF_A_TABLE, LINE_ROWS if door == LINE else ()),
            (DELETE_OF_A_TABLE, DESTROYED_BY_CHANNELS if door in CHANNELS else ()),
            (ONE_OF_SEATS, NEWEST_OF_SEATS if door == LINE else ()),
            (ONE_OF_CALLS, NEWEST_OF_CALLS if door == LINE else ()),
        ):
            for one in wanted:
                cursor.execute(ask, [role, one])
                if not cursor.fetchone()[0]:
                    lacking.append(one)
    return tuple(lacking)


def _of_every_door(role: str, functions: Sequence[str]) -> Iterator[str]:
    database = connection.settings_dict["NAME"]
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}"
    yield f'GRANT CONNECT ON DATABASE "{database}" TO {role}'
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT INSERT ({', '.join(COLUMNS)}) ON sc_arrival TO {role}"
    for function in functions:
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {role}"


def _of_a_channel(role: str, channel: str) -> Iterator[str]:
    """Let a channel work on its own rows; row level security hides and refuses all others.

    The owner of the tables, as whom desk and errands work, is not bound by it.
    """
    for table, rights in OWN_ROWS.items():
        mine = f"channel = '{channel}'"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS {role} ON {table}"
        yield f"CREATE POLICY {role} ON {table} TO {role} USING ({mine}) WITH CHECK ({mine})"
        yield f"GRANT {rights} ON {table} TO {role}"


def _of_the_line(role: str) -> Iterator[str]:
    for table, rights in LINE_ROWS.items():
        yield f"GRANT {rights} ON {table} TO {role}"


def url_for(role: str, owner_url: str, password: str) -> str:
    parts = urlsplit(owner_url)
    place = parts.netloc.rsplit("@", 1)[-1]
    netloc = f"{role}:{password}@{place}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
