"""What one programme calls itself and promises: `var/programme.toml`, read by every door."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Purpose(StrEnum):
    """Whom a programme serves: only a live one serves real people."""

    DEMONSTRATION = "demonstration"
    DRILL = "drill"
    LIVE = "live"


class NoProgramme(Exception):
    """There is no programme file, or it is not whole; one clear line says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One programme: names by language, addresses, what it promises, and the pinned root key.

    `promises` are keys of `time.*` texts: what a page says about hours and days comes from here.
    """

    names: Mapping[str, str]
    languages: tuple[str, ...]
    default_language: str
    purpose: Purpose
    site_address: str
    exit_address: str
    root_public: bytes = field(repr=False)
    promises: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> "Deployment":
        """Read the file; raises NoProgramme."""
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(
                names=read["names"],
                languages=tuple(read["languages"]),
                default_language=read["default_language"],
                purpose=Purpose(read["purpose"]),
                site_address=read["site_address"],
                exit_address=read["exit_address"],
                root_public=bytes.fromhex(read["root_public"]),
                promises=read["promises"],
            )
        except FileNotFoundError as error:
            raise NoProgramme(f"there is no {path.name}; `safeconduct init` makes one") from error
        except (KeyError, ValueError, TypeError) as error:
            raise NoProgramme(f"{path.name} is not whole: {error}") from error

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names[self.default_language]

    def to_toml(self) -> str:
        """Write the file that `load` reads; strings only, so that quoting stays simple."""
        lines = [
            f"languages = [{', '.join(map(_quoted, self.languages))}]",
            f"default_language = {_quoted(self.default_language)}",
            f"purpose = {_quoted(self.purpose)}",
            f"site_address = {_quoted(self.site_address)}",
            f"exit_address = {_quoted(self.exit_address)}",
            "# The public half of the root key: what it signed is this programme's.",
            f"root_public = {_quoted(self.root_public.hex())}",
            "",
            "[names]",
            *(f"{language} = {_quoted(name)}" for language, name in self.names.items()),
            "",
            "[promises]",
            *(f"{name} = {_quoted(text)}" for name, text in self.promises.items()),
        ]
        return "\n".join([*lines, ""])


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
