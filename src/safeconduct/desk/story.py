"""A case's timeline as the page tells it: words as a conversation, events as quiet lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.access import CaseView
from safeconduct.cases.callbacks import masked
from safeconduct.cases.doubted import Doubted
from safeconduct.cases.opening import Unreadable
from safeconduct.cases.outbox import State as Fate
from safeconduct.cases.queries import QUIET
from safeconduct.cases.timeline import Item, ItemKind, Sent
from safeconduct.desk.words import called, channel, done
from safeconduct.domain.life import ERRANDS, REQUESTER, Action, Details, Fact
from safeconduct.domain.life.details import CLOSED
from safeconduct.domain.role import MACHINE
from safeconduct.domain.script import Kind, Question
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.current import current_texts
from safeconduct.programme.texts import Text

KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question and its answer, both in the desk's words or the answer in the person's."""

    question: str
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is the matter with what is not shown: in two or three words, and in full."""

    title: str
    words: str

    def told(self) -> "Fault":
        return Fault(title=gettext(self.title), words=gettext(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place of the story. `kind` is the item's kind, or `day` where a new day begins."""

    kind: str
    at: datetime
    who: str = ""
    where: str = ""
    words: str = field(default="", repr=False)
    asked: tuple[Asked, ...] = ()
    own: tuple[Asked, ...] = ()
    event: str = ""
    read_at: datetime | None = None
    fate: str = ""
    ours: bool = False
    seq: int = 0
    size: str = ""
    old_code: bool = False
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtedLine:
    """One thing that was said with a wrong own word; `closed` to who holds no key to it."""

    id: UUID
    line: Line
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """How often the code came with a wrong own word, and what was said with it."""

    times: int
    said: list[DoubtedLine] = field(repr=False)


def story(timeline: Iterable[Item], language: str) -> list[Line]:
    """The whole timeline, its days named, readings that follow each other told in one line."""
    told = list(_told(timeline, current_texts().of(language).texts))
    return list(_with_days(told))


def doubts(view: CaseView, language: str) -> Doubts:
    """What came with a wrong own word, told apart from the story: it is no part of the case."""
    words = current_texts().of(language).texts
    lines = ((one, _line(one.item, words) if one.item else _closed(one)) for one in view.doubted)
    said = [DoubtedLine(id=one.id, line=line, closed=one.item is None) for one, line in lines]
    return Doubts(times=view.doubts, said=said)


def _closed(one: Doubted) -> Line:
    return Line(kind="closed", at=one.at, where=channel(one.channel))


def seen(timeline: Iterable[Item]) -> int:
    """The last place of the log that a decision on this page took into account."""
    return max((item.seq for item in timeline if item.action not in QUIET), default=0)


def answers_of(timeline: Iterable[Item]) -> Mapping[str, str]:
    """What the person has chosen so far, by the question's key; the newest hand-in counts.

    What came by an older code decides nothing: it may be somebody else's.
    """
    sure = (item for item in timeline if not item.old_code)
    return {key: value for item in sure for key, value in item.answers}


def _told(timeline: Iterable[Item], words: Mapping[str, Text]) -> Iterator[Line]:
    for reading, items in groupby(_worth_telling(timeline), key=_is_reading):
        if reading:
            yield _readings(list(items))
        else:
            yield from (_line(item, words) for item in items)


def _is_reading(item: Item) -> bool:
    return item.action is Action.READ


def _worth_telling(timeline: Iterable[Item]) -> Iterator[Item]:
    """Leave out readings by who has seen everything already: the log has them, the eye not."""
    up_to_date: set[str] = set()
    for item in timeline:
        if not _is_reading(item):
            up_to_date &= {item.author}
        elif item.author in up_to_date:
            continue
        up_to_date.add(item.author)
        yield item


def _line(item: Item, words: Mapping[str, Text]) -> Line:
    if item.kind is ItemKind.WORDS and not item.words and not item.old_code:
        told = gettext("The person changed whether we may write to them")
        return Line(kind=ItemKind.EVENT.value, at=item.at, event=told, seq=item.seq)
    chosen, own = _asked(item, words)
    return Line(
        kind=item.kind.value,
        at=item.at,
        who=who(item.author),
        where=channel(item.channel),
        words=item.words,
        asked=chosen,
        own=own,
        event=_event(item),
        read_at=item.read_at,
        fate=_fate(item.sent),
        ours=item.kind in {ItemKind.REPLY, ItemKind.NOTE},
        seq=item.seq,
        size=_size(item),
        old_code=item.old_code,
        fault=FAULTS[item.fault].told() if item.fault else None,
    )


FAULTS: Mapping[Unreadable, Fault] = {
    Unreadable.NOT_VOUCHED: Fault(
        title=noop("Does not verify"),
        words=noop(
            "Neither signature nor log vouches for it: it was changed or damaged after it was "
            "written, or whoever wrote it does not hold this person’s key. Its words are not shown."
        ),
    ),
    Unreadable.NOT_OPENED: Fault(
        title=noop("Cannot be opened"),
        words=noop(
            "The key of this case does not open it: it was damaged or changed after it was "
            "written, or sealed to another key. Its words are not shown."
        ),
    ),
}
FATES: Mapping[str, str] = {
    Fate.WAITING: noop("on its way to the {channel}"),
    Fate.DELIVERED: noop("delivered to the {channel}"),
    Fate.KEPT: noop("kept for the code, as the person wished"),
    Fate.FAILED: noop("not delivered to the {channel}; it waits for the code"),
}


def _fate(sent: Sent | None) -> str:
    return gettext(FATES[sent.state]).format(channel=channel(sent.channel)) if sent else ""


def _size(item: Item) -> str:
    """A file's size band, which is all that shows before it is opened."""
    if not item.size:
        return ""
    if item.size < MIB:
        return gettext("{number} KB").format(number=item.size // KIB)
    return gettext("{number} MB").format(number=item.size // MIB)


def _readings(items: list[Item]) -> Line:
    last = items[-1]
    names = ", ".join(dict.fromkeys(item.author for item in items))
    event = gettext("Read by {who}").format(who=names)
    return Line(kind=ItemKind.EVENT.value, at=last.at, event=event)


def who(author: str) -> str:
    names = {
        REQUESTER.call_sign: gettext("Requester"),
        ERRANDS.call_sign: gettext("The clock"),
        MACHINE: gettext("A command at the machine"),
    }
    return names.get(author, author)


def _event(item: Item) -> str:
    if item.action is None:
        return ""
    facts = list(facts_of(item.details)) if item.details else []
    return f"{done(item.action)}: {', '.join(facts)}" if facts else done(item.action)


def facts_of(details: Details) -> Iterator[str]:
    """What an event tells beside its kind, in closed words."""
    told = (_fact(fact, details) for fact in details.said if fact is not Fact.CLAIMS_BEFORE)
    # Who is alone asks about one, and both facts say so in the same words.
    return iter(dict.fromkeys(told))


def _fact(fact: Fact, details: Details) -> str:
    value = getattr(details, fact)
    if fact in CLOSED:
        return called(value)
    if fact is Fact.CLAIMED:
        return ", ".join(called(sign) for sign in value)
    return str(value)


def _asked(item: Item, words: Mapping[str, Text]) -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
    """What was chosen and what was written, each in the order in which the script asks."""
    script, told = SCRIPTS.get(item.script), dict(item.answers)
    known = [question for question in script.questions if told.get(question.key)] if script else []
    chosen = (_choice(q, told[q.key], words) for q in known if q.kind is not Kind.WORDS)
    written = (_own(q, told[q.key], words) for q in known if q.kind is Kind.WORDS)
    # An answer to a question that our scripts no longer ask is shown as it was stored.
    gone = told.keys() - {question.key for question in known}
    strange = (Asked(question=key, answer=told[key]) for key in sorted(gone) if told[key])
    return tuple(chosen), (*written, *strange)


def _choice(question: Question, value: str, words: Mapping[str, Text]) -> Asked:
    if question.kind is Kind.NUMBER:
        return Asked(question=_words(words, question.text), answer=masked(value))
    answer = "; ".join(_chosen(question, value, words))
    return Asked(question=_words(words, question.text), answer=answer)


def _own(question: Question, value: str, words: Mapping[str, Text]) -> Asked:
    return Asked(question=_words(words, question.text), answer=value)


def _chosen(question: Question, value: str, words: Mapping[str, Text]) -> Iterator[str]:
    for key in value.split(","):
        option = question.option(key)
        if option:
            yield _words(words, option.text)
        else:
            yield gettext("not told") if key == question.skip else key


def _words(words: Mapping[str, Text], key: str) -> str:
    return words[key].words if key in words else key


def _with_days(lines: list[Line]) -> Iterator[Line]:
    for _, day in groupby(lines, key=lambda line: line.at.date()):
        of_day = list(day)
        yield replace(of_day[0], kind="day", words="", asked=(), own=(), event="")
        yield from of_day
