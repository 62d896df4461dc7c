"""What stands on every page of the desk, also where one part of it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, router
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from safeconduct.cases.models import Arrival, Panic
from safeconduct.desk.state import conditions
from safeconduct.talks import bots
from safeconduct.talks.models import Bot
from tests.cast import Cast
from tests.desk.page import words

pytestmark = pytest.mark.both


@contextmanager
def gone(model: type[Model]) -> Iterator[None]:
    """Let a table be missing: whatever the database says of it, it does not answer."""
    table = model._meta.db_table
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE elsewhere RENAME TO {table}")


@pytest.fixture
def by_itself(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Let each statement be a transaction of its own, as at the desk; nothing is stored here."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Panic, {"Panic key: cannot be read"}),
        (Arrival, {"Intake: cannot be read", "What was not taken in: cannot be read"}),
        (Bot, {"The bots: cannot be read"}),
    ],
)
def test_what_cannot_be_read_is_said_and_hides_nothing_else(
    programme: bytes, by_itself: None, model: type[Model], said: set[str]
) -> None:
    whole = {one.words for one in conditions(timezone.now())}
    with gone(model):
        told = conditions(timezone.now())
    assert said <= {one.words for one in told if one.amiss}
    assert whole - {"Intake takes everything"} <= {one.words for one in told}
    assert ("Intake takes everything" in {one.words for one in told}) is (model is not Arrival)


@pytest.mark.django_db(databases="__all__")
def test_a_word_that_no_bot_knows_takes_no_page_away(cast: Cast, alice: Client) -> None:
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, timezone.now())
    Bot.objects.update(state="dancing")
    page = alice.get("/doors/")
    assert page.status_code == 200
    assert "The bots: cannot be read" in words(page)
    assert "Intake takes everything" in words(page)
