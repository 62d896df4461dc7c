"""What the Recordings page shows: everything that is spoken, who says it now, and what waits."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from textwrap import shorten

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.recording import shelf
from safeconduct.domain.role import MACHINE, Right
from safeconduct.people.readers import Reader
from safeconduct.programme.languages import LANGUAGES
from safeconduct.programme.models import Recording
from safeconduct.programme.recordings import wanted
from safeconduct.programme.recordings.spoken import Purpose
from safeconduct.programme.recordings.wanted import Wanted

MACHINE_ON_THE_LINE = "phone"
LONGEST_BEGINNING = 120


class Standing(StrEnum):
    """Who says given words by now, and what is to be done about it."""

    WAITS = "waits"
    ALTERED = "altered"
    MISSING = "missing"
    OUTDATED = "outdated"
    PROVISIONAL = "provisional"
    RECORDED = "recorded"


STANDINGS: Mapping[Standing, str] = {
    Standing.WAITS: noop("waits for a second pair of eyes"),
    Standing.ALTERED: noop("changed on the disk: not played"),
    Standing.MISSING: noop("nobody says it"),
    Standing.OUTDATED: noop("recorded with older words"),
    Standing.PROVISIONAL: noop("a machine says it"),
    Standing.RECORDED: noop("recorded and approved"),
}
PURPOSES: Mapping[Purpose, str] = {Purpose.PAGE: noop("Page"), Purpose.LINE: noop("Line")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Words that are spoken somewhere, as a row and as a page of its own."""

    wanted: Wanted
    standing: Standing
    waits: Recording | None
    notice: str = ""

    @property
    def words(self) -> str:
        return self.wanted.spoken.digest

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line.words for line in self.wanted.spoken.lines)

    @property
    def beginning(self) -> str:
        """Return the first whole words that tell it from others."""
        own = self.lines[1:] if self.lines[:1] == (self.notice,) else self.lines
        return shorten(" ".join(own), LONGEST_BEGINNING, placeholder=" …")

    @property
    def language(self) -> str:
        return self.wanted.spoken.language

    @property
    def speech(self) -> str:
        return LANGUAGES[self.language].name

    @property
    def purpose(self) -> str:
        return self.wanted.purpose.value

    @property
    def place(self) -> str:
        """Return where it is heard; a page by its name in addresses."""
        where = gettext(PURPOSES[self.wanted.purpose])
        by_name = self.wanted.purpose is Purpose.PAGE
        return f"{where} · {self.wanted.spoken.name}" if by_name else where

    @property
    def said(self) -> str:
        return gettext(STANDINGS[self.standing])

    @property
    def amiss(self) -> bool:
        return self.standing in {Standing.ALTERED, Standing.MISSING}

    @property
    def address(self) -> str:
        return reverse("recording", args=[self.purpose, self.words])

    @property
    def by(self) -> str:
        """Return who recorded what waits, as the desk calls them."""
        who = self.waits.recorded_by if self.waits else ""
        return gettext("somebody at the programme’s machine") if who == MACHINE else who


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a list is narrowed to; an empty field narrows nothing."""

    language: str = ""
    purpose: str = ""
    standing: str = ""

    def fits(self, one: Prompt) -> bool:
        found = (one.language, one.purpose, one.standing.value)
        asked = (self.language, self.purpose, self.standing)
        return all(want in {"", have} for want, have in zip(asked, found, strict=True))


def prompts() -> list[Prompt]:
    """Return everything that this programme says aloud, with how each stands."""
    rows = list(Recording.objects.defer("sound").exclude(state=Recording.State.REFUSED))
    waiting = {
        (row.purpose, row.words): row for row in rows if row.state == Recording.State.WAITING
    }
    approved = [row for row in rows if row.state == Recording.State.APPROVED]
    standing = Standings(approved)
    kept = list(wanted.kept(settings.HOME.recordings))
    notices = _notices(kept)
    return [
        Prompt(
            wanted=one,
            standing=standing.of(one, waits=row is not None),
            waits=row,
            notice=notices.get(one.spoken.language, ""),
        )
        for one in kept
        for row in [waiting.get((one.purpose.value, one.spoken.digest))]
    ]


def _notices(kept: Iterable[Wanted]) -> dict[str, str]:
    """Return, by language, the line with which all pages begin, as on a demonstration."""
    firsts: dict[str, list[str]] = {}
    for one in kept:
        if one.purpose is Purpose.PAGE and one.spoken.lines:
            firsts.setdefault(one.spoken.language, []).append(one.spoken.lines[0].words)
    return {
        language: lines[0]
        for language, lines in firsts.items()
        if len(lines) > 1 and len(set(lines)) == 1
    }


class Standings:
    """Compares what was approved with what lies on the disk."""

    def __init__(self, approved: Iterable[Recording]) -> None:
        found = list(approved)
        self._shelf = shelf()
        self._words = {(row.purpose, row.words) for row in found}
        self._names = {(row.purpose, row.language, row.name) for row in found}

    def of(self, one: Wanted, *, waits: bool) -> Standing:
        if waits:
            return Standing.WAITS
        if self._shelf.by_person(one.spoken, one.purpose):
            return Standing.RECORDED
        if (one.purpose, one.spoken.digest) in self._words:
            return Standing.ALTERED
        if (one.purpose, one.spoken.language, one.spoken.name) in self._names:
            return Standing.OUTDATED
        return Standing.PROVISIONAL if self._machine(one) else Standing.MISSING

    def _machine(self, one: Wanted) -> bool:
        if one.purpose is Purpose.PAGE:
            return self._shelf.by_machine(one.spoken.after(one.mark)) is not None
        return _on_the_line(one).exists()


def counts(every: Iterable[Prompt]) -> Iterator[tuple[str, str, int]]:
    """Yield each standing with its words and how many there are, the most urgent first."""
    found = Counter(one.standing for one in every)
    for standing, label in STANDINGS.items():
        yield standing.value, gettext(label), found[standing]


def after(every: list[Prompt], one: Prompt) -> Prompt | None:
    """Return what is to be read next in the same language: what no person says yet."""
    at = every.index(one)
    undone = {Standing.RECORDED, Standing.WAITS}
    following = [*every[at + 1 :], *every[:at]]
    return next(
        (
            other
            for other in following
            if other.language == one.language and other.standing not in undone
        ),
        None,
    )


def may_approve(reader: Reader, one: Prompt) -> bool:
    """Say whether this reader is the other person."""
    waits = one.waits
    allowed = reader.actor.may(Right.APPROVE_RECORDING)
    return bool(waits and allowed and waits.recorded_by != reader.call_sign)


def sound_of(one: Prompt) -> bytes | None:
    """Return what waits to be judged, else what is played now: a person's voice, or a machine's."""
    if one.waits:
        return bytes(Recording.objects.values_list("sound", flat=True).get(pk=one.waits.pk))
    found = _played(one.wanted)
    try:
        return found.read_bytes() if found else None
    except OSError:
        return None


def _played(one: Wanted) -> Path | None:
    played = shelf()
    by_person = played.by_person(one.spoken, one.purpose)
    if by_person:
        return by_person.path
    if one.purpose is Purpose.LINE:
        return _on_the_line(one)
    by_machine = played.by_machine(one.spoken.after(one.mark))
    return by_machine.path if by_machine else None


def _on_the_line(one: Wanted) -> Path:
    folder: Path = settings.HOME.recordings / MACHINE_ON_THE_LINE / one.spoken.language
    return folder / f"{one.spoken.digest}.wav"
