"""`safeconduct grant`: give each door a PostgreSQL role that can write and cannot read.

The threat it answers: a taken-over door. With this role it adds arrivals of its own and picks up
by locator; it reads, changes and forges nothing (VAULT section 1).
"""

import re
import secrets
import sys
from collections.abc import Sequence
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


def run(argv: Sequence[str]) -> int:
    del argv
    if connection.vendor != "postgresql":
        sys.stderr.write("Safe Conduct: roles need PostgreSQL; set DATABASE_URL.\n")
        return 1
    role = front_role()
    grant_front(role, password := secrets.token_urlsafe(24))
    path = settings.HOME.secrets / "front_database_url"
    path.unlink(missing_ok=True)
    write_private(path, url_for(role, settings.DATABASE_URL, password).encode())
    print(f"The front may now store, pick up, mark, count and ask; its key lies in {path}.")
    return 0


def front_role() -> str:
    """Return the role's name: of this database alone, since roles belong to a whole server."""
    name = re.sub(r"[^a-z0-9_]", "_", str(connection.settings_dict["NAME"]).lower())
    return f"{name[:50]}_front"


def grant_front(role: str, password: str) -> None:
    """Create or renew the front's role: exactly the rights of VAULT section 1's table."""
    database = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        for statement in (
            f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'",
            f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}",
            f'GRANT CONNECT ON DATABASE "{database}" TO {role}',
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT INSERT ({', '.join(COLUMNS)}) ON sc_arrival TO {role}",
            *(f"GRANT EXECUTE ON FUNCTION {one} TO {role}" for one in FUNCTIONS),
        ):
            cursor.execute(statement)


def ungranted(role: str) -> tuple[str, ...]:
    """Return the functions that a role lacks, as after an upgrade; nothing where it is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            return ()
        lacking = []
        for one in FUNCTIONS:
            cursor.execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [role, one])
            if not cursor.fetchone()[0]:
                lacking.append(one)
    return tuple(lacking)


def url_for(role: str, owner_url: str, password: str) -> str:
    parts = urlsplit(owner_url)
    place = parts.netloc.rsplit("@", 1)[-1]
    netloc = f"{role}:{password}@{place}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
