"""What one deployment is: its names, languages, addresses and purpose, kept in programme.toml."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from safeconduct.domain.retention import CannotKeep, Kept, shortened
from safeconduct.programme.languages import LANGUAGES, written
from safeconduct.programme.line_rules import LineRules, read_line
from safeconduct.programme.numbers import read_numbers
from safeconduct.programme.relays import is_relay
from safeconduct.programme.trunks import Trunk, read_trunks, to_toml


class Purpose(StrEnum):
    """Whom a programme serves: nobody (to look at), people in training, or people in danger."""

    DEMONSTRATION = "demonstration"
    DRILL = "drill"
    LIVE = "live"


class NoProgramme(ValueError):
    """There is no programme.toml, or it is not whole; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One programme as its operators configured it; `root_public` pins its manifest.

    `numbers`: the language in which the line answers calls to one of its numbers.
    """

    purpose: Purpose
    names: Mapping[str, str]
    languages: tuple[str, ...]
    default_language: str
    site_address: str
    desk_address: str
    exit_address: str
    root_public: bytes
    answer_within_hours: int = 24
    last_copy_days: int = 7
    longest_wait_minutes: int = 10
    relays: tuple[str, ...] = ()
    keep: Mapping[str, int] = field(default_factory=dict)
    trunks: tuple[Trunk, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    line: LineRules = field(default_factory=LineRules)

    def __post_init__(self) -> None:
        unknown = [tag for tag in self.languages if tag not in LANGUAGES]
        if unknown or not self.languages:
            raise NoProgramme(f"languages: {', '.join(unknown) or 'none'}")
        if self.default_language not in self.languages:
            raise NoProgramme("default_language is none of the languages")
        if self.default_language not in self.names:
            raise NoProgramme("names lacks the default language")
        if wrong := [address for address in self.relays if not is_relay(address)]:
            raise NoProgramme(f"relays: {', '.join(wrong)}")
        strange = {tag for tag in self.numbers.values() if tag not in self.languages}
        if strange:
            raise NoProgramme(f"[numbers]: {', '.join(sorted(strange))} is none of the languages")
        try:
            shortened(self.keep)
        except CannotKeep as error:
            raise NoProgramme(f"[keep]: {error}") from error

    def name(self, language: str) -> str:
        """Return the programme's name in a language, in its fallback, or in the default one."""
        own = self.names.get(language) or self.names.get(written(language))
        return own or self.names[self.default_language]

    @property
    def lives(self) -> Mapping[Kept, timedelta]:
        """How long this programme keeps each class; shorter than usual where it says so."""
        return shortened(self.keep)

    @property
    def live(self) -> bool:
        return self.purpose is Purpose.LIVE

    @classmethod
    def load(cls, path: Path) -> "Deployment":
        """Read programme.toml; raises NoProgramme."""
        try:
            return cls._read(tomllib.loads(path.read_text("utf-8")))
        except OSError as error:
            raise NoProgramme(f"there is no {path.name}; `safeconduct init` makes one") from error
        except (KeyError, TypeError, ValueError) as error:
            raise NoProgramme(f"{path.name} is not whole: {error}") from error

    @classmethod
    def _read(cls, found: Mapping[str, object]) -> "Deployment":
        names, languages = found["names"], found["languages"]
        if not isinstance(names, dict) or not isinstance(languages, list):
            raise NoProgramme("names is a table, languages is a list")
        return cls(
            purpose=Purpose(str(found["purpose"])),
            names={str(tag): str(name) for tag, name in names.items()},
            languages=tuple(str(tag) for tag in languages),
            default_language=str(found["default_language"]),
            site_address=str(found["site_address"]),
            desk_address=str(found["desk_address"]),
            exit_address=str(found["exit_address"]),
            root_public=bytes.fromhex(str(found["root_public"])),
            answer_within_hours=_number(found, "answer_within_hours", 24),
            last_copy_days=_number(found, "last_copy_days", 7),
            longest_wait_minutes=_number(found, "longest_wait_minutes", 10),
            relays=_words(found, "relays"),
            keep=_days(found.get("keep", {})),
            trunks=read_trunks(found.get("line", {})),
            numbers=read_numbers(found.get("numbers", {})),
            line=read_line(_table(found, "line")),
        )

    def to_toml(self) -> str:
        """Return the text of programme.toml, for people to read and change."""
        names = "\n".join(f"{tag} = {_quoted(name)}" for tag, name in self.names.items())
        languages = ", ".join(map(_quoted, self.languages))
        return TEMPLATE.format(
            purpose=self.purpose.value,
            languages=f"[{languages}]",
            default_language=_quoted(self.default_language),
            site_address=_quoted(self.site_address),
            desk_address=_quoted(self.desk_address),
            exit_address=_quoted(self.exit_address),
            root_public=self.root_public.hex(),
            answer_within_hours=self.answer_within_hours,
            last_copy_days=self.last_copy_days,
            longest_wait_minutes=self.longest_wait_minutes,
            relays=f"[{', '.join(map(_quoted, self.relays))}]",
            names=names,
            keep="".join(f"{name} = {days}\n" for name, days in self.keep.items()),
            line=self.line.to_toml(),
            trunks=to_toml(self.trunks),
            numbers="".join(f'"{digits}" = "{tag}"\n' for digits, tag in self.numbers.items()),
        )


TEMPLATE = """\
# One programme of Safe Conduct, made by `safeconduct init`.
# demonstration: fiction, to look at. drill: training. live: people in danger.
purpose = "{purpose}"

languages = {languages}
default_language = {default_language}

# The public site, the staff desk, and the harmless page that the quick exit opens.
site_address = {site_address}
desk_address = {desk_address}
exit_address = {exit_address}

# What the site promises: an answer within so many hours; the last backup of a deleted case
# is gone after so many days.
answer_within_hours = {answer_within_hours}
last_copy_days = {last_copy_days}

# Who waits on the line for a person so many minutes is offered to leave a message instead.
longest_wait_minutes = {longest_wait_minutes}

# Relays (TURN) for operators whose network lets no sound of a call through, such as
# "turns:relay.example.org:5349?transport=tcp"; docs/operations.md says how to set one up.
relays = {relays}

# The public half of the root key. It pins the manifest: change it and no door opens.
root_public = "{root_public}"

[names]
{names}

# Days to keep a case after its end, where this programme keeps less than is usual:
# docs/rules/retention.md has the names, e.g. withdrawn = 7. Longer is refused.
[keep]
{keep}
# When people answer the line, by the clock of a zone: "8-22", "20-2", "0-24" is day and night.
# Who sits at the line at another hour is rung all the same. Calls are kept brief while more than
# `waiting_each` wait for each who is on duty, or more than `calls` are up. A call
# from which no sound comes for `silent_seconds` is over, but for a talk: its line was cut.
[line]
{line}
# The line's numbers: a call to one of them begins in its language, without asking for it.
# "+380 800 000 000" = "uk"
[numbers]
{numbers}
# Carriers that lead the line's numbers here, each a [[line.trunk]]; docs/operations.md shows one.
{trunks}"""


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string.
    return json.dumps(text, ensure_ascii=False)


def _days(found: object) -> Mapping[str, int]:
    if not isinstance(found, dict):
        raise NoProgramme("keep is a table")
    whole = {str(name): days for name, days in found.items() if type(days) is int}
    if len(whole) != len(found):
        raise NoProgramme("keep says whole days")
    return whole


def _words(found: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = found.get(name, [])
    if not isinstance(value, list):
        raise NoProgramme(f"{name} is a list")
    return tuple(str(one) for one in value)


def _table(found: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = found.get(name, {})
    if not isinstance(value, dict):
        raise NoProgramme(f"{name} is a table")
    return {str(key): one for key, one in value.items()}


def _number(found: Mapping[str, object], name: str, usual: int) -> int:
    value = found.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise NoProgramme(f"{name} is a number from 1 on")
    return value
