"""From the first page to the code in hand."""

import re

import pytest

from safeconduct.cases import models
from safeconduct.domain.return_code import digits, parse
from tests.front.browsing import code_page, digits_of, form_of, html, press, read, words_of
from tests.front.test_home import weight

pytestmark = pytest.mark.django_db

JOURNEY_BYTES = 30_000
PERSONAL = 8_192
LANGUAGES = ("ru", "uk", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["self", "group", "relative", "question"])
def test_home_to_code_fits_its_budget(phone, language, who):
    answers = {"about": "missing", "size": "2-5", "message": "Да.", "question": "Что будет?"}
    answers |= {"needs": "none", "when": "days"}
    spent = weight(phone.get(f"/{language}/"))
    first = phone.get(f"/{language}/write/")
    second = press(phone, first, safe="yes", who=who)
    third = press(phone, second, **{k: v for k, v in answers.items() if form_of(second).asks(k)})
    assert digits_of(third)
    assert spent + weight(first) + weight(second) + weight(third) <= JOURNEY_BYTES
    for personal in (second, third):
        assert len(personal.content) == PERSONAL
        assert "Content-Encoding" not in personal.headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_page_shows_one_code_as_words_digits_and_telephone_numbers(phone, language):
    page = read(code_page(phone, language))
    code = parse(page.marked("data-digits"))
    assert parse(page.marked("data-words")) == code
    assert parse(page.marked("data-phones")) == code
    assert " ".join(digits(code)) in page.words


def test_the_code_is_shown_only_after_the_arrival_is_stored(phone):
    assert digits_of(code_page(phone))
    arrival = models.Arrival.objects.get()
    assert arrival.kind == "new"
    assert (arrival.channel, arrival.language, arrival.request_kind) == ("site", "ru", "self")
    assert arrival.size_band == "alone"


def test_the_same_form_sent_again_shows_the_same_code_and_stores_nothing(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    once = press(phone, second, message="Раз.")
    again = press(phone, second, message="Два.")
    assert digits_of(once) == digits_of(again) != ""
    assert models.Arrival.objects.count() == 1


def test_two_tabs_are_two_requests(phone):
    assert digits_of(code_page(phone)) != digits_of(code_page(phone))
    assert models.Arrival.objects.count() == 2


def test_who_is_not_safe_is_sent_away_kindly_and_nothing_is_stored(phone):
    answer = press(phone, phone.get("/ru/write/"), safe="no")
    assert "Ничего не отправлено" in words_of(answer)
    assert not models.Arrival.objects.exists()
    assert len(answer.content) == PERSONAL


def test_an_unanswered_question_is_named_at_the_top_and_beside_and_the_rest_stays(phone):
    answer = press(phone, phone.get("/ru/write/"), who="group")
    assert form_of(answer).values["who"] == "group"
    assert 'href="#safe"' in html(answer)
    assert 'id="bad-safe"' in html(answer)
    assert 'id="bad-who"' not in html(answer)


def test_back_never_loses_an_answer(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    typed = {"needs": "wounded", "when": "hours", "message": "Нас <двое> & мы ждём."}
    first = press(phone, second, "back=1", **typed, own_word="клён")
    assert form_of(first).values["who"] == "self"
    forward = press(phone, first)
    values = form_of(forward).values
    assert {key: values[key] for key in typed} == typed
    assert values["own_word"] == "клён"


def test_another_language_in_the_middle_keeps_every_answer(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    values = {**form_of(second).values, "message": "Ждём.", "stay": "1"}
    moved = phone.post("/uk/write/", values)
    assert '<html lang="uk"' in html(moved)
    assert form_of(moved).values["message"] == "Ждём."


def test_an_answer_over_the_bound_is_told_and_kept_up_to_it(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    answer = press(phone, second, message="ы" * 10_000)
    assert form_of(answer).values["message"] == "ы" * 4_000
    assert "больше 4000 знаков" in words_of(answer)
    assert 'id="bad-message"' in html(answer)
    assert len(answer.content) % PERSONAL == 0
    assert digits_of(press(phone, answer))


def test_a_crisis_is_answered_on_the_spot(phone):
    assert "прижмите рану" in words_of(code_page(phone, needs="wounded"))
    arrival = models.Arrival.objects.get()
    assert arrival.urgency == "wounded"


def test_an_interpreter_is_asked_for_on_a_page_of_its_own(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    third = press(phone, second, needs="interpreter", when="days")
    assert form_of(third).asks("language")
    assert digits_of(press(phone, third, language="тыва дыл"))


def test_an_own_word_is_asked_before_the_code_and_named_beside_it(phone):
    assert "своё слово" in words_of(code_page(phone, own_word="клён"))
    assert "Вы задали своё слово" not in words_of(code_page(phone))


def test_no_page_of_the_way_leaves_a_promise_unfilled(phone):
    for who in ("self", "group", "relative", "question"):
        second = press(phone, phone.get("/ru/write/"), safe="yes", who=who)
        third = press(phone, second, about="missing", when="not_yet", question="Что?", message="Да")
        assert digits_of(third)
        assert not re.search(r"\{[a-z_]+\}", re.sub(r"<style>.*?</style>", "", html(third)))
