"""Entering a code: the page that asks for it, and what it says when the code is not one."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse

from safeconduct.cases.contents import MOST_CHARACTERS
from safeconduct.domain.return_code import Fault, NotACode
from safeconduct.domain.turns import LineIsFull, Turns
from safeconduct.front import look
from safeconduct.front.attaching import NO_FILE, Sent, file_in
from safeconduct.front.pages import Page, personal_page, public_page

UNKNOWN_TAKES = 0.06
WAITING = Turns(at_once=3, line=0)
LONGEST_WORD = 100
LONGEST_CODE = 1_000
LONGEST_TICKET = 400
BOUNDS = {"code": LONGEST_CODE, "own_word": LONGEST_WORD, "ticket": LONGEST_TICKET}

FAULTS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.EMPTY: "talk.unclear.empty",
        Fault.TOO_LONG: "talk.unclear.not_a_code",
        Fault.WORD_COUNT: "site.return.bad_length",
        Fault.WORD: "site.return.bad_word",
        Fault.WORDS_DISAGREE: "site.return.bad_check",
        Fault.DIGIT_COUNT: "site.return.bad_length",
        Fault.GROUP: "site.return.bad_group",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a page about a code sent, in its bounds."""

    language: str
    code: str = field(repr=False)
    own_word: str = field(repr=False)
    ticket: str = field(repr=False)
    words: str = field(repr=False)
    wish: str
    light: bool
    file: Sent = NO_FILE

    @property
    def too_long(self) -> bool:
        return len(self.words) > MOST_CHARACTERS


def read(request: HttpRequest, language: str) -> Entered:
    posted = request.POST
    bounded = {name: posted.get(name, "").strip()[:most] for name, most in BOUNDS.items()}
    words = posted.get("words", "").replace("\r\n", "\n").strip()
    return Entered(
        **bounded,
        language=language,
        words=words[: MOST_CHARACTERS + 1],
        wish=posted.get("wish", ""),
        light="day" in posted,
        file=file_in(request),
    )


def ask_code(request: HttpRequest, language: str) -> HttpResponse:
    page = Page(template="enter", language=language, skin=look.PERSONAL)
    return public_page(page, request, place="code/", form_id="talk")


def ask_again(entered: Entered, notice: str, **facts: object) -> HttpResponse:
    """Ask for the code once more, with everything that was typed."""
    page = Page(template="enter", language=entered.language)
    kept = entered.words[:MOST_CHARACTERS]
    return personal_page(
        page, entered=entered, kept=kept, notice=notice, form_id="talk", day=entered.light, **facts
    )


def not_a_code(entered: Entered, reason: NotACode) -> HttpResponse:
    """Say which word or group does not fit; nothing was looked up."""
    place = ", ".join(str(position) for position in reason.positions)
    return ask_again(entered, FAULTS[reason.kind], place=place, count=reason.found, beside=True)


def unknown(entered: Entered, begun: float) -> HttpResponse:
    """Say the same to all whose code leads nowhere: invented, erased, or still on its way.

    All wait until the same moment after `begun`: where a wrong word looks as if everything were
    deleted, its doubt is written first. Past a few at once nobody waits, and the crowd hides it.
    """
    with suppress(LineIsFull), WAITING.turn():
        sleep(max(0.0, begun + UNKNOWN_TAKES - monotonic()))
    return ask_again(entered, "site.return.unknown")
