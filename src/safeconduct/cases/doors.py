"""What a door asks and tells besides arrivals: is writing closed, how often were pages shown.

On PostgreSQL these are functions that a door's role may execute and nothing more (VAULT section 1).
A count is a number for a day, a language and a page: no address, no time, nobody.
"""

from datetime import date

from django.db import connection

from safeconduct.cases.models import Event
from safeconduct.cases.writer import writing_once
from safeconduct.domain.pages import PublicPage
from safeconduct.domain.programme_events import Happening

PANIC_STANDS = "SELECT EXISTS (SELECT 1 FROM sc_panic)"
COUNT = """
    INSERT INTO sc_visit_count (day, language, page, shown) VALUES (%s, %s, %s, %s)
    ON CONFLICT (day, language, page) DO UPDATE SET shown = sc_visit_count.shown + excluded.shown
"""


def panic_state() -> bool:
    """Say whether writing is closed at all doors."""
    on_server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT panic_state()" if on_server else PANIC_STANDS)
        return bool(cursor.fetchone()[0])


def last_panic() -> bytes:
    """Return the digest of the last press of the panic key; empty when it never was pressed."""
    if connection.vendor != "postgresql":
        presses = Event.objects.filter(kind=Happening.PANIC_PRESSED).order_by("-id")
        return bytes(presses.values_list("digest", flat=True).first() or b"")
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_panic()")
        return bytes(cursor.fetchone()[0] or b"")


def count_visit(day: date, language: str, page: PublicPage, times: int = 1) -> None:
    """Add to the number of times that a page was shown in a language on a day."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count_visit(%s, %s, %s, %s)", [day, language, page.value, times])
        return
    with writing_once(), connection.cursor() as cursor:
        cursor.execute(COUNT, [day, language, page.value, times])
