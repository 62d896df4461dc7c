"""One round of the channel's work on its databases: confirm, hear, hand in; runs in one thread.

Everything here may be repeated: killed at any line, the next round does it again.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import DatabaseError

from safeconduct.cases.outbox import State
from safeconduct.programme.bundle import Bundle
from safeconduct.talks import keeping, updates
from safeconduct.talks.carrying_out import Errands
from safeconduct.talks.couriers import Courier
from safeconduct.talks.deliveries import deliver, finished
from safeconduct.talks.files import Fetched, HandingIn
from safeconduct.talks.hearing import hear, untied
from safeconduct.talks.models import Update
from safeconduct.talks.saying import Sent, confirmed, heard_on_screen
from safeconduct.talks.screen import faded
from safeconduct.talks.talk import Stage, Talk
from safeconduct.talks.walking import asked, renewed
from safeconduct.telegram.reading import Heard, read
from safeconduct.telegram.speaker import Speaker

BATCH, MOST_BATCHES = 100, 20
MOST_JOBS = BATCH
"""What is to be passed on beyond that waits as it came: a talk that grew on would fit no row."""
logger = logging.getLogger("safeconduct.telegram")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A pressed button that is to be let rest."""

    bot: str
    callback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round left to be done on the network, and how many updates it applied."""

    talks: list[Talk] = field(repr=False)
    presses: list[Press]
    applied: int


class Became(Enum):
    """What became of an update: it was applied, it waits for what came before, or it breaks."""

    APPLIED = "applied"
    WAITS = "waits"
    BROKEN = "broken"


@dataclass(slots=True, kw_only=True)
class Book:
    """The talks of one round; what was changed is written in one go.

    An address may have two: one that was stopped and is still to be cleared, and the one after.
    `looked`: the addresses that were looked up. `became`: the updates of this round.
    """

    talks: dict[UUID, Talk] = field(repr=False)
    at: dict[str, UUID] = field(default_factory=dict, repr=False)
    changed: dict[UUID, None] = field(default_factory=dict, repr=False)
    looked: set[str] = field(default_factory=set, repr=False)
    became: list[tuple[Update, Heard | None, Became]] = field(default_factory=list, repr=False)

    def look_up(self, addresses: Collection[str], courier: Courier, at: datetime) -> None:
        """Take in the talks of addresses that were not looked up yet."""
        new = sorted({*addresses} - self.looked)
        self.looked.update(new)
        there = keeping.talks_at(new, courier, at)
        self.talks.update({talk.id: talk for talk in there.values() if talk.id not in self.talks})
        self.at.update({where: talk.id for where, talk in there.items()})

    def updates(self, became: Became) -> list[Update]:
        return [row for row, _, what in self.became if what is became]

    @property
    def presses(self) -> list[Press]:
        return [
            Press(bot=row.bot, callback=one.callback)
            for row, one, became in self.became
            if one and one.callback and became is Became.APPLIED
        ]

    def at_address(self, address: str) -> Talk | None:
        identity = self.at.get(address)
        return self.talks[identity] if identity else None

    def put(self, talk: Talk) -> None:
        self.talks[talk.id] = talk
        self.changed[talk.id] = None
        if not talk.gone:
            self.at[talk.address] = talk.id

    @property
    def written(self) -> list[Talk]:
        return [self.talks[identity] for identity in self.changed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """The channel's side of the databases: its courier, the keys it seals to, its words."""

    courier: Courier
    bundle: Bundle
    speakers: Mapping[str, Speaker] = field(repr=False)
    default_language: str

    def round(self, done: Sequence[Sent], at: datetime) -> Round:
        """Confirm what was sent, apply what came, carry out what follows from it."""
        book = Book(talks=keeping.talks_by_id([one.talk.id for one in done], self.courier))
        for sent in done:
            self._confirm(book, sent)
        self._take_all(book, at)
        applied = book.updates(Became.APPLIED)
        with keeping.keeping():
            keeping.keep(book.written, self.courier, at)
            updates.applied(applied)
            updates.set_aside(book.updates(Became.BROKEN))
        talks = self.carry_out(book.written, at)
        return Round(talks=talks, presses=book.presses, applied=len(applied))

    def _take_all(self, book: Book, at: datetime) -> None:
        """Apply a batch of updates, and further ones where most wait: they hold up nobody else."""
        last = 0
        for _ in range(MOST_BATCHES):
            rows = updates.waiting(self.courier, most=BATCH, after=last)
            heard = [(row, self._read(row)) for row in rows]
            book.look_up({address(row.bot, one) for row, one in heard if one}, self.courier, at)
            became = [self._taken(book, row.bot, one, at) for row, one in heard]
            book.became += [(*pair, what) for pair, what in zip(heard, became, strict=True)]
            if len(rows) < BATCH or became.count(Became.WAITS) < BATCH // 2:
                break
            last = rows[-1].id

    def waiting(self, at: datetime, reaches: Callable[[Talk], bool] = bool) -> list[Talk]:
        """Take up what an earlier process or a fault left, and what the desk sent meanwhile.

        `reaches`: whether something can be sent in a talk now; where not, it holds up no other.
        """
        deliver(self.courier, self.bundle, at)
        self._fade(at)
        found = keeping.waiting_talks(
            self.courier, most=BATCH, ours=lambda talk: bool(talk.jobs) or reaches(talk)
        )
        return self.carry_out(found, at)

    def _fade(self, at: datetime) -> None:
        """Take off screens what stood there for its time."""
        due = keeping.fading_talks(self.courier, at, most=BATCH)
        if due:
            with keeping.keeping():
                keeping.keep([faded(talk, at) for talk in due], self.courier, at)

    def carry_out(self, talks: Sequence[Talk], at: datetime) -> list[Talk]:
        """Do the jobs of talks and return those in which something is to be sent."""
        done = [self._carried_out(talk, at) if talk.jobs else talk for talk in talks]
        changed = [after for after, before in zip(done, talks, strict=True) if before.jobs]
        if changed:
            with keeping.keeping():
                keeping.keep(changed, self.courier, at)
        return [talk for talk in done if talk.items or talk.files]

    def hand_in(self, fetched: Fetched, at: datetime) -> None:
        """Hand in a file that was fetched, or say why it could not be."""
        talk = keeping.talks_by_id([fetched.talk], self.courier).get(fetched.talk)
        if talk:
            after = HandingIn(bundle=self.bundle, at=at).done(talk, fetched)
            with keeping.keeping():
                keeping.keep([after], self.courier, at)

    def _carried_out(self, talk: Talk, at: datetime) -> Talk:
        """Do the jobs of one talk; one that breaks is tried again and holds up no other."""
        try:
            return Errands(bundle=self.bundle, at=at).done(talk)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("an errand of a talk broke; it is tried again")
            return talk

    def _read(self, row: Update) -> Heard | None:
        content = updates.opened(row, self.courier)
        return read(content) if content else None

    def _confirm(self, book: Book, sent: Sent) -> None:
        """Drop what was sent from its talk; who started afresh meanwhile has another one."""
        finished(sent.refused, State.FAILED)
        finished(sent.rows, sent.became)
        talk = book.talks.get(sent.talk.id)
        if talk:
            book.put(confirmed(talk, sent))

    def _taken(self, book: Book, bot: str, one: Heard | None, at: datetime) -> Became:
        """Apply one update; what breaks is set aside, so that nobody else has to wait for it."""
        try:
            done = one is None or self._take(book, bot, one, at)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("an update broke and was set aside")
            return Became.BROKEN
        return Became.APPLIED if done else Became.WAITS

    def _take(self, book: Book, bot: str, one: Heard, at: datetime) -> bool:
        """Apply one thing that was said; False: not yet, since what came before waits."""
        where = address(bot, one)
        talk = book.at_address(where)
        if one.left:
            return self._leave(book, talk)
        if talk is None or talk.gone:
            talk = keeping.new_talk(self.courier.channel, where, self._language(one), at)
        if len(talk.jobs) >= (1 if talk.stage is Stage.ASKING else MOST_JOBS):
            return False
        label = self.speaker(talk.language).label
        talk = renewed(talk, label)
        shown = heard_on_screen(talk, one.said.message, at, _about(talk, one))
        book.put(hear(shown, one.said, label, at))
        return True

    def _leave(self, book: Book, talk: Talk | None) -> bool:
        """Who blocked the bot is sent nothing any more: the talk is forgotten as it stands."""
        if talk:
            book.put(replace(untied(talk), gone=True, items=(), screen=()))
        return True

    def speaker(self, language: str) -> Speaker:
        """Return a language's speaker; where the programme has dropped it, the usual one."""
        return self.speakers.get(language) or self.speakers[self.default_language]

    def _language(self, one: Heard) -> str:
        tag = one.said.language.partition("-")[0]
        return tag if tag in self.speakers else self.default_language


def _about(talk: Talk, one: Heard) -> str:
    """Return which question a message belongs to: the one of its button, or the one asked now."""
    if one.said.button:
        return one.said.button.question
    question = asked(talk)
    return question.key if question else ""


def address(bot: str, one: Heard) -> str:
    return f"{bot}/{one.chat}"
