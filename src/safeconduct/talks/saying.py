"""What became of what a talk had to say: confirm it, deliver an answer into it, let it rest."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from safeconduct.cases.outbox import State
from safeconduct.talks.talk import Do, Item, Shown, Stage, Talk, Tie
from safeconduct.vault.outgoing import Outgoing

MOST_SHOWN = 300
FADES = "bot.answer_fades"
"""Said under an answer of staff, so that nobody is surprised when it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was done of a talk: which items, which messages stand on the screen now.

    `refused`: answers of the desk of which the platform took a part or nothing, for good.
    """

    talk: Talk
    numbers: Collection[int]
    shown: tuple[Shown, ...] = ()
    rows: tuple[str, ...] = ()
    became: State = State.DELIVERED
    refused: tuple[str, ...] = ()


def confirmed(talk: Talk, sent: Sent) -> Talk:
    """Return the talk without what was sent.

    Who stopped, or began afresh, while messages were on their way has them taken off again.
    """
    left = tuple(item for item in talk.items if item.number not in sent.numbers)
    known = {shown.id for shown in talk.screen}
    fresh = tuple(shown for shown in sent.shown if shown.id not in known)
    after = replace(talk, items=left)
    if fresh and (talk.gone or talk.begun != sent.talk.begun):
        return after.doing(Item(do=Do.REMOVE, ids=tuple(shown.id for shown in fresh)))
    return replace(after, screen=(*talk.screen, *fresh)[-MOST_SHOWN:])


def heard_on_screen(talk: Talk, message: int, at: datetime, question: str) -> Talk:
    """Note where a message stands, so that it can be taken off the screen.

    It is the person's own, or one of ours whose button was pressed: a fault may have kept its
    number from us.
    """
    if not message or any(shown.id == message for shown in talk.screen):
        return talk
    shown = Shown(id=message, at=int(at.timestamp()), question=question)
    return replace(talk, screen=(*talk.screen, shown)[-MOST_SHOWN:])


def delivered(talk: Talk, answer: Outgoing, at: datetime) -> Talk:
    """Put an answer of the desk into its talk: it says what was allowed; the tie is renewed."""
    tie = Tie(case_public=answer.case_public.hex(), talk_seed=answer.talk_seed.hex())
    at_once = answer.may == "text" or talk.alive(at)
    row = answer.id.hex
    said = Item(do=Do.WORDS, key=FADES, words=answer.words, row=row, sensitive=True)
    item = said if at_once else Item(do=Do.SAY, key="bot.news", row=row)
    tied = replace(talk, tie=tie, staff_at=at, stage=Stage.OPEN, script="", digest="", marked=())
    return tied.doing(item)


def holds(talk: Talk, row: str) -> bool:
    return any(item.row == row for item in talk.items)
