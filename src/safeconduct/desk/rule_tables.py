"""The rule tables as the Rules page shows them, drawn from what the code itself walks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from safeconduct.desk import times, words
from safeconduct.desk.words import called
from safeconduct.domain.answering import BRIEF, LONGEST_BY_HAND, PEOPLE, Fullness, Reached
from safeconduct.domain.crisis import CRISES
from safeconduct.domain.life import ACTS, ENDS, LIFE, Act, State
from safeconduct.domain.retention import RETENTION, SOURCES
from safeconduct.domain.role import FOUR_EYES, RIGHTS, TEAMS, Right, Role
from safeconduct.domain.urgency import CLAIMS_AN_HOUR, URGENCY
from safeconduct.programme.current import current_deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its lines, and whether it names one of the reader's own roles."""

    lines: tuple[str, ...]
    yours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; the first cell of a row is its head."""

    key: str
    title: str
    lede: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(mine: frozenset[Role]) -> tuple[Table, ...]:
    return (
        urgency(),
        crisis(),
        answering(),
        states(),
        acts(mine),
        retention(),
        four_eyes(mine),
        rights(mine),
        teams(mine),
    )


def urgency() -> Table:
    return Table(
        key="urgency",
        title=gettext("Urgency"),
        lede=gettext(
            "The queue sorts what staff confirmed, then what people claim, then by waiting time. "
            "On each channel {n} claims an hour move up on the person’s word alone; later ones "
            "keep their mark and wait by time. Nothing is hidden."
        ).format(n=CLAIMS_AN_HOUR),
        heads=(
            gettext("Sign"),
            gettext("Waits"),
            gettext("Claimed when a person"),
            gettext("Confirmed when"),
        ),
        rows=tuple(
            _row(row.label, words.GRADES[row.grade], row.claimed_by, row.confirmed_by)
            for row in URGENCY.values()
        ),
    )


def crisis() -> Table:
    return Table(
        key="crisis",
        title=gettext("Crisis protocol"),
        lede=gettext(
            "What cannot wait for the next question. It changes the order of help, never the "
            "decision about a request."
        ),
        heads=(
            gettext("Crisis"),
            gettext("Begins with"),
            gettext("Called"),
            gettext("Within"),
            gettext("Asked later, never now"),
        ),
        rows=tuple(
            (
                _cell(gettext(row.label)),
                _cell(called(row.sign)),
                _cell(*(called(role) for role in row.called)),
                _cell(times.wait(row.within)),
                _cell(*(called(what) for what in row.later)),
            )
            for row in CRISES.values()
        ),
    )


def answering() -> Table:
    rows: tuple[Reached | Fullness, ...] = (*PEOPLE.values(), *BRIEF.values())
    return Table(
        key="answering",
        title=gettext("How the line answers"),
        lede=gettext(
            "Hours promise, they do not lock: the first of three that holds says whether a person "
            "can be reached. While one of the others holds, new calls are brief, until it is half "
            "as full; a shift lead may keep them brief by hand for {n} hours."
        ).format(n=LONGEST_BY_HAND // times.HOUR),
        heads=(gettext("The line"), gettext("Holds while"), gettext("A caller hears")),
        rows=tuple(_row(row.label, row.when, row.hears) for row in rows),
    )


def states() -> Table:
    return Table(
        key="life",
        title=gettext("The life of a case"),
        lede=gettext(
            "From which state a case goes where. Before arrival a person can always withdraw and "
            "delete everything; whoever arrives is received, whatever the file says."
        ),
        heads=(gettext("State"), gettext("Leads to")),
        rows=tuple(_state(state) for state in LIFE if state is not State.UNOPENED),
    )


def acts(mine: frozenset[Role]) -> Table:
    return Table(
        key="actions",
        title=gettext("Actions"),
        lede=gettext("Who does what, what it needs first, and who must do the second half."),
        heads=(
            gettext("Action"),
            gettext("Who"),
            gettext("Needs"),
            gettext("Tells"),
            gettext("Second half"),
        ),
        rows=tuple(_act(act, mine) for act in ACTS.values()),
    )


def retention() -> Table:
    lives = current_deployment().lives
    return Table(
        key="retention",
        title=gettext("Retention"),
        lede=gettext(
            "How long each class of what is stored lives in this programme. Then the clock "
            "destroys it; of a case its row and its log stay. What waits for an answer is not "
            "destroyed unread, for at most 180 days."
        ),
        heads=(
            gettext("What"),
            gettext("Lives"),
            gettext("From"),
            gettext("Why"),
            gettext("Whose choice"),
        ),
        rows=tuple(
            (
                _cell(gettext(row.label)),
                _cell(times.wait(lives[kept]) if lives[kept] else gettext("destroyed at once")),
                *_row(row.since, row.why, SOURCES[row.source]),
            )
            for kept, row in RETENTION.items()
        ),
    )


def four_eyes(mine: frozenset[Role]) -> Table:
    return Table(
        key="four-eyes",
        title=gettext("What takes two people"),
        lede=gettext("Two events, by two people, each with the right of their half."),
        heads=(gettext("Decision"), gettext("First"), gettext("Second, someone else")),
        rows=tuple(
            (_cell(gettext(row.label)), _roles(row.first, mine), _roles(row.second, mine))
            for row in FOUR_EYES.values()
        ),
    )


def rights(mine: frozenset[Role]) -> Table:
    return Table(
        key="rights",
        title=gettext("Rights"),
        lede=gettext("What each role may do. Yours are marked."),
        heads=(gettext("Right"), gettext("Roles")),
        rows=tuple((_cell(called(right)), _roles(right, mine)) for right in RIGHTS),
    )


def teams(mine: frozenset[Role]) -> Table:
    return Table(
        key="teams",
        title=gettext("Teams and their keys"),
        lede=gettext("A team is who can open the same cases: its members hold its key."),
        heads=(gettext("Role"), gettext("Holds the keys of")),
        rows=tuple(
            (
                Cell(lines=(called(role),), yours=role in mine),
                _cell(*(called(team) for team in sorted(held))),
            )
            for role, held in TEAMS.items()
        ),
    )


def _row(*cells: str) -> tuple[Cell, ...]:
    return tuple(_cell(gettext(cell)) for cell in cells)


def _cell(*lines: str) -> Cell:
    return Cell(lines=lines or ("–",))


def _state(state: State) -> tuple[Cell, ...]:
    moves = (
        f"{called(action)} → {called(to)}" for action, to in LIFE[state].items() if to is not state
    )
    name = called(state)
    return _cell(name, gettext("an end")) if state in ENDS else _cell(name), _cell(*moves)


def _act(act: Act, mine: frozenset[Role]) -> tuple[Cell, ...]:
    return (
        _cell(gettext(act.label)),
        _who(act, mine),
        _cell(*(called(need) for need in act.needs)),
        _cell(*(called(fact) for fact in act.takes)),
        _roles(FOUR_EYES[act.opens].second, mine) if act.opens else _cell(),
    )


def _who(act: Act, mine: frozenset[Role]) -> Cell:
    hands = (
        words.roles(RIGHTS[act.right]) if act.right else "",
        gettext("the person") if act.requester else "",
        gettext("the clock") if act.clock else "",
    )
    yours = act.right is not None and bool(RIGHTS[act.right] & mine)
    return Cell(lines=_said(hands), yours=yours)


def _roles(right: Right, mine: frozenset[Role]) -> Cell:
    held = RIGHTS[right]
    return Cell(lines=(words.roles(held),), yours=bool(held & mine))


def _said(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
