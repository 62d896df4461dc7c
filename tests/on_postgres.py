"""`pytest -p tests.on_postgres`: the same tests, on a real PostgreSQL.

A plugin, since settings are read before any conftest; workers inherit the address. Nothing is
vacuumed by itself: a test grants roles in one long transaction, which locks rows of the catalogue
that the vacuum waits for while the next grant waits for its table (`safeconduct grant` commits each
statement).
"""

import atexit
import os

from tests.postgres_server import PostgresServer

if "PYTEST_XDIST_WORKER" not in os.environ and "DATABASE_URL" not in os.environ:
    _server = PostgresServer(autovacuum="off")
    os.environ["DATABASE_URL"] = _server.url
    atexit.register(_server.close)
