"""The rounds of the errands: what is done after a batch, and what is left out without one."""

import pytest
from django.db import connection

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.config.errands import Errands
from tests.making import NOON, a_new, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def statements_of_a_round() -> str:
    said: list[str] = []

    def note(execute, sql, *rest):
        said.append(sql)
        # SQLite copies nothing back within the transaction of a test.
        return None if "wal_checkpoint" in sql else execute(sql, *rest)

    with connection.execute_wrapper(note):
        Errands().round(1.0)
    return "\n".join(said)


def test_after_a_batch_the_journal_is_copied_back_beside_the_doors() -> None:
    assert store(a_new(new_keys()), NOON)
    copied = "wal_checkpoint(PASSIVE)" in statements_of_a_round()
    assert models.Case.objects.count() == 1
    assert copied is (connection.vendor == "sqlite")


def test_where_nothing_came_nothing_is_copied_back() -> None:
    assert "wal_checkpoint" not in statements_of_a_round()
