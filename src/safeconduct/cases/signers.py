"""Whose words a case believes: who holds its code, and the talks that were tied to it.

Each belongs to one code: the first, or one that was given anew. Whoever speaks by an older code
than counts may have it in other hands: their words are shown as such and nothing goes where they
say.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from safeconduct.cases import models
from safeconduct.cases.attachments.places import words_on
from safeconduct.cases.contents import HandIn, NotReadable, Words, read_content
from safeconduct.cases.opening import CaseKey, as_stored
from safeconduct.cases.way_back import signed_record
from safeconduct.domain.life import Action
from safeconduct.programme.current import current_bundle
from safeconduct.vault.arrivals import (
    Arrival,
    BadSignature,
    open_body,
    verify_returning,
)
from safeconduct.vault.outgoing import verify_talk_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The keys of each code of a case, the first code being 0.

    `since`: from which place of the log on each code counts. `talks`: good for `add` only.
    """

    since: tuple[int, ...]
    requesters: tuple[bytes, ...]
    talks: tuple[tuple[int, bytes], ...] = ()

    @property
    def newest(self) -> int:
        return len(self.requesters) - 1

    def counted(self, seq: int) -> int:
        """Return the code that counted when what came at this place was taken in."""
        return max(sum(place < seq for place in self.since) - 1, 0)

    def code_of(self, arrival: Arrival) -> int:
        """Return the code of who signed; raises BadSignature where nobody did who may."""
        for code in range(self.newest, -1, -1):
            talks = [public for of, public in self.talks if of == code]
            with suppress(BadSignature):
                verify_returning(arrival, self.requesters[code], talks)
                return code
        raise BadSignature("none of the keys that may")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What an `add` says. `old_code`: another code counted already when it came.

    `reaches`: it is of the code that counts now, so that an answer may go where it says.
    """

    said: Words | HandIn = field(repr=False)
    old_code: bool
    reaches: bool


def signers_of(case: models.Case) -> Signers:
    """Return who may speak on a case: no row alone makes anybody heard.

    A talk key counts when a requester's own signed arrival names it, or a reply key vouches for it.
    """
    events = models.Event.objects.filter(subject=case.id, kind=Action.REPLACE_CODE)
    # No door names a talk key with a file: its bytes would be read for it each time.
    return signers_told(case, events, words_on(case).exclude(arrival__talk_sign=b""))


def signers_told(
    case: models.Case, events: Iterable[models.Event], words: Iterable[models.CaseArrival]
) -> Signers:
    """Do what `signers_of` does, with events and words of the case that were read already."""
    given = sorted(_given_anew(case, events))
    first = bytes(case.first.requester_sign)
    holders = Signers(
        since=(0, *(seq for seq, _ in given)),
        requesters=(first, *(sign for _, sign in given)),
    )
    return replace(holders, talks=tuple(_talks(case, holders, words)))


def added(place: models.CaseArrival, signers: Signers, key: CaseKey) -> Added:
    """Verify and open an `add`; raises one of UNREADABLE.

    It brings words, or the answers that a call still gave after its code was told.
    """
    arrival = as_stored(place.arrival)
    code = signers.code_of(arrival)
    said = read_content(open_body(arrival, key.seed))
    if not isinstance(said, Words | HandIn):
        raise NotReadable
    old_code = code < signers.counted(place.seq)
    return Added(said=said, old_code=old_code, reaches=code == signers.newest)


def _given_anew(case: models.Case, events: Iterable[models.Event]) -> Iterator[tuple[int, bytes]]:
    """Each signed replacement that the log knows: its place there, and the key that it brought."""
    replaced = (event for event in events if event.kind == Action.REPLACE_CODE)
    told = {bytes(event.content): event.seq for event in replaced}
    for row in case.replacements.all() if told else ():
        seq = told.get(hashlib.sha256(bytes(row.record)).digest())
        if seq:
            with suppress(BadSignature):
                yield seq, signed_record(row, bytes(case.first.case_public)).requester_sign


def _talks(
    case: models.Case, holders: Signers, words: Iterable[models.CaseArrival]
) -> Iterator[tuple[int, bytes]]:
    if case.first.talk_sign:
        yield 0, bytes(case.first.talk_sign)
    for place in (place for place in words if place.arrival.talk_sign):
        with suppress(BadSignature, ValueError):
            yield holders.code_of(as_stored(place.arrival)), bytes(place.arrival.talk_sign)
    public = bytes(case.first.case_public)
    for row in case.talk_keys.all():
        talk_sign = bytes(row.talk_sign)
        with suppress(BadSignature):
            seq = verify_talk_key(bytes(row.record), talk_sign, public, current_bundle().reply_keys)
            yield holders.counted(seq), talk_sign
