"""What a taken-over front could do with its role on a real PostgreSQL: write, and nothing else."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from safeconduct.cases.arrivals import pickup, store
from safeconduct.cases.doors import count_visit, panic_state
from safeconduct.cases.intake import take_in
from safeconduct.cases.models import VisitCount
from safeconduct.cases.panic import press_panic
from safeconduct.config.grant import grant, role_of, ungranted
from safeconduct.domain.pages import PublicPage
from safeconduct.talks.emptying import empty_all
from safeconduct.vault import arrivals
from safeconduct.vault.doubt_marks import DoubtMark, written
from tests.making import ALICE, NOON, a_new, facts, new_keys

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db,
]


@pytest.fixture
def front() -> Iterator[None]:
    """Speak to the database as the front does, until the test ends."""
    store(a_new(new_keys()), NOON)
    take_in()
    grant("front", "a-phrase-of-the-test")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role_of('front')}")
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


def as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_front_learns_that_writing_is_closed_and_nothing_more_of_it(front) -> None:
    assert panic_state() is False
    as_owner()
    press_panic(actor=ALICE.actor, at=timezone.now(), empty=empty_all)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role_of('front')}")
    assert panic_state() is True


def test_the_front_adds_to_a_count(front) -> None:
    today = timezone.now().date()
    count_visit(today, "ru", PublicPage.HOME, 2)
    count_visit(today, "zh-hans", PublicPage.HOME)
    count_visit(today, "ru", PublicPage.HOME, 3)
    as_owner()
    rows = VisitCount.objects.order_by("language").values_list("language", "page", "shown")
    assert list(rows) == [("ru", "home", 5), ("zh-hans", "home", 1)]


@pytest.mark.parametrize(
    ("day", "language", "times"),
    [
        ("current_date - 9", "'ru'", "1"),
        ("current_date + 9", "'ru'", "1"),
        ("current_date", "'Ivan 7'", "1"),
        ("current_date", "'ru'", "-5"),
        ("current_date", "'ru'", "2000000"),
    ],
)
def test_a_count_keeps_no_message(front, day: str, language: str, times: str) -> None:
    says(f"SELECT count_visit({day}, {language}, 'home', {times})")
    as_owner()
    assert not VisitCount.objects.exists()


def test_a_page_that_is_not_counted_has_no_place(front) -> None:
    with pytest.raises(IntegrityError):
        says("SELECT count_visit(current_date, 'ru', 'ivan', 1)")


def test_functions_that_a_role_lacks_after_an_upgrade_are_named() -> None:
    assert ungranted("nobody_of_that_name") == ()
    grant("front", "a-phrase-of-the-test")
    assert ungranted("front") == ()
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION panic_state() FROM {role_of('front')}")
    assert ungranted("front") == ("panic_state()",)


def test_the_front_picks_up_the_marks_of_its_code_once_intake_has_taken_them() -> None:
    keys, other, doubted = new_keys(), new_keys(), facts()
    marked = written(DoubtMark.ERASED, doubted.id, keys.mark)
    store(a_new(keys), NOON)
    store(arrivals.doubt(doubted, keys.locator, mark=marked), NOON)
    store(arrivals.doubt(facts(), other.locator), NOON)
    grant("front", "a-phrase-of-the-test")
    for found in ([], [(doubted.id, marked)]):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role_of('front')}")
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
        "SELECT closed_by FROM sc_panic",
        "SELECT shown FROM sc_visit_count",
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
        "DELETE FROM sc_panic",
        "UPDATE sc_visit_count SET shown = 0",
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
        "INSERT INTO sc_panic (id) VALUES (1)",
        "INSERT INTO sc_visit_count (shown) VALUES (1)",
        "INSERT INTO sc_membership (team) VALUES ('intake')",
        "INSERT INTO sc_team_key (team) VALUES ('intake')",
    ],
)
def test_the_front_forges_nothing(front, statement: str) -> None:
    with pytest.raises(Exception) as refused:
        says(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)
