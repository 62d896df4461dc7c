"""The rule tables drawn as pages for people: `docs/rules/*.md`, never written by hand."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from safeconduct.config import menu_pages
from safeconduct.domain.answering import BRIEF, LONGEST_BY_HAND, PEOPLE, STAYS_ABOVE, Limits
from safeconduct.domain.call_backs import (
    CAME_OF,
    HOURS,
    MOST_TRIES,
    MOST_UNLED,
    UNDISTURBED,
    CameOf,
)
from safeconduct.domain.calls import MEANS, OUTCOMES, WISHES, Part, What
from safeconduct.domain.crisis import CRISES, Crisis, Later
from safeconduct.domain.life import (
    ACTS,
    BEFORE_ARRIVAL,
    CLOSED,
    EMPTIED,
    ENDS,
    LIFE,
    NEEDS,
    Act,
    Action,
    Fact,
    State,
    label,
)
from safeconduct.domain.retention import RETENTION, SOURCES
from safeconduct.domain.role import FOUR_EYES, HANDED_TO, RIGHTS, TEAMS, Right, Role, Team
from safeconduct.domain.urgency import CLAIMS_AN_HOUR, URGENCY, Grade, Sign

DRAWN = "<!-- Drawn from {source} by `make docs`; changes made here are lost. -->"
GRADES: Mapping[Grade, str] = {Grade.NOW: "minutes", Grade.SOON: "hours"}


def draw(folder: Path) -> None:
    """Write every page of rules into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in _pages():
        (folder / name).write_text(words, encoding="utf-8")


def stale(folder: Path) -> list[str]:
    """The names of pages that do not say what the tables say; missing and left-over ones too."""
    drawn = dict(_pages())
    found = {page.name: page.read_text(encoding="utf-8") for page in folder.glob("*.md")}
    return sorted(name for name in drawn.keys() | found if drawn.get(name) != found.get(name))


def life() -> str:
    return _page(
        "The life of a case",
        "domain/life",
        "Which action is possible in which state, who may do it, and what it still needs. "
        "Nothing here refuses a person by itself: the clock lets a silent case lapse, and who "
        "comes back opens it again; else it only tells what came of a call-back.",
        "## The way",
        _diagram(),
        "## States",
        f"Wherever a case is, from the first contact to any end that kept its contents, "
        f"these are possible and change no state: {_labels(EVERYWHERE)}. "
        "Whoever arrives is received, whatever the file says; and before arrival a person can "
        "always withdraw and delete everything.",
        _table(("State", "Leads to", "What else is possible"), map(_state_row, LIFE)),
        "## Actions",
        "An operator's word for a person is an event of its own: *the person* in the second column "
        "means from their own hand.",
        _table(
            ("Action", "Who", "Needs", "Tells", "Second half"),
            (_action_row(action, act) for action, act in ACTS.items()),
        ),
        "## Words an event may use",
        "An event tells closed words, counts, teams and call signs, never free text.",
        _table(("Fact", "Words"), (_words_row(fact) for fact in Fact)),
    )


def rights() -> str:
    return _page(
        "Roles, rights and four eyes",
        "domain/role.py",
        "Who may do what, whose keys they hold, and what takes two people.",
        "## Teams",
        _table(
            ("Role", "Holds the keys of"),
            ((_name(role), _names(sorted(teams)) or "none") for role, teams in TEAMS.items()),
        ),
        f"A conversation can be handed on to: {_names(t for t in Team if t in HANDED_TO)}.",
        "## What takes two people",
        "Two events, by two people, each with the right of their half.",
        _table(
            ("Decision", "First", "Second"),
            (
                (row.label, _roles(row.first), f"{_roles(row.second)}; someone else")
                for row in FOUR_EYES.values()
            ),
        ),
        "## Rights",
        _table(("Right", "Roles"), ((_name(right), _roles(right)) for right in RIGHTS)),
    )


def urgency() -> str:
    return _page(
        "Urgency",
        "domain/urgency.py",
        "The queue sorts what staff confirmed, then what people claim, then by waiting time. "
        f"On each channel, {CLAIMS_AN_HOUR} claims an hour move up on the person's word alone; "
        "later ones keep their mark and wait by time, so that a flood buries nobody. "
        "Nothing is hidden.",
        _table(
            ("Sign", "Waits", "Claimed when a person", "Confirmed when"),
            (
                (row.label, GRADES[row.grade], row.claimed_by, row.confirmed_by)
                for row in URGENCY.values()
            ),
        ),
    )


def crisis() -> str:
    return _page(
        "Crisis protocol",
        "domain/crisis.py",
        "What cannot wait for the next question. It changes the order of help, never the decision "
        "about a request.",
        _table(
            ("Crisis", "Begins with", "Said at once", "Called", "Within", "Asked later, never now"),
            map(_crisis_row, CRISES),
        ),
    )


def calls() -> str:
    return _page(
        "Calls",
        "domain/calls.py",
        "Who may wish what of a call on the line, by the part they have in it. The desk offers "
        "and takes nothing else, and the line looks again when it obeys. To listen takes no part "
        "but a right, and an event of the log before anything is heard.",
        "## Wishes",
        _table(
            ("Part in the call", *(_name(what) for what in What)),
            ((_part(part), *_ticks(WISHES[part])) for part in WISHES),
        ),
        "## What the line does",
        _table(("Wish", "Then"), ((_name(what), means) for what, means in MEANS.items())),
        "## When who wished it may be called",
        "Between two parts of the day nobody is called who named one of them. Where the people of "
        "a programme live by several clocks, the hour must be right by each.",
        _table(("Part of the day", "Hours"), ((key, _hours(key)) for key in HOURS)),
        f"At most {MOST_TRIES} tries a wish; one press is one try. A line that could not dial uses "
        f"up none at its first {MOST_UNLED} failures of three days, and one at each after them.",
        _table(("What came of it", "Counts"), map(_came_of, CameOf)),
        "## How a talk ended",
        _table(
            ("Call type", "Name"), ((label, f"`{outcome}`") for outcome, label in OUTCOMES.items())
        ),
    )


def answering() -> str:
    usual = Limits()
    return _page(
        "How the line answers",
        "domain/answering.py",
        "Whether a person can be reached is seen twice a second: the first row that holds. "
        "Hours promise, they do not lock. `[line]` of `programme.toml` names them; without it "
        "people answer day and night.",
        _table(
            ("The line", "Holds while", "A caller hears at once", "Zero"),
            ((f"**{r.label}**", r.when, r.hears, r.zero) for r in PEOPLE.values()),
        ),
        "## Brief calls",
        "While one of these holds, calls that begin follow the script `brief`: safety, whom it is "
        "about, what cannot wait, the code, a message; the rest is asked later. Calls that are up "
        f"stay as they began. What became too full stays so until it is {STAYS_ABOVE:.0%} of that. "
        f"As usual `waiting_each` is {usual.waiting_each} and `calls` {usual.calls}. A shift lead "
        f"may keep calls brief by hand for {_span(LONGEST_BY_HAND)} at most, told in the log.",
        _table(
            ("Why", "Begins when"),
            ((f"**{row.label}**", row.when) for row in BRIEF.values()),
        ),
    )


def retention() -> str:
    return _page(
        "Retention",
        "domain/retention.py",
        "How long each class of what is stored is kept. When its time is over it is destroyed by "
        "the clock: key, words, ways back; of a case its row and its log stay, in closed words. "
        "What waits for an answer is not destroyed unread, for at most 180 days. Where a time is "
        "our own choice, a programme may keep less (`[keep]` in `programme.toml`), never more.",
        _table(
            ("What", "Lives", "From", "Why", "Whose choice", "Name"),
            (
                (f"**{row.label}**", _span(row.lives), row.since, row.why, SOURCES[row.source],
                 f"`{kept}`")
                for kept, row in RETENTION.items()
            ),
        ),
    )  # fmt: skip


def _pages() -> Iterable[tuple[str, str]]:
    drawn = ((name, page()) for name, page in PAGES.items())
    return (*drawn, *menu_pages.pages())


PAGES: Mapping[str, Callable[[], str]] = {
    "life.md": life,
    "rights.md": rights,
    "urgency.md": urgency,
    "crisis.md": crisis,
    "answering.md": answering,
    "calls.md": calls,
    "retention.md": retention,
}


def _page(title: str, source: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", DRAWN.format(source=source), *parts)) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _diagram() -> str:
    way = (State.UNOPENED, *BEFORE_ARRIVAL, State.RECEIVED)
    arrows = [
        f"    {start} --> {to}: {ACTS[action].label}"
        for start in way
        for action, to in LIFE[start].items()
        if to in way and to is not start and (to is not State.RECEIVED or start is way[-2])
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *arrows, "```"])


def _state_row(state: State) -> Sequence[str]:
    leads = (
        f"{ACTS[action].label} → *{label(to)}*"
        for action, to in LIFE[state].items()
        if to is not state
    )
    stays = _labels(action for action in _staying(state) if action not in EVERYWHERE)
    end = " (an end)" if state in ENDS else ""
    return f"**{label(state)}**{end}", "<br>".join(leads) or "–", stays or "–"


def _staying(state: State) -> tuple[Action, ...]:
    return tuple(action for action, to in LIFE[state].items() if to is state)


def _labels(actions: Iterable[Action]) -> str:
    return ", ".join(ACTS[action].label.lower() for action in actions)


EVERYWHERE = tuple(
    action
    for action in Action
    if all(action in _staying(state) for state in (*BEFORE_ARRIVAL, *(ENDS - EMPTIED)))
)


def _action_row(action: Action, act: Act) -> Sequence[str]:
    needs = "<br>".join(NEEDS[need].label for need in act.needs)
    tells = ", ".join(label(fact) for fact in act.takes)
    second = f"{_roles(FOUR_EYES[act.opens].second)}; someone else" if act.opens else ""
    return f"**{act.label}** `{action}`", _who(act), needs or "–", tells or "–", second or "–"


def _who(act: Act) -> str:
    hands = (
        _roles(act.right) if act.right else "",
        "the person" if act.requester else "",
        "the clock" if act.clock else "",
    )
    return ", ".join(hand for hand in hands if hand)


def _words_row(fact: Fact) -> Sequence[str]:
    words = ", ".join(f"`{word.value}`" for word in CLOSED[fact]) if fact in CLOSED else OPEN[fact]
    return f"`{fact}`, {label(fact)}", words


OPEN: Mapping[Fact, str] = {
    Fact.CLAIMED: "any of " + ", ".join(f"`{sign}`" for sign in Sign),
    Fact.CLAIMS_BEFORE: "a count",
    Fact.UNIT: "a number",
    Fact.MEMBER: "a number",
    Fact.PEOPLE: "a count",
    Fact.TO: "a call sign",
}


def _crisis_row(crisis: Crisis) -> Sequence[str]:
    row = CRISES[crisis]
    return (
        f"**{row.label}**",
        URGENCY[row.sign].label,
        f"`{row.text}`",
        _names(row.called),
        _minutes(row.within),
        _names(row.later),
    )


def _part(part: Part | None) -> str:
    return f"**{_name(part)}**" if part else "**none, a free seat**"


def _hours(part: str) -> str:
    return ", ".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in HOURS[part])


def _came_of(came: CameOf) -> Sequence[str]:
    return CAME_OF[came], "no" if came in UNDISTURBED else "yes"


def _ticks(may: Collection[What]) -> Iterable[str]:
    return ("yes" if what in may else "" for what in What)


def _span(lives: timedelta) -> str:
    if not lives:
        return "destroyed at once"
    if lives < timedelta(hours=1):
        return _minutes(lives)
    hours = lives // timedelta(hours=1)
    return f"{hours} h" if lives <= timedelta(hours=72) else f"{lives.days} days"


def _minutes(target: timedelta) -> str:
    return f"{int(target.total_seconds() // 60)} min"


def _roles(right: Right) -> str:
    held = RIGHTS[right]
    return "everyone" if len(held) == len(Role) else _names(role for role in Role if role in held)


def _names(words: Iterable[Role | Right | Team | Later | Part | What]) -> str:
    return ", ".join(_name(word) for word in words)


def _name(word: Role | Right | Team | Later | Part | What) -> str:
    return word.value.replace("_", " ")
