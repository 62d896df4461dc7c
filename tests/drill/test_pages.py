"""The drill's plain browser reads pages as a text browser does."""

from safeconduct.drill.pages import Page
from safeconduct.drill.personas import PERSONAS
from safeconduct.drill.site_person import filled

HTML = """<!doctype html><title>Справка</title><style>p{color:red}</style>
<p>Вопрос <b>первый</b></p>
<form method="post" action="/ru/write/"><input type="hidden" name="token" value="t1">
<label><input type="radio" name="who" value="self" checked> Я</label>
<label><input type="radio" name="who" value="group"> Мы</label>
<textarea name="message">
уже написано</textarea><button name="go" value="next">Дальше</button>
<button name="go" value="back">Назад</button></form>
<p data-digits>123456 234567 345678 456789 567890</p>
<a href="/case/heron-1/" data-reference="Heron 001">Heron <b>001</b></a>"""


def test_a_form_sends_what_stands_in_it_and_the_pressed_button() -> None:
    (form,) = Page(HTML).forms
    assert form.action == "/ru/write/"
    assert form.choices == {"who": ["self", "group"]}
    assert form.buttons == [("go", "next"), ("go", "back")]
    sent = form.pressed("go", "next")
    assert (sent["token"], sent["who"]) == ("t1", "self")
    assert sent["message"].strip() == "уже написано"


def test_words_of_styles_are_not_words_of_the_page() -> None:
    assert "color" not in Page(HTML).words
    assert "Вопрос первый" in Page(HTML).words


def test_marked_elements_give_their_words() -> None:
    (digits,) = Page(HTML).marked("data-digits")
    assert digits.split()[0] == "123456"


def test_links_keep_their_marks() -> None:
    (link,) = [one for one in Page(HTML).links if "data-reference" in one.attributes]
    assert link.address == "/case/heron-1/"


def test_who_has_no_wish_of_their_own_takes_the_first_answer_and_not_none() -> None:
    radios = "".join(f'<input type="radio" name="strange" value="{one}">' for one in ("", "a", "b"))
    (form,) = Page(f'<form method="post" action="/">{radios}<button>Дальше</button></form>').forms
    assert filled(form, PERSONAS[0], "")["strange"] == "a"
