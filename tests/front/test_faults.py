"""Bad input and bad luck: each told in the person's language, and nothing typed is lost."""

import pytest
from django.db import OperationalError

from safeconduct.cases import models
from safeconduct.front import hand_in, writing
from tests.front.browsing import code_page, digits_of, form_of, html, press, words_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def test_ten_megabytes_are_refused(phone):
    answer = phone.generic("POST", "/uk/write/", b"message=" + b"x" * 10_000_000, FORM)
    assert answer.status_code == 413
    assert '<html lang="uk"' in html(answer)


def test_a_body_without_a_true_length_is_refused(phone):
    answer = phone.generic("POST", "/ru/write/", b"safe=yes", FORM, CONTENT_LENGTH="many")
    assert answer.status_code == 413


def test_broken_letters_harm_nothing(phone):
    answer = phone.generic("POST", "/ru/write/", b"safe=%ff%fe&who=\xc3\x28&seen=safe,who", FORM)
    assert answer.status_code == 200
    assert 'id="bad-who"' in html(answer)


@pytest.mark.parametrize("kind", [f"{FORM}; charset=utf-7", f"{FORM}; charset=nonsense"])
def test_an_odd_charset_is_told_as_a_damaged_request(phone, kind):
    answer = phone.generic("POST", "/ru/write/", b"safe=yes", kind)
    assert answer.status_code in {200, 400}
    assert "<h1" in html(answer)


def test_a_thousand_fields_are_a_damaged_request(phone):
    body = "&".join(f"f{number}=1" for number in range(1000)).encode()
    answer = phone.generic("POST", "/ru/write/", body, FORM)
    assert answer.status_code == 400
    assert "повреждённым" in words_of(answer)


def test_files_are_not_taken(phone):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="message"; filename="a.bin"\r\n\r\n'
        + b"x" * 1000 + b"\r\n--b--\r\n"
    )  # fmt: skip
    answer = phone.generic("POST", "/ru/write/", body, "multipart/form-data; boundary=b")
    assert answer.status_code == 200


def test_unknown_fields_are_not_looked_at(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self", rank="1", zzz="y")
    assert not form_of(second).asks("zzz")
    assert digits_of(press(phone, second, zzz="y", seen="safe,who,needs,when,message,zzz"))


@pytest.mark.parametrize(
    "token", ["", "x", "ab" * 32, "ab" * 32 + "999999999", "ab" * 32 + "1", "zz" * 32 + "495000"]
)
def test_a_forged_or_old_form_keeps_its_answers_and_shows_no_code(phone, token):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    answer = press(phone, second, message="Ждём.", token=token)
    assert not digits_of(answer)
    assert "Страница устарела" in words_of(answer)
    assert form_of(answer).values["message"] == "Ждём."
    assert not models.Arrival.objects.exists()
    assert digits_of(press(phone, answer))


def test_a_page_sent_without_any_answer_begins_again(phone):
    assert form_of(phone.post("/ru/write/", {})).asks("safe")


def test_a_database_that_takes_nothing_costs_one_more_press(phone, monkeypatch):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")

    def locked(*_: object) -> bool:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(hand_in, "store", locked)
        answer = press(phone, second, message="Ждём.", needs="wounded")
    assert answer.status_code == 503
    assert "Не удалось сохранить" in words_of(answer)
    assert form_of(answer).values["message"] == "Ждём."
    assert digits_of(press(phone, answer))
    assert models.Arrival.objects.count() == 1


def test_a_failure_of_ours_keeps_what_was_typed(phone, monkeypatch):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    phone.raise_request_exception = False

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "hand_in", broken)
        answer = press(phone, second, message="Ждём <вас>.")
    assert answer.status_code == 500
    assert form_of(answer).values["message"] == "Ждём <вас>."
    assert digits_of(press(phone, answer))


def test_an_unknown_address_is_told_in_the_readers_language(phone):
    answer = phone.get("/nowhere", headers={"accept-language": "uk"})
    assert answer.status_code == 404
    assert '<html lang="uk"' in html(answer)
    assert phone.get("/en/%ff%00/..").status_code == 404


def test_markup_typed_into_any_field_stays_words(phone):
    evil = '"><script>alert(1)</script>'
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    for answer in (
        press(phone, second, message=evil, token="old"),
        press(phone, second, "back=1", message=evil, own_word=evil, when=evil),
        phone.post("/ru/code/", {"code": evil, "own_word": evil}),
        phone.post("/ru/code/", {"ticket": evil, "words": evil, "wish": evil}),
        phone.post("/ru/write/", {"safe": evil, "who": evil, "seen": evil, "token": evil}),
    ):
        assert "<script" not in html(answer)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "OPTIONS", "DELETE"])
def test_other_methods_do_no_harm(phone, method):
    assert phone.generic(method, "/ru/write/").status_code == 200


def test_a_code_page_is_no_page_of_an_address(phone):
    assert digits_of(code_page(phone))
    assert not digits_of(phone.get("/ru/write/"))
