"""What is destroyed leaves a row, a log and a count: shown as it is, without an error."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.cases.arrivals import store
from safeconduct.cases.intake import take_in
from safeconduct.cases.purging import purge_cases
from safeconduct.domain.retention import RETENTION, Kept, shortened
from safeconduct.vault import arrivals
from tests.desk.page import words
from tests.desk.place import WORDS, Asking, sit_down
from tests.making import facts

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

A_MONTH = RETENTION[Kept.WITHDRAWN].lives


def purged() -> Asking:
    asking = Asking()
    store(arrivals.withdraw(facts(), asking.keys), timezone.now())
    take_in()
    assert purge_cases(timezone.now() + A_MONTH + timedelta(minutes=2), shortened({})) == 1
    return asking


def test_a_purged_case_is_shown_with_its_log_and_without_contents(alice, bob):
    asking = purged()
    shown = bob.get(asking.path)
    assert shown.status_code == 200
    assert "Purged: its time was over." in words(shown)
    assert WORDS not in words(shown)
    assert asking.reference in words(bob.get("/recent/"))
    assert alice.get(asking.path).status_code == 404


def test_an_erased_case_is_shown_as_little(bob):
    asking = Asking()
    store(arrivals.erase(facts(), asking.keys), timezone.now())
    take_in()
    assert "Deleted by the person." in words(bob.get(asking.path))


def test_lead_and_auditor_see_what_was_destroyed_and_whose_it_was_nobody(bob, cast):
    assert "Nothing was destroyed" in words(bob.get("/destroyed/"))
    asking = purged()
    for client in (bob, sit_down(cast.victor)):
        page = words(client.get("/destroyed/"))
        assert "A case: withdrawn" in page
        assert asking.reference not in page


def test_the_rules_tell_how_long_each_class_is_kept(alice):
    page = words(alice.get("/rules/"))
    assert all(row.why in page.replace("&#x27;", "'") for row in RETENTION.values())
