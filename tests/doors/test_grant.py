"""What a taken-over front could do with its role on a real PostgreSQL: write, and nothing else."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from psycopg.errors import InsufficientPrivilege

from safeconduct.cases.arrivals import pickup, store
from safeconduct.cases.intake import take_in
from safeconduct.config.grant import front_role, grant_front
from safeconduct.vault import arrivals
from safeconduct.vault.doubt_marks import DoubtMark, written
from tests.making import NOON, a_new, facts, new_keys

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db,
]


@pytest.fixture
def front() -> Iterator[None]:
    """Speak to the database as the front does, until the test ends."""
    store(a_new(new_keys()), NOON)
    take_in()
    grant_front(front_role(), "a-phrase-of-the-test")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {front_role()}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def says(statement: str, *values: object) -> list[tuple[object, ...]]:
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def test_the_front_inserts_an_arrival_and_picks_up_by_locator(front) -> None:
    keys = new_keys()
    assert store(a_new(keys), NOON)
    assert says("SELECT kind FROM pickup(%s)", keys.locator) == [("copy",)]
    says("SELECT read_mark(%s, %s)", keys.locator, uuid4())


def test_the_front_picks_up_the_marks_of_its_code_once_intake_has_taken_them() -> None:
    keys, other, doubted = new_keys(), new_keys(), facts()
    marked = written(DoubtMark.ERASED, doubted.id, keys.mark)
    store(a_new(keys), NOON)
    store(arrivals.doubt(doubted, keys.locator, mark=marked), NOON)
    store(arrivals.doubt(facts(), other.locator), NOON)
    grant_front(front_role(), "a-phrase-of-the-test")
    for found in ([], [(doubted.id, marked)]):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {front_role()}")
        picked = pickup(keys.locator, NOON)
        assert picked
        assert [(one.id, one.mark) for one in picked.doubts] == found
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        while take_in():
            pass


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT body FROM sc_arrival",
        "SELECT count(*) FROM sc_case",
        "SELECT 1 FROM sc_event",
        "SELECT 1 FROM sc_staff",
        "SELECT 1 FROM sc_team_key_wrap",
        "SELECT 1 FROM sc_requester_copy",
        "SELECT 1 FROM django_session",
        "INSERT INTO sc_arrival SELECT * FROM sc_arrival RETURNING id",
    ],
)
def test_the_front_reads_nothing(front, statement: str) -> None:
    with pytest.raises(Exception) as refused:
        says(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sc_arrival SET language = 'xx'",
        "DELETE FROM sc_arrival",
        "TRUNCATE sc_arrival",
        "UPDATE sc_case SET state = 'withdrawn'",
        "DELETE FROM sc_event",
        "UPDATE sc_requester_copy SET body = ''",
        "CREATE TABLE mine (id int)",
        "DROP TABLE sc_arrival",
        "CREATE FUNCTION pickup(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_front_changes_nothing(front, statement: str) -> None:
    with pytest.raises(Exception) as refused:
        says(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO sc_event (subject) VALUES (gen_random_uuid())",
        "INSERT INTO sc_case (id) VALUES (gen_random_uuid())",
        "INSERT INTO sc_arrival (id, taken) VALUES (gen_random_uuid(), 'taken')",
        "INSERT INTO sc_membership (team) VALUES ('intake')",
        "INSERT INTO sc_team_key (team) VALUES ('intake')",
    ],
)
def test_the_front_forges_nothing(front, statement: str) -> None:
    with pytest.raises(Exception) as refused:
        says(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)
