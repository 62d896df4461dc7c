"""What a person does in tests: open a page, read it, fill its form, press a button."""

import gzip
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

Attributes = dict[str, str | None]
VOID = frozenset({"input", "br", "hr", "meta", "link", "img"})


@dataclass(slots=True)
class Form:
    """A form as it stands: what each field would send, in `sent`; `names` are all its fields."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    @property
    def values(self) -> dict[str, str]:
        return {name: ",".join(values) for name, values in self.sent.items()}

    def asks(self, name: str) -> bool:
        return name in self.names


class Reader(HTMLParser):
    """A page as words, links, forms, and the words of elements that carry an attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Attributes] = []
        self._open: list[tuple[str, Attributes, int]] = []
        self._words: list[str] = []
        self._marked: list[tuple[Attributes, str]] = []
        self._area = ""
        self.feed(html)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def marked(self, name: str) -> str:
        """Return the words of the first element with this attribute."""
        return next((words for attributes, words in self._marked if name in attributes), "")

    def handle_starttag(self, tag, attrs) -> None:
        attributes = dict(attrs)
        if tag not in VOID:
            self._open.append((tag, attributes, len(self._words)))
        if tag == "form":
            self.forms.append(Form(action=attributes["action"]))
        elif tag == "a":
            self.links.append(attributes)
        elif tag in {"input", "textarea"} and self.forms and "name" in attributes:
            self._field(tag, attributes)

    def _field(self, tag: str, attributes: Attributes) -> None:
        form, name = self.forms[-1], attributes["name"]
        form.names.add(name)
        if tag == "textarea":
            self._area = name
            form.sent[name] = [""]
        elif attributes.get("type") not in {"radio", "checkbox"} or "checked" in attributes:
            form.sent.setdefault(name, []).append(attributes.get("value", "on"))

    def handle_endtag(self, tag) -> None:
        self._area = "" if tag == "textarea" else self._area
        while self._open:
            opened, attributes, begin = self._open.pop()
            words = " ".join(" ".join(self._words[begin:]).split())
            self._marked.append((attributes, words))
            if opened == tag:
                return

    def handle_data(self, data) -> None:
        if self._area:
            self.forms[-1].sent[self._area][0] += data
        elif not (self._open and self._open[-1][0] == "style"):
            self._words.append(data)


def html(answer: HttpResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.content) if packed else answer.content).decode()


def read(answer: HttpResponse) -> Reader:
    return Reader(html(answer))


def form_of(answer: HttpResponse) -> Form:
    return read(answer).forms[0]


def press(phone: Client, answer: HttpResponse, button: str = "", **values: object) -> HttpResponse:
    """Send the first form of a page as it stands, with these values changed."""
    form = form_of(answer)
    name, _, value = button.partition("=")
    pressed = {name: value} if name else {}
    return phone.post(form.action, {**form.sent, **values, **pressed})


def code_page(phone: Client, language: str = "ru", **values: object) -> HttpResponse:
    """Ask as one person who is safe, and come to the code."""
    first = phone.get(f"/{language}/write/")
    second = press(phone, first, safe="yes", who="self")
    return press(phone, second, **{"when": "days", "message": "Хочу выйти.", **values})


def digits_of(answer: HttpResponse) -> str:
    return read(answer).marked("data-digits")


def enter(phone: Client, code: str, own_word: str = "", language: str = "ru") -> HttpResponse:
    return phone.post(f"/{language}/code/", {"code": code, "own_word": own_word})


def words_of(answer: HttpResponse) -> str:
    return read(answer).words
