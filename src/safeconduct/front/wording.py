"""The words of one language as pages show them: escaped once, fallbacks marked, facts filled in."""

from collections.abc import Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from safeconduct.programme.languages import LANGUAGES, written
from safeconduct.programme.shown import Shown
from safeconduct.programme.texts import Review, Text


class Wording:
    """One language's texts for one door; `facts` are what the programme promises in them.

    `signed` are the keys whose words two people signed.
    """

    def __init__(self, language: str, facts: Mapping[str, str], shown: Shown) -> None:
        self.language = language
        self.shown_in = written(language)
        self.signed = shown.signed
        self._facts = facts
        self._texts = shown.texts
        self._shown: dict[str, SafeString] = {}
        self.awaits_review = any(
            text.status is Review.AWAITING_REVIEW for text in self._texts.values()
        )

    def text(self, key: str) -> Text:
        return self._texts[key]

    def words(self, key: str, **facts: object) -> str:
        """Return plain words, for labels that are compared and for attributes."""
        return fill(self._texts[key].words, {**self._facts, **facts})

    def label(self, key: str) -> str:
        return self._texts[key].words

    def html(self, key: str) -> SafeString:
        """Return a text for a page; escaped once for the life of the process."""
        shown = self._shown.get(key)
        if shown is None:
            shown = self._shown[key] = self.filled(key)
        return shown

    def filled(self, key: str, **facts: object) -> SafeString:
        text = self._texts[key]
        words = mark_safe(escape(self.words(key, **facts)).replace("\n", "<br>"))  # noqa: S308 - escaped just here
        if text.language == self.shown_in:
            return words
        direction = LANGUAGES[text.language].direction
        return format_html('<span lang="{}" dir="{}">{}</span>', text.language, direction, words)

    @property
    def is_fallback(self) -> bool:
        return self.shown_in != self.language


def fill(words: str, facts: Mapping[str, object]) -> str:
    """Put facts where `{name}` stands; what is not known stays, and a test finds it."""
    for name, value in facts.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words
