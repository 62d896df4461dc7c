"""From the first page to the code in hand."""

import re

import pytest

from safeconduct.cases import models
from safeconduct.domain.return_code import digits, parse
from tests.front.browsing import code_page, digits_of, enter, form_of, html, press, read, words_of
from tests.front.test_home import weight
from tests.front.test_returning import reply, taken_in

pytestmark = pytest.mark.django_db

JOURNEY_BYTES = 30_000
PERSONAL = 8_192
LANGUAGES = ("ru", "uk", "en")
BEFORE = "Если потом вы изменили ответы, изменений у нас нет."


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
    again = press(phone, second, message="Раз.")
    assert digits_of(once) == digits_of(again) != ""
    assert models.Arrival.objects.count() == 1


@pytest.mark.both
def test_what_was_changed_in_a_form_that_was_here_is_not_said_to_be_received(phone):
    """The answer to the first try was lost: the person goes back, writes more and sends again."""
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    assert BEFORE not in words_of(press(phone, second, message="Раз."))
    again = press(phone, second, message="Два.")
    assert BEFORE in words_of(again)
    assert len(again.content) == PERSONAL
    assert models.Arrival.objects.count() == 1


@pytest.mark.both
def test_what_was_changed_can_be_added_with_the_code(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    press(phone, second, message="Раз.", own_word="клён")
    again = press(phone, second, message="Два.", own_word="Клен")
    assert BEFORE in words_of(again)
    page = enter(phone, taken_in(again), "клён")
    press(phone, page, "wish=add", words="Два.")
    assert sorted(models.Arrival.objects.values_list("kind", flat=True)) == ["add", "new"]


@pytest.mark.both
def test_an_own_word_that_was_thought_of_later_is_another_request_whose_code_opens(phone):
    """Else the code shown would open nothing with that word: the first form was stored without."""
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    shown = {
        word: taken_in(press(phone, second, message="Раз.", own_word=word))
        for word in ("", "клён", "ясень")
    }
    assert len(set(shown.values())) == models.Arrival.objects.count() == 3
    for word, code in shown.items():
        reply(code, f"Ответ {word}.", own_word=word)
        assert f"Ответ {word}." in words_of(enter(phone, code, word))


@pytest.mark.both
def test_a_form_sent_again_after_everything_was_deleted_shows_no_dead_code(phone):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    page = enter(phone, taken_in(press(phone, second, message="Раз.")))
    first = taken_in(press(phone, press(phone, page, "wish=erase"), "wish=erase_sure"))
    again = press(phone, second, message="Раз.")
    assert first == digits_of(again) == ""
    assert form_of(again).values["message"] == "Раз."
    code = taken_in(press(phone, again))
    assert "ещё не известен" not in words_of(enter(phone, code))


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
