"""A desk page as its reader meets it: words, rows, forms."""

from django.http import HttpResponse
from django.test import Client

from safeconduct.drill.pages import Form, Page


def read(answer: HttpResponse) -> Page:
    return Page(answer.content.decode())


def words(answer: HttpResponse) -> str:
    return read(answer).words


def rows(answer: HttpResponse) -> list[str]:
    """The references of a list, in its order."""
    found = (link.attributes.get("data-reference") for link in read(answer).links)
    return [reference for reference in found if reference]


def form_to(answer: HttpResponse, ending: str) -> Form | None:
    forms = read(answer).forms
    return next((form for form in forms if form.action.endswith(ending)), None)


def send(client: Client, answer: HttpResponse, ending: str, **values: str) -> HttpResponse:
    """Fill a form of this page as it stands and send it; what comes of it is what is shown."""
    form = form_to(answer, ending)
    assert form, f"no form to {ending}"
    return client.post(form.action, {**form.values, **values}, follow=True)
