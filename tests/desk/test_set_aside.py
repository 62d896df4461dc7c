"""Who sends more than a case takes unread: the desk says so, on the case and on every page."""

import pytest
from django.test import Client

from safeconduct.cases import returners, set_aside
from safeconduct.cases.set_aside import let_in_again
from tests.desk.page import words
from tests.desk.place import Asking, take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def test_what_waits_until_a_case_is_read_is_in_sight(
    alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (returners, set_aside):
        monkeypatch.setattr(module, "MOST_UNREAD", 3)
    asking = Asking()
    for number in range(5):
        asking.writes_again(f"Слово {number}.")
    assert "Set aside until its case is read: 3" in words(alice.get("/doors/"))
    page = words(alice.get(asking.path))
    assert "3 more messages wait." in page
    assert "Слово 1." in page
    assert "Слово 2." not in page
    assert let_in_again() == 3
    take_all()
    page = words(alice.get(asking.path))
    assert "Слово 4." in page
    assert "more message" not in page
    assert "Set aside" not in words(alice.get("/doors/"))
