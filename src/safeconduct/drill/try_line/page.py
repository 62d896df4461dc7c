"""The page by which somebody tries the line, drawn from its words.

No requester sees it, so its words lie here and are not among those that two people sign.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Context, Engine

HERE = Path(__file__).parent
LANGUAGES: Mapping[str, str] = {"ru": "Русский", "uk": "Українська", "en": "English"}
USUAL = "en"
# Where each key lies on a telephone, and what the line does with those that have a name.
KEYS: tuple[tuple[str, str], ...] = (
    ("1", ""), ("2", ""), ("3", ""), ("4", ""), ("5", ""), ("6", ""), ("7", ""), ("8", ""),
    ("9", ""), ("*", "again"), ("0", "person"), ("#", "done"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows and needs: whom one calls, and where.

    `demonstration`: nobody real is there at all; else it is a drill. `socket`: the switch's own
    websocket. `dialled`: the number to call. `terminal`: the command that calls without a browser.
    """

    demonstration: bool
    socket: str
    dialled: str
    site: str
    desk: str
    terminal: str
    bundle: str


def draw(shown: Shown, language: str) -> str:
    """Return the page in a language; an unknown one raises KeyError."""
    context = {
        "shown": shown,
        "words": words(language),
        "language": language,
        "languages": [(f"/{tag}/", tag, name, tag == language) for tag, name in LANGUAGES.items()],
        "keys": [(key, words(language).get(f"key_{does}", "")) for key, does in KEYS],
    }
    return _engine().get_template("page.html").render(Context(context))


def preferred(accepted: str) -> str:
    """Return the first of our languages that a browser names, in its order (RFC 9110)."""
    named = [one.partition(";")[0].strip()[:2].lower() for one in accepted.split(",")]
    return next((tag for tag in named if tag in LANGUAGES), USUAL)


@cache
def words(language: str) -> Mapping[str, str]:
    if language not in LANGUAGES:
        raise KeyError(language)
    found = tomllib.loads((HERE / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    return {key: str(said) for key, said in found.items()}


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(HERE)])
