"""A process that empties its journals while somebody reads on and somebody writes; prints JSON.

A test's own database lies in memory, where there is no journal: this one is a file.
"""

import json
import sqlite3
import sys
from pathlib import Path
from threading import Thread
from time import monotonic

from django.core.management import call_command
from django.db import connection, connections

from safeconduct.cases.wiping import wipe_traces

ADD = """
    INSERT INTO sc_visit_count (day, language, page, shown) VALUES ('2026-01-01', 'ru', 'home', 1)
    ON CONFLICT (day, language, page) DO UPDATE SET shown = shown + 1
"""


def journals() -> list[int]:
    """Return how long the journal of each database is."""
    names = (one.settings_dict["NAME"] for one in connections.all())
    return [Path(f"{name}-wal").stat().st_size for name in names]


def other() -> sqlite3.Connection:
    """Stand for another process, as patient as ours are."""
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=20, check_same_thread=False)


def write() -> float:
    """Write as a door does; returns how many seconds that took."""
    begun = monotonic()
    door = other()
    door.execute(ADD)
    door.commit()
    door.close()
    return monotonic() - begun


def patience() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


def main() -> None:
    call_command("migrate", verbosity=0)
    before = patience()
    reader = other()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sc_visit_count").fetchone()
    waited = [write()]
    wiping = Thread(target=wipe_traces)
    wiping.start()
    while wiping.is_alive():
        waited.append(write())
    wiping.join()
    reader.close()
    left = journals()
    wipe_traces()
    kept = [before, patience()]
    told = {"waited": max(waited), "left": left, "then": journals(), "patience": kept}
    sys.stdout.write(json.dumps(told))
