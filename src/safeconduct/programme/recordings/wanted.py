"""What this programme says aloud, as a list beside its recordings: for those who cannot draw it up.

Pages are known to the site and prompts to the line; the desk knows neither and reads this list.
It decides nothing: a recording is bound to its words, whoever names them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from safeconduct.programme.recordings.spoken import Line, Purpose, Spoken
from safeconduct.programme.seen import replace_file

LIST = "wanted.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Words that are heard somewhere; `mark` is what a machine says before them there."""

    purpose: Purpose
    spoken: Spoken
    mark: str = ""


def keep(folder: Path, wanted: Iterable[Wanted]) -> None:
    """Put the list in its place; words that are heard in several places stand in it once."""
    once = {(one.purpose, one.spoken.digest): one for one in reversed(list(wanted))}
    content = json.dumps([_told(one) for one in reversed(once.values())], ensure_ascii=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / LIST, content.encode())


def kept(folder: Path) -> list[Wanted]:
    """Return the list; nothing where none was drawn up yet, or it is no list."""
    try:
        return [_read(one) for one in json.loads((folder / LIST).read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def find(folder: Path, purpose: Purpose, words: str) -> Wanted | None:
    """Return the words of this digest as they are wanted now."""
    return next(
        (one for one in kept(folder) if (one.purpose, one.spoken.digest) == (purpose, words)), None
    )


def _told(one: Wanted) -> dict[str, object]:
    return {
        "purpose": one.purpose.value,
        "language": one.spoken.language,
        "name": one.spoken.name,
        "lines": [line.words for line in one.spoken.lines],
        "mark": one.mark,
    }


def _read(told: dict[str, object]) -> Wanted:
    lines = told["lines"]
    if not isinstance(lines, list):
        raise TypeError
    spoken = Spoken(
        language=str(told["language"]),
        lines=tuple(Line(words=str(words)) for words in lines),
        name=str(told["name"]),
    )
    return Wanted(purpose=Purpose(str(told["purpose"])), spoken=spoken, mark=str(told["mark"]))
