"""What a text browser makes of the pages: each word on the line where it belongs."""

import re
import subprocess
from shutil import which

import pytest

from tests.conftest import leave_out
from tests.front.browsing import code_page, digits_of, enter, html, press
from tests.front.test_returning import reply, taken_in

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "w3m": ("-dump", "-O", "UTF-8", "-I", "UTF-8", "-T", "text/html"),
    "lynx": ("-dump", "-nolist", "-display_charset=utf-8", "-stdin"),
}
BROWSERS = pytest.mark.parametrize("browser", ARGUMENTS)


def lines(browser: str, answer) -> list[str]:
    if which(browser) is None:
        leave_out(f"{browser} is not installed")
    told = subprocess.run(
        [browser, *ARGUMENTS[browser]], input=html(answer).encode(), capture_output=True, check=True
    )
    return [line.strip() for line in told.stdout.decode().splitlines() if line.strip()]


def last_page(phone, **values):
    page = press(phone, phone.get("/en/write/"), safe="yes", who="group")
    return press(phone, page, **values) if values else page


@BROWSERS
def test_close_the_name_and_the_languages_stand_on_lines_of_their_own(phone, browser):
    seen = lines(browser, phone.get("/en/"))
    assert seen[:3] == ["Close", "The Quiet Shore line", "Русский Українська English"]


@BROWSERS
def test_each_question_hint_and_choice_of_the_form_is_a_line(phone, browser):
    seen = lines(browser, last_page(phone))
    asked = ["About how many are you?", "When could you come?", "Your own word with the code"]
    assert set(asked) <= set(seen)
    assert {"What else would you like to tell us?", "What should we know at once?"} <= set(seen)
    assert {"[ ] Someone is under 18", "( ) 6 to 15", "( ) I do not know yet"} <= set(seen)
    assert "You need not name a place. You can change this later." in seen
    pressed = [re.sub(r"^\(BUTTON\) ", "", line) for line in seen]
    place = pressed.index("Send")
    assert pressed[place : place + 4] == ["Send", "Back", "Русский", "Українська"]


@BROWSERS
def test_no_text_browser_answers_for_a_person(phone, browser):
    """Lynx takes the first of a row by itself: somebody who skips a question answers nothing."""
    seen = " ".join(lines(browser, phone.get("/en/write/")))
    assert not re.search(r"\(\*\)(?! No answer)", seen)
    sent = press(phone, phone.get("/en/write/"), safe="", who="")
    assert 'id="bad-safe"' in html(sent)
    assert 'id="bad-who"' in html(sent)


@BROWSERS
def test_an_error_is_a_line_above_its_field(phone, browser):
    seen = lines(browser, enter(phone, "12", language="en"))
    told = "Eight words or thirty digits are needed. Here: 2."
    assert seen.count(told) == 2
    assert seen[seen.index("Code") + 2] == told


@BROWSERS
def test_a_field_is_wide_enough_to_see_what_is_typed(phone, browser):
    words = "We are four, and one of us has a wound in the leg."
    assert [
        one for one in lines(browser, last_page(phone, message=words, token="x")) if words in one
    ]


@BROWSERS
def test_an_answer_keeps_its_lines(phone, browser):
    digits = taken_in(code_page(phone))
    reply(digits, "Ждите ночи.\nВозьмите воду.")
    seen = lines(browser, enter(phone, digits))
    assert {"Ждите ночи.", "Возьмите воду."} <= set(seen)


@BROWSERS
@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_code_stands_whole_on_its_lines(phone, browser, language):
    answer = code_page(phone, language)
    assert digits_of(answer) in lines(browser, answer)
    words = [line for line in lines(browser, answer) if len(line.split()) == 4]
    assert [one for one in words if re.fullmatch(r"(\w+ ){3}\w+", one)]


@BROWSERS
def test_a_question_stands_nearer_to_its_answer_than_to_the_one_before(phone, browser):
    told = subprocess.run(
        [browser, *ARGUMENTS[browser]], input=html(phone.get("/en/questions/")).encode(),
        capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    assert re.search(r"answers\.\n\s*\n\s*Who answers me\?\n\s*\n\s*A person", told)
