"""A page as a plain browser sees it: its words, its links and its forms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Form:
    """A form with what it would send as it stands.

    Choices are what its radios offer; boxes may be ticked; areas and texts can be written into.
    """

    action: str
    values: dict[str, str] = field(default_factory=dict, repr=False)
    choices: dict[str, list[str]] = field(default_factory=dict)
    boxes: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def pressed(self, name: str = "", value: str = "") -> dict[str, str]:
        """Return what is sent when one button is pressed."""
        return {**self.values, **({name: value} if name else {})}

    def asks(self, name: str) -> bool:
        return name in self.values or name in self.choices


@dataclass(slots=True, kw_only=True)
class Link:
    address: str
    attributes: Attributes
    words: str = ""


class Page(HTMLParser):
    """Parse one HTML document; `marked(attribute)` yields the words of elements that carry it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.sounds: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[str, Attributes, int]] = []
        self._marked: list[tuple[Attributes, int, int]] = []
        self._textarea = ""
        self._select = ""
        self.feed(html)
        self.close()

    VOID = frozenset({"input", "br", "hr", "meta", "link", "img", "wbr", "source", "col"})

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def marked(self, attribute: str, value: str | None = None) -> Iterator[str]:
        for attributes, begin, end in self._marked:
            if attribute in attributes and value in {None, attributes[attribute]}:
                yield " ".join(" ".join(self._words[begin:end]).split())

    def form_with(self, name: str) -> Form | None:
        """Return the first form that has this field or this button."""
        for form in self.forms:
            if form.asks(name) or any(button == name for button, _ in form.buttons):
                return form
        return None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if tag not in self.VOID:
            self._open.append((tag, attributes, len(self._words)))
        if tag == "form":
            self.forms.append(Form(action=attributes.get("action", "")))
        elif tag == "a" and "href" in attributes:
            self.links.append(Link(address=attributes["href"], attributes=attributes))
        elif tag == "audio" and "src" in attributes:
            self.sounds.append(attributes["src"])
        elif self.forms:
            self._field(tag, attributes)

    def _field(self, tag: str, attributes: Attributes) -> None:
        name, form = attributes.get("name", ""), self.forms[-1]
        if tag == "option" and self._select:
            self._choose(form, self._select, attributes, "selected")
        elif tag == "button":
            form.buttons.append((name, attributes.get("value", "")))
        elif not name:
            return
        elif tag == "textarea":
            self._textarea = name
            form.areas.append(name)
            form.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "input":
            self._input(form, name, attributes)

    def _input(self, form: Form, name: str, attributes: Attributes) -> None:
        match attributes.get("type", "text"):
            case "radio":
                self._choose(form, name, attributes, "checked")
            case "checkbox":
                form.boxes.append((name, attributes.get("value", "on")))
            case "submit":
                form.buttons.append((name, attributes.get("value", "")))
            case "hidden":
                form.values[name] = attributes.get("value", "")
            case _:
                form.texts.append(name)
                form.values[name] = attributes.get("value", "")

    def _choose(self, form: Form, name: str, attributes: Attributes, mark: str) -> None:
        value = attributes.get("value", "on")
        form.choices.setdefault(name, []).append(value)
        if mark in attributes:
            form.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        while self._open:
            opened, attributes, begin = self._open.pop()
            self._marked.append((attributes, begin, len(self._words)))
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in {"style", "script"}:
            return
        if self._textarea and self.forms:
            self.forms[-1].values[self._textarea] += data
            return
        if data.strip():
            self._words.append(data)
