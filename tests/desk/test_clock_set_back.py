"""The clock of the desk is set back an hour: no wait is negative, and nobody is taken for there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.desk.state import conditions
from safeconduct.talks import bots
from tests.desk.page import words
from tests.desk.place import Asking

pytestmark = pytest.mark.django_db(databases="__all__")
now = timezone.now
WAITED = re.compile(r"<time [^>]*>([^<]*)</time>")


@pytest.fixture
def set_back(monkeypatch: pytest.MonkeyPatch):
    def by(**passed: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now() - timedelta(**passed))

    return by


def test_a_queue_of_before_shows_no_negative_wait_and_no_longer_target(
    alice: Client, set_back
) -> None:
    Asking(ago=0, needs="wounded")
    Asking(ago=0, needs="none")
    set_back(minutes=14)
    queue = alice.get("/queue/")
    assert "3 min left of 3 min" in words(queue)
    assert WAITED.findall(queue.content.decode()) == ["now", "now"]


def test_an_intake_that_works_is_not_taken_for_one_that_stands_still(alice, set_back) -> None:
    Asking(ago=0)
    set_back(hours=1)
    told = [one for one in conditions(timezone.now()) if one.words.startswith("Intake")]
    assert [one.amiss for one in told] == [False]


def test_a_bot_that_was_last_heard_of_in_a_time_to_come_counts_as_silent(set_back, cast) -> None:
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, timezone.now())
    set_back(hours=1)
    assert [one.standing for one in bots.bots(timezone.now())] == [bots.Standing.SILENT]
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, timezone.now())
    assert [one.standing for one in bots.bots(timezone.now())] == [bots.Standing.REACHABLE]


def test_a_clock_set_back_an_hour_locks_and_a_few_minutes_do_not(alice: Client, set_back) -> None:
    set_back(minutes=10)
    assert alice.get("/queue/").status_code == 200
    set_back(hours=1, minutes=10)
    assert alice.get("/queue/").status_code == 302
