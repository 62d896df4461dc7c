"""How the line answers now, in words of the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.domain.answering import People, Why
from safeconduct.talks import line_now
from safeconduct.talks.line_now import LineNow

HOURS = (1, 4, 12)
"""For how long calls can be kept brief by hand, in hours."""
REACHED: Mapping[People, str] = {
    People.ON_DUTY: noop("Callers are offered a person."),
    People.PAUSING: noop(
        "All on duty pause: callers are offered a message and a call-back."
        " A crisis rings who pauses."
    ),
    People.NOBODY: noop("Nobody is on duty: callers are offered a message and a call-back."),
    People.NIGHT: noop(
        "Outside the hours: callers hear when people answer again, and leave a message."
    ),
}
BRIEF: Mapping[Why, str] = {
    Why.QUEUE: noop("Calls are kept brief: more wait than can be answered."),
    Why.CALLS: noop("Calls are kept brief: very many calls are up."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLine:
    """One switch: what callers meet there now. `since`: the time of day; `name`: if several."""

    name: str
    says: str
    brief: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowItAnswers:
    """All switches, and until when a shift lead keeps calls brief, if they do."""

    lines: tuple[OneLine, ...]
    by_hand_until: str


def how_it_answers(now: datetime) -> HowItAnswers:
    lines, until = line_now.lines(now), line_now.kept_brief_until(now)
    return HowItAnswers(
        lines=tuple(_shown(one, lines) for one in lines),
        by_hand_until=f"{until:%H:%M}" if until else "",
    )


def _shown(one: LineNow, lines: Sequence[LineNow]) -> OneLine:
    return OneLine(
        name=one.node if len(lines) > 1 else "",
        says=gettext(REACHED[one.people]),
        brief=gettext(BRIEF[one.why]) if one.why in BRIEF else "",
        since=f"{one.since:%H:%M}",
    )
