"""The return page: by code to what waits, and from there to add, withdraw or delete."""

from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from types import MappingProxyType
from uuid import uuid4

from django.db import Error
from django.http import HttpRequest, HttpResponse

from safeconduct.cases import wishes
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import MOST_CHARACTERS, Words
from safeconduct.cases.visits import Visit, latest_status, news, replies, visit
from safeconduct.domain.return_code import NotACode, parse
from safeconduct.domain.turns import LineIsFull, OneByOne, Turns
from safeconduct.front import tickets
from safeconduct.front.attaching import arrival_id, attach
from safeconduct.front.door import door, now
from safeconduct.front.entering import Entered, ask_again, ask_code, not_a_code, read, unknown
from safeconduct.front.hand_in import facts_of
from safeconduct.front.origin import is_sent
from safeconduct.front.pages import Page, personal_page
from safeconduct.front.tickets import Ticket
from safeconduct.front.trouble import BUSY, NOT_STORED, sent_again
from safeconduct.vault import return_keys
from safeconduct.vault.arrivals import ArrivalKind, CannotOpen, Facts

# One worker has eight threads: whoever tries codes holds at most five of them.
CODE_TURNS = Turns(at_once=1, line=4)
SAME_CODE = OneByOne()


def come_back(request: HttpRequest, language: str) -> HttpResponse:
    """Ask for the code, or do what a page that was reached with it asks for."""
    if not is_sent(request):
        return ask_code(request, language)
    entered = read(request, language)
    try:
        return with_ticket(entered) if entered.ticket else with_code(entered)
    except LineIsFull:
        return sent_again(request, BUSY)
    except (Error, OSError):
        return sent_again(request, NOT_STORED)


def with_code(entered: Entered) -> HttpResponse:
    try:
        code = parse(entered.code)
    except NotACode as reason:
        return not_a_code(entered, reason)
    with CODE_TURNS.turn():
        keys = return_keys.derive(code, entered.own_word, door().bundle.salt)
    at, begun = now(), monotonic()
    with SAME_CODE.turn(keys.locator):
        facts = facts_of(uuid4(), entered.language)
        come = wishes.come_back(door().bundle, keys, facts, at)
    if come is None:
        return unknown(entered, begun)
    return return_page(entered, tickets.issue(keys, door().hour_keys, at), come)


def with_ticket(entered: Entered) -> HttpResponse:
    at = now()
    try:
        ticket = tickets.read(entered.ticket, door().hour_keys, at)
    except CannotOpen:
        return ask_again(entered, "site.return.old")
    begun, come = monotonic(), visit(ticket.keys, at)
    if come is None:
        return unknown(entered, begun)
    # The button stands after the file: of a form that was cut it did not come through.
    wish = "add" if entered.file.fault else entered.wish
    return WISHES.get(wish, look_again)(entered, ticket, come)


def look_again(entered: Entered, ticket: Ticket, come: Visit) -> HttpResponse:
    _note_told(entered, come)
    return return_page(entered, ticket.text, come)


def add_words(entered: Entered, ticket: Ticket, come: Visit) -> HttpResponse:
    """Store what the person wrote and sent along; what cannot be taken is told, all words kept."""
    _note_told(entered, come)
    error = _amiss(entered) or _attached(entered, ticket, come)
    if error:
        return return_page(entered, ticket.text, come, error=error)
    facts, at = _wish(entered, ticket, ArrivalKind.ADD)
    if entered.words:
        store(wishes.add(door().bundle, come, facts, Words(text=entered.words, at=at)), at)
    fresh = tickets.issue(ticket.keys, door().hour_keys, at)
    return return_page(entered, fresh, come, done="site.return.add.done")


def _amiss(entered: Entered) -> str:
    if entered.too_long:
        return "site.form.long"
    nothing = not entered.words and not entered.file.content
    return entered.file.fault or ("site.return.empty" if nothing else "")


def _attached(entered: Entered, ticket: Ticket, come: Visit) -> str:
    """Store the file first: where that fails nothing else was stored, and all is sent once more."""
    if not entered.file.content:
        return ""
    facts = facts_of(arrival_id(ticket.keys, entered.file), entered.language)
    return attach(entered.file, come, facts, now())


def ask_first(entered: Entered, ticket: Ticket, _come: Visit) -> HttpResponse:
    """Ask once more before something ends; what was typed travels along."""
    page = Page(template="sure", language=entered.language)
    return personal_page(
        page, wish=entered.wish, entered=entered, ticket=ticket.text, day=entered.light,
        title=f"site.return.{entered.wish}", text=f"site.return.{entered.wish}.text",
        sure=f"site.return.{entered.wish}.sure", form_id="talk",
    )  # fmt: skip


def withdraw(entered: Entered, ticket: Ticket, come: Visit) -> HttpResponse:
    facts, at = _wish(entered, ticket, ArrivalKind.WITHDRAW)
    store(wishes.withdraw(door().bundle, come, facts), at)
    return _ended(entered, ArrivalKind.WITHDRAW)


def erase(entered: Entered, ticket: Ticket, come: Visit) -> HttpResponse:
    facts, at = _wish(entered, ticket, ArrivalKind.ERASE)
    store(wishes.erase(door().bundle, come, facts), at)
    return _ended(entered, ArrivalKind.ERASE)


Wish = Callable[[Entered, Ticket, Visit], HttpResponse]

WISHES: Mapping[str, Wish] = MappingProxyType(
    {
        "look": look_again,
        "add": add_words,
        "withdraw": ask_first,
        "withdraw_sure": withdraw,
        "erase": ask_first,
        "erase_sure": erase,
    }
)


def _wish(entered: Entered, ticket: Ticket, kind: ArrivalKind) -> tuple[Facts, datetime]:
    words = entered.words if kind is ArrivalKind.ADD else ""
    return facts_of(ticket.arrival_id(kind, words), entered.language), now()


def _note_told(entered: Entered, come: Visit) -> None:
    if come.to_tell:
        facts = facts_of(uuid4(), entered.language)
        wishes.note_doubt(door().bundle, come, facts, now())


def _ended(entered: Entered, kind: ArrivalKind) -> HttpResponse:
    page = Page(template="ended", language=entered.language)
    return personal_page(page, text=f"site.return.{kind.value}.done", day=entered.light)


def return_page(
    entered: Entered, ticket: str, come: Visit, *, error: str = "", done: str = ""
) -> HttpResponse:
    found = news(come, door().bundle.reply_keys, now())
    words = "" if done else entered.words[:MOST_CHARACTERS]
    return personal_page(
        Page(template="return", language=entered.language),
        progress=latest_status(found, door().wording(entered.language).signed),
        replies=replies(found),
        ticket=ticket, words=words, error=error, done=done, limit=MOST_CHARACTERS,
        about_file=error.startswith("site.file"),
        form_id="talk", day=entered.light,
    )  # fmt: skip
