"""Files in a talk: heard as a number at the platform, fetched into memory, sealed, handed in.

A talk keeps the number alone. What breaks between is fetched again: no byte of a file waits here.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from safeconduct.cases import wishes
from safeconduct.cases.arrivals import Store, store
from safeconduct.cases.attachments.kinds import MOST_BYTES
from safeconduct.cases.contents import File
from safeconduct.cases.visits import Visit as Come
from safeconduct.cases.visits import visit
from safeconduct.programme.bundle import Bundle
from safeconduct.talks.talk import Brought, Do, Item, Talk, Visit
from safeconduct.talks.walking import go_on
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import Arrival
from safeconduct.vault.padding import ATTACHMENTS
from safeconduct.vault.return_keys import ReturnKeys

PASSED_ON, TOO_LARGE, LOST = "bot.file_passed_on", "bot.file_too_large", "bot.file_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of fetching one file: its bytes, or the text that says why there are none."""

    talk: UUID
    file: str
    content: bytes = field(default=b"", repr=False)
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingIn:
    """Hands in what was fetched; a second time changes nothing, since a file's id is drawn once."""

    bundle: Bundle
    at: datetime
    store: Store = store

    def done(self, talk: Talk, fetched: Fetched) -> Talk:
        """Return the talk without this file, once it is stored; raises django.db.Error."""
        brought = _brought(talk, fetched)
        if brought is None:
            return talk
        fault = fetched.fault or self._stored(talk, brought, fetched.content)
        return _without(talk, brought, fault or PASSED_ON, self.at)

    def heard(self, talk: Talk, fetched: Fetched) -> Talk:
        """Do the same with a voice of a call, where nothing is told: the script says what is."""
        brought = _brought(talk, fetched)
        if brought and not fetched.fault:
            self._stored(talk, brought, fetched.content)
        return replace(talk, files=tuple(one for one in talk.files if one != brought))

    def _stored(self, talk: Talk, brought: Brought, content: bytes) -> str:
        """Store a file as an `add`; return the text that says why not, or nothing."""
        if not content:
            return LOST
        if len(content) > MOST_BYTES:
            return TOO_LARGE
        facts = arrivals.Facts(
            id=UUID(hex=brought.id),
            channel=talk.channel,
            language=talk.language,
            directory_serial=self.bundle.serial,
        )
        file = File(content=content, at=self.at, words=brought.words)
        made = self._sealed(brought, facts, file)
        if made is None:
            return LOST
        self.store(made, self.at)
        return ""

    def _sealed(self, brought: Brought, facts: arrivals.Facts, file: File) -> Arrival | None:
        """Seal a file to the case that the talk was tied to, or visited, when it was sent."""
        tie = brought.tie
        if tie is None:
            come = self._come(brought.visit)
            return wishes.add_file(self.bundle, come, facts, file) if come else None
        if tie.locator:
            return wishes.doubt_file_at(self.bundle, bytes.fromhex(tie.locator), facts, file)
        public, seed = bytes.fromhex(tie.case_public), bytes.fromhex(tie.talk_seed)
        return arrivals.add_by_talk(facts, file.encode(), public, seed, sizes=ATTACHMENTS)

    def _come(self, kept: Visit | None) -> Come | None:
        if kept is None:
            return None
        locator, seed, mark = map(bytes.fromhex, (kept.locator, kept.seed, kept.mark))
        return visit(ReturnKeys(locator=locator, seed=seed, mark=mark), self.at)


def _brought(talk: Talk, fetched: Fetched) -> Brought | None:
    return next((one for one in talk.files if one.id == fetched.file), None)


def _without(talk: Talk, brought: Brought, told: str, at: datetime) -> Talk:
    """Drop a file that is done with, take it off the screen and say what became of it.

    Of several at once the last is told; while staff talk here the bot says no more than it must.
    """
    left = tuple(one for one in talk.files if one.id != brought.id)
    after = replace(talk, files=left)
    if talk.gone:
        return after
    screen = tuple(shown for shown in talk.screen if shown.id != brought.message)
    gone = Item(do=Do.REMOVE, ids=(brought.message,))
    cleared = replace(after, screen=screen).doing(gone)
    if told == PASSED_ON and (left or talk.with_staff(at)):
        return cleared
    return go_on(cleared.saying(told))
