"""What a person does in tests: open a page, fill its form, press a button."""

import gzip

from django.http import HttpResponse
from django.test import Client

from safeconduct.drill.pages import Form, Page


def html(answer: HttpResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.content) if packed else answer.content).decode()


def read(answer: HttpResponse) -> Page:
    return Page(html(answer))


def form_of(answer: HttpResponse) -> Form:
    return read(answer).forms[0]


def press(phone: Client, answer: HttpResponse, button: str = "", **values: object) -> HttpResponse:
    """Send the first form of a page as it stands, with these values changed."""
    form = form_of(answer)
    name, _, value = button.partition("=")
    pressed = {name: value} if name else {}
    return phone.post(form.action, {**form.values, **values, **pressed})


def code_page(phone: Client, language: str = "ru", **values: object) -> HttpResponse:
    """Ask as one person who is safe, and come to the code."""
    first = phone.get(f"/{language}/write/")
    second = press(phone, first, safe="yes", who="self")
    return press(phone, second, **{"when": "days", "message": "Хочу выйти.", **values})


def digits_of(answer: HttpResponse) -> str:
    return next(read(answer).marked("data-digits"), "")


def enter(phone: Client, code: str, own_word: str = "", language: str = "ru") -> HttpResponse:
    return phone.post(f"/{language}/code/", {"code": code, "own_word": own_word})


def words_of(answer: HttpResponse) -> str:
    return read(answer).words
