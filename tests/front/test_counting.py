"""Visits are counted in memory and told once a minute: a day, a language, a page, a number."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from safeconduct.cases.models import VisitCount
from safeconduct.domain.pages import PublicPage
from safeconduct.front import counts
from safeconduct.front.counts import Counts
from safeconduct.front.door import door
from tests.front.browsing import press

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
TELLING = {
    "User-Agent": "Mallory/5.0", "X-Forwarded-For": "203.0.113.7", "Referer": "https://x.example/",
    "Cookie": "who=ivan", "Accept-Language": "uk",
}  # fmt: skip


def stored() -> list[tuple[object, ...]]:
    door().counts.flush()
    rows = VisitCount.objects.order_by("page", "language")
    return list(rows.values_list("day", "language", "page", "shown"))


def test_whole_pages_are_counted_by_language(phone):
    for address in ("/ru/", "/ru/", "/uk/", "/ru/write/", "/ru/code/"):
        phone.get(address)
    phone.get("/", headers={"accept-language": "en"})
    assert stored() == [
        (TODAY, "ru", "code", 1),
        (TODAY, "en", "home", 1),
        (TODAY, "ru", "home", 2),
        (TODAY, "uk", "home", 1),
        (TODAY, "ru", "write", 1),
    ]


def test_steps_of_a_form_wrong_addresses_and_heads_are_not_visits(phone):
    press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    phone.get("/nowhere/")
    phone.head("/ru/")
    phone.post("/ru/code/", {"code": "x"})
    assert stored() == [(TODAY, "ru", "write", 1)]


def test_nothing_of_who_asked_is_stored(phone):
    phone.get("/uk/?from=ivan", headers=TELLING, REMOTE_ADDR="203.0.113.9")
    assert stored() == [(TODAY, "uk", "home", 1)]
    assert VisitCount.objects.count() == 1


def test_a_page_asks_the_database_for_nothing(phone, django_assert_num_queries):
    phone.get("/ru/")
    with django_assert_num_queries(0):
        phone.get("/ru/")


def test_pages_to_be_read_are_one_number_whichever_they_are(phone):
    for address in ("/ru/rights/", "/ru/safer/"):
        phone.get(address)
    assert stored() == [(TODAY, "ru", "read", 2)]


def test_what_the_database_did_not_take_is_told_the_next_time(monkeypatch):
    gathered = Counts()
    for page in PublicPage:
        gathered.note(TODAY, "ru", page)

    def locked(*_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(counts, "count_visit", locked)
        patch.setattr(counts.connection, "close", lambda: None)
        gathered.flush()
    assert not VisitCount.objects.exists()
    gathered.note(TODAY, "ru", PublicPage.HOME)
    gathered.flush()
    gathered.flush()
    found = dict(VisitCount.objects.values_list("page", "shown"))
    assert found == {"home": 2, "write": 1, "code": 1, "read": 1}
