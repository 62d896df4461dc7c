"""An answer of staff, said aloud: a machine's voice in memory, gone as soon as it was heard.

Unlike a prompt it bears a random name and is never made beforehand: it is one person's.
"""

import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from safeconduct.phone.prompts import ENDING
from safeconduct.programme.plain_sound import empty
from safeconduct.programme.recordings.engines import say
from safeconduct.programme.recordings.spoken import Line, Spoken
from safeconduct.programme.recordings.telephone import for_telephones, write

LONGEST_PIECE = 240
"""Characters said in one go: the first words come soon, however long the answer is."""
ENDS_OF_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")

InThread = Callable[[Callable[[Spoken], Path], Spoken], Awaitable[Path]]
"""Runs a step that takes long beside everything else."""


def pieces(words: str, language: str) -> tuple[Spoken, ...]:
    """Return what staff wrote as parts that are said one after the other, cut at sentences."""
    parts: list[str] = []
    for sentence in filter(None, map(str.strip, ENDS_OF_SENTENCES.split(words))):
        if parts and len(parts[-1]) + len(sentence) < LONGEST_PIECE:
            parts[-1] = f"{parts[-1]} {sentence}"
        else:
            parts += _cut(sentence)
    return tuple(Spoken(language=language, lines=(Line(words=part),)) for part in parts)


def _cut(sentence: str) -> list[str]:
    """Cut a sentence without an end between its words; what is no word at all is cut anywhere."""
    parts = [""]
    for word in sentence.split():
        for start in range(0, len(word), LONGEST_PIECE):
            part = word[start : start + LONGEST_PIECE]
            if len(parts[-1]) + len(part) < LONGEST_PIECE:
                parts[-1] = f"{parts[-1]} {part}".strip()
            else:
                parts.append(part)
    return [part for part in parts if part]


class Aloud:
    """Says answers into a folder that lies in memory where the machine has a tmpfs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def said(self, spoken: Spoken, in_thread: InThread) -> AsyncIterator[Path]:
        """Make one part and yield where it lies, without the ending; afterwards it is gone."""
        part = Part(path=self._folder / (secrets.token_hex(8) + ENDING))
        try:
            path = await in_thread(partial(self._make, part), spoken)
            yield path.with_suffix("")
        finally:
            part.wanted = False
            part.remove()

    def _make(self, part: "Part", spoken: Spoken) -> Path:
        """Make one part; raises Mute where no voice of this machine can say it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            sound, _ = say(spoken, self._folder)
            write(part.path, for_telephones(sound))
        finally:
            if not part.wanted:
                # Who was to hear it has gone meanwhile, and so has the task that removes it.
                part.remove()
        return part.path

    def forget(self) -> None:
        """Remove what a process that was killed left here."""
        with suppress(OSError):
            empty(self._folder)


@dataclass(slots=True, kw_only=True)
class Part:
    """One file of an answer, in the making or made; `wanted`: somebody waits to hear it."""

    path: Path
    wanted: bool = True

    def remove(self) -> None:
        for left in self.path.parent.glob(f"{self.path.stem}.*"):
            left.unlink(missing_ok=True)
