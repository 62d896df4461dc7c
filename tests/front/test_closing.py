"""After the panic key the site is there to read; what somebody typed is told about and kept."""

import pytest
from django.db import OperationalError
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.panic import press_panic, reopen
from safeconduct.front import closing
from safeconduct.front.door import door
from safeconduct.talks.emptying import empty_all
from tests.front.browsing import digits_of, form_of, html, press, read, words_of
from tests.making import ALICE, BOB, CAROL

pytestmark = pytest.mark.django_db(databases="__all__")


def panic() -> None:
    press_panic(actor=ALICE.actor, at=timezone.now(), empty=empty_all)
    closing.look()


def over() -> None:
    for member in (BOB, CAROL):
        reopen(actor=member.actor, at=timezone.now())
    closing.look()


@pytest.mark.parametrize("address", ["/ru/write/", "/ru/code/"])
def test_form_and_return_page_say_that_writing_is_closed_and_what_to_do(phone, address):
    panic()
    answer = phone.get(address)
    assert "Приём сообщений остановлен" in words_of(answer)
    assert "Ваш код остаётся в силе" in words_of(answer)
    assert not read(answer).forms
    assert "not taken" in words_of(phone.get(address.replace("ru", "en")))
    door().counts.flush()
    assert not models.VisitCount.objects.exists()


def test_the_information_stays_and_leads_to_no_closed_page(phone):
    panic()
    answer = phone.get("/ru/")
    assert answer.status_code == 200
    assert "Приём сообщений остановлен" in words_of(answer)
    assert not {"/ru/write/", "/ru/code/"} & {link["href"] for link in read(answer).links}
    assert "Права" in words_of(answer) or "права" in words_of(answer)


def test_what_was_typed_is_not_stored_and_not_lost(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    panic()
    answer = press(phone, second, message="Ждём <вас>.")
    assert "Это не отправлено" in words_of(answer)
    assert form_of(answer).values["message"] == "Ждём <вас>."
    assert not models.Arrival.objects.exists()
    over()
    assert digits_of(press(phone, answer))
    assert models.Arrival.objects.count() == 1


def test_a_code_is_not_looked_at_while_writing_is_closed(phone, monkeypatch):
    panic()
    monkeypatch.setattr("safeconduct.front.returning.with_code", None)
    answer = phone.post("/ru/code/", {"code": "1 2 3", "own_word": "x"})
    assert form_of(answer).values["code"] == "1 2 3"


def test_when_two_have_opened_it_everything_is_as_before(phone):
    before = html(phone.get("/ru/"))
    panic()
    over()
    assert html(phone.get("/ru/")) == before
    assert phone.get("/ru/write/").status_code == 200


@pytest.mark.parametrize("closed", [True, False])
def test_a_database_that_does_not_answer_changes_nothing(monkeypatch, *, closed: bool):
    door().writing.closed = closed

    def gone() -> bool:
        raise OperationalError

    monkeypatch.setattr(closing, "panic_state", gone)
    monkeypatch.setattr(closing.connection, "close", lambda: None)
    closing.look()
    assert door().writing.closed is closed
