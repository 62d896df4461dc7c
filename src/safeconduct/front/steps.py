"""The request form as pages: what was sent so far decides which page comes next.

The site keeps no talk. Every answer travels in the form and is understood afresh at each step;
answers of later pages travel along, so that stepping back loses none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from safeconduct.domain.dialogue import (
    NOTHING,
    Answers,
    Channel,
    End,
    Kind,
    LabelOf,
    Question,
    Script,
    Unclear,
    current,
    heard,
    on_channel,
    pages,
    said_at_once,
)
from safeconduct.domain.scripts.report import REPORT

SCRIPT: Script = on_channel(REPORT, Channel.SITE)
# A stop needs no page of its own: what stands beside the stopping question is not read then.
PAGED: Script = replace(SCRIPT, stops=())

FIELDS: Mapping[str, Kind] = {question.key: question.kind for question in SCRIPT.questions}

Page = tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one page sent: its questions by key, and every answer that travels in the form."""

    seen: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The page to show: its questions, what stands in them, and what was not understood."""

    page: Page
    first: bool
    fields: Mapping[str, str] = field(repr=False)
    unclear: Mapping[str, Unclear]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The talk has reached an end; `said` is what the last answers call for at once."""

    end: End
    answers: Answers = field(repr=False)
    said: tuple[str, ...] = ()


def opening() -> Ask:
    return _ask(pages(PAGED, NOTHING), 0, {}, {})


def onward(sent: Sent, label_of: LabelOf) -> Ask | Done:
    """Return the next page, the same one with what was unclear, or the end."""
    understood = heard(SCRIPT, _reached(sent), label_of)
    where = current(SCRIPT, understood.answers)
    said = _said(sent.seen, understood.answers)
    if isinstance(where, End):
        return Done(end=where, answers=understood.answers, said=said)
    shown = pages(PAGED, understood.answers)
    ask = _ask(shown, len(shown) - 1, sent.fields, understood.unclear)
    return ask if ask.unclear else replace(ask, said=said)


def same(sent: Sent, label_of: LabelOf) -> Ask:
    """Return the page that was sent, with all that stands in it, and no complaint."""
    shown, place = _place(sent, label_of)
    return _ask(shown, place, sent.fields, {})


def backward(sent: Sent, label_of: LabelOf) -> Ask:
    """Return the page before the one that was sent; what was typed travels along."""
    shown, place = _place(sent, label_of)
    return _ask(shown, max(place - 1, 0), sent.fields, {})


def carried(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the answers of other pages, which travel in hidden fields."""
    here = {question.key for question in ask.page}
    return tuple((key, value) for key, value in ask.fields.items() if key not in here)


def _reached(sent: Sent) -> dict[str, str]:
    """Return the fields up to the page that was sent; an untouched one there counts as empty."""
    order = [question.key for question in SCRIPT.questions]
    last = max((order.index(key) for key in sent.seen if key in order), default=-1)
    reached = {key: sent.fields[key] for key in order[: last + 1] if key in sent.fields}
    return {key: reached.get(key, "") for key in order if key in reached or key in sent.seen}


def _place(sent: Sent, label_of: LabelOf) -> tuple[tuple[Page, ...], int]:
    shown = pages(PAGED, heard(SCRIPT, _reached(sent), label_of).answers)
    for place, page in enumerate(shown):
        if any(question.key in sent.seen for question in page):
            return shown, place
    return shown, len(shown) - 1


def _said(seen: tuple[str, ...], answers: Answers) -> tuple[str, ...]:
    asked = (question for question in SCRIPT.questions if question.key in seen)
    return tuple(
        text for question in asked for text in said_at_once(question, answers.get(question.key, ""))
    )


def _ask(
    shown: tuple[Page, ...], place: int, fields: Mapping[str, str], unclear: Mapping[str, Unclear]
) -> Ask:
    page = shown[place]
    here = {key: reason for key, reason in unclear.items() if any(q.key == key for q in page)}
    return Ask(page=page, first=place == 0, fields=dict(fields), unclear=MappingProxyType(here))
