"""A lost code is replaced at the desk: allowed by one, drawn by another, shown once."""

import pytest
from django.test import Client

from safeconduct.cases import models
from safeconduct.domain.return_code import parse
from tests.cast import Cast
from tests.desk.page import form_to, send, words
from tests.desk.place import Asking, sit_down

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def allowed(asking: Asking, bob: Client) -> None:
    answer = send(bob, bob.get(asking.path), "/act/allow_new_code/")
    assert "You allowed a new code" in words(answer)
    assert form_to(answer, "/code/") is None


def test_a_new_code_is_shown_once_in_its_three_writings(alice, bob):
    asking = Asking()
    assert form_to(alice.get(asking.path), "/code/") is None
    allowed(asking, bob)
    page = alice.get(asking.path)
    assert "Bob allowed a new code" in words(page)
    shown = send(alice, page, "/code/")
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "It is shown once and stored nowhere." in words(shown)
    html = shown.content.decode()
    digits = html.split("data-digits>")[1].split("</p>")[0]
    phones = html.split("data-phones>")[1].split("</p>")[0]
    code = parse(digits.replace("<span>", "").replace("</span>", ""))
    assert parse(phones.replace("<span>", " ").replace("</span>", " ")) == code
    row = models.Replacement.objects.get()
    assert code not in b"".join(map(bytes, (row.record, row.copy, row.locator)))


def test_sending_the_page_again_draws_no_second_code(alice, bob):
    asking = Asking()
    allowed(asking, bob)
    page = alice.get(asking.path)
    send(alice, page, "/code/")
    again = send(alice, page, "/code/")
    assert again.status_code == 409
    assert models.Replacement.objects.count() == 1


def test_both_halves_are_quiet_lines_of_the_case(alice, bob):
    asking = Asking()
    allowed(asking, bob)
    send(alice, alice.get(asking.path), "/code/")
    told = words(bob.get(asking.path))
    assert "New code allowed · Bob" in told
    assert "Code replaced · Alice" in told


def test_who_may_not_open_the_case_draws_no_code(bob, cast: Cast):
    asking = Asking()
    allowed(asking, bob)
    assert sit_down(cast.carol).post(asking.path + "code/", {"seen": "99"}).status_code == 404
    assert bob.post(asking.path + "code/", {"seen": "99"}).status_code == 409
    assert not models.Replacement.objects.exists()
