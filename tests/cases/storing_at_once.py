"""A process whose threads hand in while the writer is busy; prints what became of them as JSON.

A test's own database lies in memory, where nothing is ever on disk: this one is a file.
"""

import json
import sqlite3
import sys
from threading import Lock, Thread
from time import sleep

from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from safeconduct.cases.arrivals import ARRIVALS, store
from safeconduct.cases.writer import in_this_process
from safeconduct.vault.arrivals import Arrival
from tests.making import NOON, a_new, new_keys

AT_ONCE = 8
told: list[dict[str, object]] = []
one_at_a_time = Lock()
faults = [OperationalError("disk I/O error")] if "breaks" in sys.argv else []


def hand_in(arrival: Arrival) -> None:
    wrote = 0

    def note(execute, sql, *rest):
        nonlocal wrote
        if sql.startswith("INSERT"):
            wrote += 1
            if faults:
                raise faults.pop()
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        try:
            new = store(arrival, NOON)
        except DatabaseError:
            new = None
    with one_at_a_time:
        told.append({"new": new, "wrote": wrote, "on_disk": is_on_disk(arrival)})
    connection.close()


def is_on_disk(arrival: Arrival) -> bool:
    """Ask as another process would: what is not committed is not seen."""
    other = sqlite3.connect(connection.settings_dict["NAME"])
    found = other.execute("SELECT 1 FROM sc_arrival WHERE id = ?", [arrival.id.hex]).fetchone()
    other.close()
    return found is not None


def main() -> None:
    call_command("migrate", verbosity=0)
    arrivals = [a_new(new_keys()) for _ in range(AT_ONCE)]
    if "twice" in sys.argv:
        arrivals[1] = arrivals[0]
    threads = [Thread(target=hand_in, args=(arrival,)) for arrival in arrivals]
    with in_this_process:
        for thread in threads:
            thread.start()
        while len(ARRIVALS._line) < AT_ONCE:
            sleep(0.01)
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(told))
