"""Everything that the page of one case shows, from one opened case."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from safeconduct.cases.access import CaseView
from safeconduct.cases.contents import MOST_CHARACTERS
from safeconduct.cases.set_aside import on_case
from safeconduct.desk import rows, story
from safeconduct.desk.crisis import Help, helps
from safeconduct.desk.offered import Doings, doings
from safeconduct.desk.pending import Pending, pending
from safeconduct.desk.planned import Plan, plan
from safeconduct.desk.staff import to_assign
from safeconduct.desk.steps import Step, steps
from safeconduct.desk.told import ToldFact, told, where_it_goes
from safeconduct.desk.trouble import NO_DRAFT, Draft, Trouble
from safeconduct.desk.wished import ToCall, to_call
from safeconduct.desk.words import called, channel
from safeconduct.domain.life import EMPTIED, Action, State
from safeconduct.domain.urgency import Sign
from safeconduct.people.readers import Reader
from safeconduct.programme.languages import LANGUAGES, Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One case as its page shows it; `seen` goes with each form that decides on it.

    `beside` is the colleague who has it: acting beside them takes a step of its own.
    """

    row: rows.Row
    seen: int
    about: str
    opened_at: datetime
    language: str
    language_name: str
    channel: str
    holder: str
    mine: bool
    beside: str
    lines: list[story.Line] = field(repr=False)
    steps: list[Step]
    offered: Doings
    pending: list[Pending]
    plan: Plan | None = field(repr=False)
    other_signs: list[tuple[str, str]]
    helps: list[Help]
    told: list[ToldFact]
    to_call: ToCall | None
    goes: str
    doubts: story.Doubts = field(repr=False)
    set_aside: int
    intact: bool
    emptied: State | None
    most: int
    draft: Draft = field(repr=False)
    trouble: Trouble | None

    @property
    def direction(self) -> str:
        return _direction(self.language)


def case_page(
    view: CaseView,
    reader: Reader,
    desk_language: str,
    *,
    trouble: Trouble | None = None,
    draft: Draft = NO_DRAFT,
) -> CasePage:
    row, me = view.row, reader.call_sign
    signs = (*row.confirmed, *row.claimed)
    offered = doings(view.life, view.offers, to_assign() if _assigns(view) else ())
    return CasePage(
        row=rows.shown(row, reader=me, now=timezone.now()),
        seen=story.seen(view.timeline),
        about=rows.about(row),
        opened_at=row.opened_at,
        language=row.language,
        language_name=rows.language(row.language),
        channel=channel(row.channel),
        holder=row.assigned,
        mine=_same(row.assigned, me),
        beside="" if _same(row.assigned, me) else row.assigned,
        lines=story.story(view.timeline, desk_language),
        steps=steps(view.life, view.timeline),
        offered=offered,
        pending=pending(view.life, offered, me, timezone.now()),
        plan=plan(view, draft, timezone.now()),
        other_signs=[(sign.value, called(sign)) for sign in Sign if sign not in signs],
        helps=helps(signs, row.language),
        told=told(view),
        to_call=to_call(view, reader, timezone.now()),
        goes=where_it_goes(view.reach),
        doubts=story.doubts(view, desk_language),
        set_aside=on_case(row.reference),
        intact=view.intact,
        emptied=view.life.state if view.life.state in EMPTIED else None,
        most=MOST_CHARACTERS,
        draft=draft,
        trouble=trouble,
    )


def _same(one: str, other: str) -> bool:
    """Call signs are compared without case, as sign-in does."""
    return one.casefold() == other.casefold()


def _assigns(view: CaseView) -> bool:
    return any(offer.action is Action.ASSIGN and offer.possible for offer in view.offers)


def _direction(tag: str) -> str:
    return LANGUAGES[tag].direction if tag in LANGUAGES else Direction.LEFT_TO_RIGHT
