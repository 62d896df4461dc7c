"""The page that shows the code: what is the same for many is made once, the code is put in."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpResponse
from django.utils.html import escape

from safeconduct.domain import return_code
from safeconduct.domain.return_code import ReturnCode
from safeconduct.front import look
from safeconduct.front.door import door
from safeconduct.front.pages import Page, finished
from safeconduct.front.wording import Wording
from safeconduct.programme.languages import written

WORDS, DIGITS, PHONES = "(words)", "(digits)", "(phones)"
ROW = 4
# Letters in the longer word of each column: so many, and the row bears larger letters.
SHORT = 27
# Ends, languages, and what was said at once: a few hundred pages of 7 KB, nothing personal.
MOST_KEPT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page says around the code: text keys only; `before`: the form was here already."""

    language: str
    said: tuple[str, ...]
    end: tuple[str, ...]
    own_word: bool
    before: bool = False


def code_page(told: Told, code: bytes) -> HttpResponse:
    """Show a code as eight words, as five groups of digits and as three telephone numbers."""
    shown = ReturnCode(code)
    words = _spans(_words(shown, told.language))
    digits = [f"<span>{group}</span>" for group in return_code.digits(shown)]
    html = (
        _around(told, door().wording(told.language))
        .replace(WORDS, "<br>".join((" ".join(words[:ROW]), " ".join(words[ROW:]))))
        .replace(DIGITS, " ".join(digits))
        .replace(PHONES, "<br>".join(return_code.as_phone_numbers(shown)))
    )
    return finished(html, Page(template="code", language=told.language, skin=look.CODE))


def _spans(words: tuple[str, ...]) -> list[str]:
    rows = zip(words[:ROW], words[ROW:], strict=True)
    short = sum(max(map(len, column)) for column in rows) <= SHORT
    mark = ' class="short"' if short else ""
    return [f"<span{mark}>{escape(word)}</span>" for word in words]


def _words(code: ReturnCode, language: str) -> tuple[str, ...]:
    return return_code.words(code, written(language))


@lru_cache(MOST_KEPT)
def _around(told: Told, _wording: Wording) -> str:
    return Page(template="code", language=told.language, skin=look.CODE).render(
        said=told.said, end=told.end, own_word=told.own_word, before=told.before,
        words=WORDS, digits=DIGITS, phones=PHONES,
    )  # fmt: skip
