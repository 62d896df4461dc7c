"""A visit is a number under a day, a language and a page, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from safeconduct.cases.doors import count_visit
from safeconduct.cases.models import VisitCount
from safeconduct.cases.visit_counts import shown_lately
from safeconduct.domain.pages import PublicPage

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TODAY = datetime.now(UTC).date()


def test_numbers_add_up_for_a_day_a_language_and_a_page() -> None:
    count_visit(TODAY, "ru", PublicPage.HOME)
    count_visit(TODAY, "ru", PublicPage.HOME, 4)
    count_visit(TODAY, "uk", PublicPage.HOME)
    count_visit(TODAY, "ru", PublicPage.CODE)
    rows = VisitCount.objects.order_by("page", "language").values_list("page", "language", "shown")
    assert list(rows) == [("code", "ru", 1), ("home", "ru", 5), ("home", "uk", 1)]


def test_nothing_else_has_a_place_in_the_table() -> None:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "sc_visit_count")
    assert {one.name for one in columns} == {"id", "day", "language", "page", "shown"}


def test_the_last_days_are_summed_over_languages_and_quiet_days_are_there() -> None:
    count_visit(TODAY, "ru", PublicPage.HOME, 2)
    count_visit(TODAY, "uk", PublicPage.HOME, 3)
    today, yesterday, *_ = shown_lately(TODAY)
    assert (today.day, today.in_order) == (TODAY, (5, 0, 0, 0))
    assert (yesterday.day, yesterday.in_order) == (TODAY - timedelta(days=1), (0, 0, 0, 0))
