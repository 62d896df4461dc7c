"""A short number in place of a code, and the way back with it: to a person, and to nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from safeconduct.domain.scripts.short_number import SHORT_NUMBER
from safeconduct.domain.short_number import DRAWN_BYTES, number_of
from safeconduct.talks import short_numbers
from safeconduct.talks.carrying_out import Errands, Work
from safeconduct.talks.couriers import Courier
from safeconduct.talks.talk import Do, Errand, Item, Job, Talk
from safeconduct.talks.walking import ask, opened

MOST_DRAWN = 20
SAFE = MappingProxyType({"safe": "yes"})
"""Who types a number has said that it is safe to talk."""


class NoneFree(Exception):
    """So many numbers were drawn, and each of them led to another case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortening:
    """The line's own errands: draw a short number for a case, and find a case by one."""

    courier: Courier
    at: datetime

    @property
    def errands(self) -> Mapping[Errand, Work]:
        return {Errand.SHORTEN: self._shorten, Errand.FIND: self._find}

    def _shorten(self, _errands: Errands, talk: Talk, job: Job) -> Talk:
        """Put a short number where the code stood; the code is forgotten here."""
        number = self._drawn(talk, job)
        items = (
            replace(item, do=Do.SHORT, words=number) if item.do is Do.CODE else item
            for item in talk.items
        )
        return replace(talk, items=tuple(items))

    def _drawn(self, talk: Talk, job: Job) -> str:
        """Draw a number that leads to no other case: the same one, however often it is repeated."""
        tie = job.tie
        for place in range(MOST_DRAWN if tie else 0):
            number = number_of(talk.secret(f"short number {place}", job, DRAWN_BYTES))
            if tie and short_numbers.keep(number, tie, self.courier, self.at):
                return number
        raise NoneFree

    def _find(self, _errands: Errands, talk: Talk, job: Job) -> Talk:
        """Lead who has a living short number to a person on that case; say nothing of the case."""
        tie = short_numbers.found(job.words, self.courier, self.at)
        if tie is None:
            return _unknown(talk)
        back = replace(opened(talk, SHORT_NUMBER.key, greet=False), tie=tie, tries=0, answers=SAFE)
        return back.saying("phone.short.found").doing(Item(do=Do.WAIT))


def without_pen(talk: Talk) -> Talk:
    """Wish for a short number in place of the code that is being told."""
    told = any(item.do is Do.CODE for item in talk.items)
    return talk.with_job(Errand.SHORTEN) if told and talk.tie and talk.tie.arrival else talk


def _unknown(talk: Talk) -> Talk:
    """Say the same of a number that is unknown and of one whose time is over, and ask again."""
    known_less = replace(talk, answers=SAFE, tries=talk.tries + 1, guesses=talk.guesses + 1)
    return ask(known_less.saying("phone.short.unknown"))
