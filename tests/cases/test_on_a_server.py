"""What a PostgreSQL server is spared: it plans a hand-in once a connection, not each time."""

import pytest
from django.db import connection

from safeconduct.cases.arrivals import store
from tests.making import NOON, a_new, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_the_server_plans_a_hand_in_once_however_many_are_stored() -> None:
    for _ in range(10):
        assert store(a_new(new_keys()), NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO sc_arr%'"
        )
        assert cursor.fetchone() == (1,)
