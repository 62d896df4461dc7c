"""What a stranger can send to the public door, and what it may not do to others."""

import time

import pytest
from django.test import Client

from safeconduct.domain import return_code
from safeconduct.front.door import now
from safeconduct.front.form_token import new_token

# The door as its own settings make it, for every test here.
from tests.front.conftest import front_settings, programme, public_door  # noqa: F401

STRANGE = "multipart/form-data; boundary=x; charset={}"


def test_no_alphabet_but_utf8_is_worked_on() -> None:
    """`punycode` took 24 seconds on 250 KB, and every other request of the worker waited."""
    costly = b"abc-" + b"9" * 200_000
    body = b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n%b\r\n--x--\r\n' % costly
    begun = time.monotonic()
    for alphabet in ("punycode", "undefined", "rot13"):
        answer = Client().generic("POST", "/ru/code/", body, STRANGE.format(alphabet))
        assert answer.status_code == 200
    assert time.monotonic() - begun < 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sender",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ],
)
def test_a_form_that_another_site_opened_begins_afresh(sender) -> None:
    """Else its maker, who knows the token, is shown the code of whoever hands it in."""
    token = new_token(now())
    planted = {"token": token, "seen": "safe,who", "safe": "yes", "own_word": "known", "stay": "1"}
    page = Client(headers=sender).post("/ru/write/", planted).content.decode()
    assert 'name="token"' in page
    assert token not in page
    assert "known" not in page


def test_a_code_that_another_site_sends_is_not_looked_up(db) -> None:
    code = " ".join(return_code.words(return_code.ReturnCode(bytes(10)), "ru"))
    ours, theirs = Client(), Client(headers={"sec-fetch-site": "cross-site"})
    assert "data-reply" not in theirs.post("/ru/code/", {"code": code}).content.decode()
    assert theirs.post("/ru/code/", {"code": code}).content == theirs.get("/ru/code/").content
    assert ours.post("/ru/code/", {"code": code}).content != ours.get("/ru/code/").content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sender",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "https://changed-by-a-proxy.example"},
        {"sec-fetch-site": "none"},
        {"origin": "null"},
        {"origin": "http://[not-an-address"},
        {"origin": "http://a.example:8000", "host": "a.example:8000"},
        {"origin": "https://site.example", "host": "127.0.0.1:8000"},
    ],
)
def test_every_page_of_ours_may_send(sender) -> None:
    token = new_token(now())
    planted = {"token": token, "seen": "safe,who", "safe": "yes", "stay": "1"}
    assert token in Client(headers=sender).post("/ru/write/", planted).content.decode()
