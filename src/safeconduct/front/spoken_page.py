"""What a page says aloud: the words of its main part as they are shown, line by line.

Taken from the page itself, so that a recording says what stands there, and nothing else.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from types import MappingProxyType

from safeconduct.programme.recordings.spoken import Line, Spoken

PAUSES: Mapping[str, float] = MappingProxyType(
    {"h1": 0.9, "h2": 0.9, "h3": 0.7, "p": 0.5, "li": 0.5, "dt": 0.3, "dd": 0.6, "summary": 0.3}
)
"""The elements whose words are a line of their own, and the seconds of silence after it."""

BREAKS = {"br": 0.3}
VOID = frozenset({"br", "input", "meta", "link"})
UNHEARD = "data-unheard"
"""Marks what is about this showing of the page and no part of what it says."""


def spoken_page(html: str, language: str) -> Spoken:
    reader = _Reader()
    reader.feed(html)
    return Spoken(language=language, lines=tuple(reader.lines))


class _Reader(HTMLParser):
    """Gathers lines; a step of a list is said with its number, as it is shown with it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._main = False
        self._unheard = 0
        self._words: list[str] = []
        self._number = 0
        self._summary = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._end(BREAKS.get(tag))
        elif self._unheard or UNHEARD in dict(attrs):
            self._unheard += 1
        self._main = self._main or tag == "main"
        self._summary = self._summary or tag == "summary"
        if tag in PAUSES:
            self._end(PAUSES["p"])
        if tag in {"ol", "ul"}:
            self._number = int(dict(attrs).get("start") or 0)
        elif tag == "li" and self._number:
            self._words.append(f"{self._number}.")
            self._number += 1

    def handle_endtag(self, tag: str) -> None:
        if self._unheard:
            self._unheard -= 1
        self._summary = self._summary and tag != "summary"
        # A heading in a summary is a heading for the eye alone: the summary ends the line.
        if not self._summary:
            self._end(PAUSES.get(tag))
        self._main = self._main and tag != "main"

    def handle_data(self, data: str) -> None:
        if self._main and not self._unheard:
            self._words.append(data)

    def _end(self, pause: float | None) -> None:
        """End a line where this element ends one."""
        if pause is None:
            return
        words = " ".join(" ".join(self._words).split())
        self._words.clear()
        if words:
            self.lines.append(Line(words=words, pause=pause))
