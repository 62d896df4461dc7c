"""The clock of the public door is set back an hour: what was begun before it still counts."""

from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.cases import models
from safeconduct.front import door as doors
from safeconduct.front import returning, writing
from tests.front.browsing import code_page, digits_of, enter, form_of, press, words_of
from tests.front.test_returning import reply, taken_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def set_back(monkeypatch):
    """Return a call that sets the door's clock back; until then it runs as the machine's does."""

    def by(passed: timedelta = HOUR) -> None:
        for module in (doors, writing, returning):
            monkeypatch.setattr(module, "now", lambda: datetime.now(UTC) - passed)

    return by


def test_a_form_that_was_begun_before_is_handed_in_once_and_shows_one_code(phone, set_back):
    second = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    before = digits_of(press(phone, second, message="Ждём."))
    set_back()
    assert digits_of(press(phone, second, message="Ждём.")) == before
    assert models.Arrival.objects.count() == 1
    third = press(phone, phone.get("/ru/write/"), safe="yes", who="self")
    assert digits_of(press(phone, third, message="И мы ждём.")) not in {"", before}


def test_a_code_of_before_opens_and_its_page_asks_for_it_anew_without_losing_a_word(
    phone, set_back
):
    digits = taken_in(code_page(phone))
    page = enter(phone, digits)
    set_back()
    reply(digits, "Мы вас слышим.")
    asked = press(phone, page, "wish=add", words="Нас двое.")
    assert "Введите код ещё раз" in words_of(asked)
    again = press(phone, asked, code=digits)
    assert "Мы вас слышим." in words_of(again)
    assert form_of(again).values["words"] == "Нас двое."
    press(phone, again, "wish=add")
    assert models.Arrival.objects.filter(kind="add").count() == 1


def test_doubts_of_before_are_still_counted(phone, set_back):
    digits = taken_in(code_page(phone, own_word="клён"))
    reply(digits, "Мы вас слышим.", own_word="клён")
    for guess in ("дуб", "ива", "ель", "бук", "вяз"):
        enter(phone, digits, guess)
    set_back()
    assert "Мы вас слышим." not in words_of(enter(phone, digits, "клён"))
