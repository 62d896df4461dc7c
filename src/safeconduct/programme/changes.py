"""What a publication would change: team keys by version, texts by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.publication import SignedWords
from safeconduct.programme.texts import Text, texts
from safeconduct.vault.directory import Directory


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """A team whose key doors would seal to in another version."""

    team: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One text that would become another; `before` or `after` is missing where it is none."""

    key: str
    language: str
    change: Change
    before: Text | None
    after: Text | None

    @property
    def reviewed(self) -> bool:
        """Say whether only the review is new: the words are the same."""
        both = self.before and self.after
        return bool(both) and self.before.words == self.after.words  # type: ignore[union-attr]


def key_changes(before: Directory, after: Directory) -> tuple[KeyChange, ...]:
    now = {one.team: one.version for one in before.teams}
    return tuple(
        KeyChange(team=one.team, before=now[one.team], after=one.version)
        for one in after.teams
        if one.version != now[one.team]
    )


def own_words() -> SignedWords:
    """Return the words of this version by language: what a publication would sign."""
    return {language: texts(language) for language in WRITTEN}


def text_changes(before: SignedWords, after: SignedWords) -> tuple[TextChange, ...]:
    """Return every text that differs, by language and key; a review is a difference too."""
    languages = sorted({*before, *after})
    return tuple(
        change
        for language in languages
        for change in _changes(language, before.get(language, {}), after.get(language, {}))
    )


def _changes(
    language: str, before: Mapping[str, Text], after: Mapping[str, Text]
) -> Iterator[TextChange]:
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old != new:
            change = Change.CHANGED if old and new else Change.NEW if new else Change.GONE
            yield TextChange(key=key, language=language, change=change, before=old, after=new)
