"""A file with a form: sealed as an arrival of its own, within bounds, and no word lost to it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.cases import models
from safeconduct.cases.attachments.kinds import MOST_BYTES
from safeconduct.front import attaching
from safeconduct.vault.padding import ATTACHMENTS
from tests.front.browsing import code_page, digits_of, enter, form_of, press, words_of
from tests.front.test_returning import taken_in

pytestmark = pytest.mark.django_db

TOO_LARGE = "Файл слишком большой"
RECEIVED = "Мы получили то, что вы дописали"


def a_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("DCIM/../<b>я.jpg", content, "image/jpeg")


def files() -> list[models.Arrival]:
    return [row for row in models.Arrival.objects.all() if len(row.body) >= ATTACHMENTS[0]]


def test_a_file_sent_with_the_code_is_stored_sealed_beside_the_words(phone) -> None:
    page = enter(phone, taken_in(code_page(phone)))
    answer = press(phone, page, "wish=add", words="Вот", file=a_file(b"what it holds" * 99))
    assert RECEIVED in words_of(answer)
    (row,) = files()
    assert ATTACHMENTS[0] < len(row.body) < ATTACHMENTS[0] + 2000
    assert b"what it holds" not in bytes(row.body)
    assert models.Arrival.objects.filter(kind="add").count() == 2


def test_a_file_alone_is_enough(phone) -> None:
    page = enter(phone, taken_in(code_page(phone)))
    answer = press(phone, page, "wish=add", words="", file=a_file(b"a"))
    assert RECEIVED in words_of(answer)
    assert models.Arrival.objects.filter(kind="add").count() == 1


def test_the_same_file_is_stored_once(phone) -> None:
    page = enter(phone, taken_in(code_page(phone)))
    for _ in range(2):
        press(phone, page, "wish=add", words="", file=a_file(b"a"))
    assert len(files()) == 1


def test_the_largest_file_is_taken_and_one_byte_more_is_not(phone) -> None:
    page = enter(phone, taken_in(code_page(phone)))
    whole = press(phone, page, "wish=add", words="Вот", file=a_file(bytes(MOST_BYTES)))
    assert RECEIVED in words_of(whole)
    more = press(phone, page, "wish=add", words="Ещё", file=a_file(bytes(MOST_BYTES + 1)))
    assert TOO_LARGE in words_of(more)
    assert form_of(more).values["words"] == "Ещё"
    assert len(files()) == 1
    assert models.Arrival.objects.filter(kind="add").count() == 2


@pytest.mark.parametrize("cut", ["large", "busy"])
def test_of_a_form_that_was_cut_the_words_are_kept_and_nothing_is_stored(phone, cut) -> None:
    page = enter(phone, taken_in(code_page(phone)))
    form = form_of(page)
    fields = {"ticket": form.values["ticket"], "words": "Слова"}
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (name.encode(), value.encode())
        for name, value in fields.items()
    )
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbroken of'
    sent = {attaching.CUT: cut, "content_type": "multipart/form-data; boundary=x"}
    answer = phone.generic("POST", form.action, body, **sent)
    assert form_of(answer).values["words"] == "Слова"
    assert "Ничего не отправлено" in words_of(answer)
    assert not models.Arrival.objects.filter(kind="add").exists()


def test_a_file_goes_with_the_request_itself(phone) -> None:
    answer = code_page(phone, file=a_file(b"a"))
    assert digits_of(answer)
    taken_in(answer)
    (row,) = files()
    assert row.taken == "taken"


def test_a_file_goes_with_the_request_whose_own_word_it_came_with(phone) -> None:
    """It was once sealed as of a wrong word, and no code at the desk opened it."""
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    press(phone, second, message="Раз.")
    taken_in(press(phone, second, message="Раз.", own_word="клён", file=a_file(b"a")))
    (row,) = files()
    assert (row.kind, row.taken) == ("add", "taken")


def test_the_code_is_shown_also_where_the_file_was_not_stored(phone, monkeypatch) -> None:
    monkeypatch.setattr(attaching, "attach", lambda *_: attaching.NOT_STORED)
    answer = code_page(phone, file=a_file(b"a"))
    assert digits_of(answer)
    assert "файл сохранить не удалось" in words_of(answer)


def test_a_file_sent_from_a_page_of_a_wrong_word_looks_received_and_reaches_no_case(phone) -> None:
    digits = taken_in(code_page(phone, own_word="лето"))
    page = enter(phone, digits, "зима")
    answer = press(phone, page, "wish=add", words="", file=a_file(b"a"))
    assert RECEIVED in words_of(answer)
    (row,) = files()
    assert row.kind == "doubt"
    assert not models.Arrival.objects.filter(kind="add").exists()
