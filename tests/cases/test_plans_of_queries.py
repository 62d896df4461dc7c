"""What is asked again and again finds its rows by an index, however many there are (SQLite)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.cases import (
    claims,
    errands,
    log_pages,
    models,
    purging,
    queries,
    returners,
    set_aside,
    untaken,
)
from safeconduct.cases.log_pages import Wanted
from safeconduct.cases.undelivered import undelivered
from safeconduct.domain.retention import shortened
from tests.making import ALICE, CAROL

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = (NOW - timedelta(days=3)).date()
PLACE = "4_29398400_29398300_heron-412"
PUBLIC = bytes(range(32))


def locked_cases() -> QuerySet[models.Case]:
    return models.Case.objects.select_related("first").select_for_update(of=("self",))


ASKED: dict[str, Callable[[], object]] = {
    "the queue": lambda: queries.waiting(ALICE),
    "a later page of the queue": lambda: queries.waiting(ALICE, after=PLACE),
    "how many wait": lambda: queries.waiting_count(ALICE),
    "mine": lambda: queries.assigned_to(ALICE),
    "recent": lambda: queries.recent(ALICE),
    "the queue of who sees few": lambda: queries.waiting(CAROL),
    "what did not arrive": lambda: undelivered(ALICE, NOW),
    "what intake did not take": queries.not_taken_in,
    "who came back": lambda: untaken.returners(50),
    "what waits until it is read": set_aside.let_in_again,
    "the case of a talk": lambda: returners.by_public(locked_cases(), PUBLIC),
    "the case of a code": lambda: returners.by_locator(locked_cases(), PUBLIC),
    "claims of an hour": lambda: claims.claims_within_window(NOW),
    "the log by kind": lambda: log_pages.log_page(Wanted(kind="read"), ALICE),
    "the log by who": lambda: log_pages.log_page(Wanted(actor="Alice"), ALICE),
    "the log by both": lambda: log_pages.log_page(Wanted(kind="read", actor="Alice"), ALICE),
    "the log of a day": lambda: log_pages.log_page(Wanted(day=DAY), ALICE),
    "copies that were read": lambda: errands.destroy_read_copies(NOW),
    "cases that fell silent": lambda: errands.let_lapse(NOW),
    "old refusals": lambda: purging.purge_refused(NOW, shortened({})),
    "old doubts": lambda: purging.purge_doubts(NOW, shortened({})),
}
LARGE = ("sc_arrival", "sc_case", "sc_event", "sc_requester_copy", "sc_entry")


@pytest.mark.parametrize("name", ASKED)
def test_no_large_table_is_read_through(name: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        ASKED[name]()
    for one in asked.captured_queries:
        if one["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
                plan = [row[3] for row in cursor.fetchall()]
            whole = [f"SCAN {table}" for table in LARGE]
            assert not [step for step in plan if step in whole], (plan, one["sql"])


@pytest.mark.postgres
def test_a_server_plans_for_what_is_looked_for_and_not_for_the_average() -> None:
    """One plan for a rare and a frequent name goes through the whole log for the rare one."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_custom_plan",)


@pytest.mark.postgres
def test_a_server_finds_the_case_of_a_talk_by_an_index() -> None:
    with CaptureQueriesContext(connection) as asked:
        returners.by_public(locked_cases(), PUBLIC)
    (query,) = asked.captured_queries
    with connection.cursor() as cursor:
        # A few rows are read through all the same: what is asked is whether there is another way.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "arrival_by_case" in plan
    assert "Seq Scan" not in plan
