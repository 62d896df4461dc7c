"""How often the page of a case asks the databases: a bounded number, whatever the case holds."""

from contextlib import ExitStack

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.page import send
from tests.desk.place import Asking
from tests.desk.test_files import picture, sends

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
MOST = 33
OF_A_TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def questions(client: Client, path: str) -> list[str]:
    with ExitStack() as all_of_them:
        databases = [
            all_of_them.enter_context(CaptureQueriesContext(one)) for one in connections.all()
        ]
        assert client.get(path).status_code == 200
    asked = [query["sql"] for one in databases for query in one]
    return [sql for sql in asked if not sql.startswith(OF_A_TRANSACTION)]


def test_the_page_of_a_case_asks_a_bounded_number_of_questions(alice: Client) -> None:
    asking = Asking()
    alice.get(asking.path)
    assert len(questions(alice, asking.path)) <= MOST


def test_it_asks_no_more_however_much_was_said_and_sent(alice: Client) -> None:
    asking = Asking()
    send(alice, alice.get(asking.path), "/reply/", words="Ждите.")
    few = questions(alice, asking.path)
    for again in range(3):
        asking.writes_again(f"Ещё {again}")
        sends(asking, picture(), "Карта")
        send(alice, alice.get(asking.path), "/reply/", words=f"Ждите {again}.")
        send(alice, alice.get(asking.path), "/note/", note=f"Запись {again}")
    many = questions(alice, asking.path)
    assert len(many) == len(few)
