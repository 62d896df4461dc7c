"""Files at the desk: cards until opened, each opening a reading, and nothing in them can act."""

import io
import uuid

import pytest
from django.utils import timezone
from PIL import Image

from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import File
from safeconduct.vault import arrivals, padding
from tests.desk.page import words
from tests.desk.place import Asking, take_all
from tests.desk.test_case import events
from tests.making import facts

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

OPUS = b"OggS\0\2" + bytes(22) + b"\1\x13OpusHead" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\0" + bytes(300)


def picture(form: str = "JPEG", **with_it: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (80, 60), (200, 30, 30)).save(written, form, **with_it)
    return written.getvalue()


def sends(asking: Asking, content: bytes, said: str = "") -> str:
    """Send a file with the code; return where the desk opens it."""
    file = File(content=content, at=timezone.now(), words=said)
    blank = facts(request_kind="", size_band="", id=uuid.uuid4())
    sizes, public = padding.ATTACHMENTS, asking.arrival.case_public
    store(arrivals.add(blank, file.encode(), asking.keys, public, sizes=sizes), timezone.now())
    take_all()
    return f"{asking.path}file/{asking.case.arrivals.latest('seq').seq}/"


def test_a_file_is_a_quiet_card_until_somebody_opens_it(alice) -> None:
    asking = Asking()
    sends(asking, picture(), "Вот карта")
    shown = words(alice.get(asking.path))
    assert "File, at most 256" in shown
    assert "Вот карта" not in shown


def test_a_picture_is_shown_from_a_response_of_its_own_that_can_do_nothing(alice) -> None:
    asking = Asking()
    where = sends(asking, picture(), "Вот карта")
    assert "Вот карта" in words(alice.get(where, headers={"hx-request": "true"}))
    answer = alice.get(f"{where}bytes/")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert Image.open(io.BytesIO(answer.content)).size == (80, 60)


def test_each_opening_of_a_file_is_a_reading(alice) -> None:
    asking = Asking()
    where = sends(asking, picture())
    before = events(asking).count(("read", "Alice"))
    alice.get(where)
    alice.get(f"{where}bytes/")
    assert events(asking).count(("read", "Alice")) == before + 2


def test_a_file_that_cannot_be_read_into_the_log_shows_no_byte(alice, monkeypatch) -> None:
    asking = Asking()
    where = sends(asking, picture())

    def refuse(*_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("safeconduct.cases.access.note_reading", refuse)
    with pytest.raises(RuntimeError):
        alice.get(f"{where}bytes/")


def test_who_may_not_read_the_case_gets_no_byte_of_its_files(alice, sam, carol) -> None:
    asking = Asking()
    where = sends(asking, picture())
    assert sam.get(f"{where}bytes/").status_code == 403
    assert carol.get(f"{where}bytes/").status_code == 404
    assert alice.get(f"{asking.path}file/1/").status_code == 404
