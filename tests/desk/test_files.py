"""Files at the desk: cards until opened, each opening a reading, and nothing in them can act."""

import io
import tracemalloc
import uuid

import pytest
from django.utils import timezone
from PIL import Image

from safeconduct.cases import models
from safeconduct.cases.actions import reply
from safeconduct.cases.arrivals import store
from safeconduct.cases.attachments import redrawing
from safeconduct.cases.contents import File
from safeconduct.cases.erasing import destroy_contents
from safeconduct.cases.signers import signers_of
from safeconduct.vault import arrivals, padding
from tests.desk.page import words
from tests.desk.place import Asking, take_all
from tests.desk.test_case import events
from tests.held import held
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
    lay_down(asking, content, said)
    take_all()
    return f"{asking.path}file/{asking.case.arrivals.latest('seq').seq}/"


def lay_down(asking: Asking, content: bytes, said: str = "", talk_sign: bytes = b"") -> None:
    file = File(content=content, at=timezone.now(), words=said)
    blank = facts(request_kind="", size_band="", id=uuid.uuid4(), talk_sign=talk_sign)
    sizes, public = padding.ATTACHMENTS, asking.arrival.case_public
    store(arrivals.add(blank, file.encode(), asking.keys, public, sizes=sizes), timezone.now())


def test_a_file_is_a_quiet_card_until_somebody_opens_it(alice) -> None:
    asking = Asking()
    sends(asking, picture(), "Вот карта")
    shown = words(alice.get(asking.path))
    assert "File, at most 256 KB" in shown
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


@pytest.mark.parametrize(
    ("content", "name", "place"),
    [
        (OPUS, "ogg", "inline"),
        (b"%PDF-1.7 /JS (app.alert(1))" + bytes(9), "pdf", "attachment"),
        (SVG, "bin", "attachment"),
        (EXE, "bin", "attachment"),
        (b"<html><script>alert(1)</script>", "bin", "attachment"),
    ],
)
def test_what_is_no_picture_or_voice_can_only_be_kept_closed(alice, content, name, place) -> None:
    asking = Asking()
    where = sends(asking, content)
    answer = alice.get(f"{where}bytes/")
    key = asking.path.split("/")[2]
    told = f'{place}; filename="{key}-{where.split("/")[-2]}.{name}"'
    assert answer.headers["Content-Disposition"] == told
    assert answer.headers["Content-Type"] in {"audio/ogg", "application/octet-stream"}
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.content == content
    shown = alice.get(where).content
    assert (b"<audio" in shown) is (place == "inline")
    assert (b" download" in shown) is (place == "attachment")
    assert b"<img" not in shown


def test_a_caption_is_never_markup(alice) -> None:
    where = sends(Asking(), picture(), "<script>alert(1)</script>")
    shown = alice.get(where).content
    assert b"<script>alert" not in shown
    assert b"&lt;script&gt;alert" in shown


def test_a_damaged_picture_sends_no_byte_of_what_it_was(alice) -> None:
    where = sends(Asking(), picture()[:40])
    answer = alice.get(f"{where}bytes/")
    assert (answer.status_code, answer.content) == (422, b"")


def test_who_finds_the_line_for_pictures_full_is_sent_away_at_once(alice) -> None:
    where = sends(Asking(), picture())
    with held(redrawing.DRAWING_TURNS):
        answer = alice.get(f"{where}bytes/")
    assert (answer.status_code, answer.content) == (503, b"")
    assert alice.get(f"{where}bytes/").status_code == 200


def test_a_planted_file_is_named_and_not_opened(alice) -> None:
    asking = Asking()
    where = sends(asking, picture())
    row = asking.case.arrivals.latest("seq").arrival
    models.Arrival.objects.filter(id=row.id).update(body=bytes(row.body)[:-1] + b"~~")
    assert "It is not opened." in words(alice.get(where))
    assert alice.get(f"{where}bytes/").status_code == 404


def test_a_case_opens_without_the_bytes_of_its_files(alice) -> None:
    asking = Asking()
    for _ in range(10):
        sends(asking, bytes(3 * 2**20))
    tracemalloc.start()
    shown = words(alice.get(asking.path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert shown.count("File, at most 4 MB") == 10
    assert most < 20 * 2**20


def test_an_answer_to_who_sent_many_files_loads_none_of_them(cast) -> None:
    asking = Asking()
    for _ in range(6):
        lay_down(asking, bytes(3 * 2**20))
    take_all()
    tracemalloc.start()
    reply(asking.reference, "Вас слышат.", reader=cast.alice.reader, at=timezone.now())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


def test_a_file_that_names_a_talk_key_is_not_loaded_for_it_and_ties_nothing(cast) -> None:
    asking = Asking()
    for _ in range(6):
        lay_down(asking, bytes(3 * 2**20), talk_sign=b"t" * 32)
    take_all()
    tracemalloc.start()
    asking.writes_again("Это я.")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20
    assert signers_of(asking.reload()).talks == ()


def test_many_files_are_taken_in_one_at_a_time(cast) -> None:
    asking, one = Asking(), 4 * 2**20
    for _ in range(24):
        lay_down(asking, bytes(3 * 2**20))
    tracemalloc.start()
    take_all()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert asking.case.arrivals.count() == 1 + 24
    assert most < 12 * one


def test_of_a_file_nothing_lies_readable_and_its_length_is_a_band(cast) -> None:
    asking = Asking()
    sends(asking, b"what it shows " * 100, "caption of it")
    body = bytes(asking.case.arrivals.latest("seq").arrival.body)
    assert b"what it shows" not in body
    assert b"caption" not in body
    assert len(body) - padding.ATTACHMENTS[0] < 2000


def test_who_has_everything_deleted_has_their_files_deleted(cast) -> None:
    asking = Asking()
    sends(asking, picture())
    store(arrivals.erase(facts(request_kind="", size_band=""), asking.keys), timezone.now())
    take_all()
    assert {bytes(place.arrival.body) for place in asking.case.arrivals.all()} == {b""}


def test_at_reception_files_are_destroyed_with_all_that_was_said(cast) -> None:
    asking = Asking()
    sends(asking, picture())
    destroy_contents(asking.case)
    assert {bytes(place.arrival.body) for place in asking.case.arrivals.all()} == {b""}
