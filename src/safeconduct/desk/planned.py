"""The plan of a handover as the page shows it: what each part says, and the form to change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.cases.access import CaseView
from safeconduct.cases.plans import Planned
from safeconduct.desk.trouble import Draft
from safeconduct.desk.words import called
from safeconduct.domain.handover import LONGEST_SIGNAL, Misshapen, Window, read_window
from safeconduct.domain.life import Action, Offer, PlanPart, State

SHOWN_IN = frozenset({State.ACCEPTED, State.COORDINATING, State.AWAITING_ARRIVAL})
# How long the words of a part may be; a window is told by two times instead.
LENGTHS = {PlanPart.POINT: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of the plan: its words or its window, who wrote it, and what its form holds."""

    part: PlanPart
    label: str
    words: str = field(default="", repr=False)
    window: Window | None = None
    over: bool = False
    author: str = ""
    at: datetime | None = None
    broken: bool = False
    draft: Draft | None = None

    @property
    def timed(self) -> bool:
        return self.part is PlanPart.WINDOW

    @property
    def longest(self) -> int:
        return LENGTHS.get(self.part, LONGEST_SIGNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan in the right pane; `closed` where it is for other teams to read."""

    parts: tuple[Part, ...]
    closed: bool
    may_write: bool


def plan(view: CaseView, draft: Draft, now: datetime) -> Plan | None:
    """Return what this reader sees of the plan; nothing before there can be one."""
    if view.life.state not in SHOWN_IN and not view.life.plan:
        return None
    if view.plan is None:
        return Plan(parts=(), closed=True, may_write=False)
    written = {one.part: one for one in view.plan}
    may_write = _may_write(view.offers)
    here = [part for part in PlanPart if may_write or part in written]
    parts = (_part(part, written.get(part), draft, now) for part in here)
    return Plan(parts=tuple(parts), closed=False, may_write=may_write)


def _may_write(offers: Iterable[Offer]) -> bool:
    return any(offer.action is Action.PLAN and offer.possible for offer in offers)


def _part(part: PlanPart, written: Planned | None, draft: Draft, now: datetime) -> Part:
    typed = draft if draft.part is part else None
    if written is None:
        return Part(part=part, label=called(part), draft=typed)
    window = _window(written)
    return Part(
        part=part,
        label=called(part),
        words=written.words,
        window=window,
        over=window is not None and window.is_over(now),
        author=written.author,
        at=written.at,
        broken=not written.intact,
        draft=typed,
    )


def _window(written: Planned) -> Window | None:
    if written.part is not PlanPart.WINDOW or not written.intact:
        return None
    try:
        return read_window(written.words)
    except Misshapen:
        return None
