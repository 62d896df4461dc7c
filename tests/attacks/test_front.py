"""What a stranger can send to the public door, and what it may not do to others."""

import time

from django.test import Client

# The door as its own settings make it, for every test here.
from tests.front.conftest import programme, public_door  # noqa: F401

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
