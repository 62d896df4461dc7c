"""Read the phone's menu aloud, in memory, and print how long each way through it takes.

    PYTHONPATH=src .venv/bin/python scripts/read_menu.py [ru uk en]

With the best voice of this machine: docs/phone-menu-read-aloud.md says what came of it.
"""

import sys
from collections.abc import Iterator, Sequence

from safeconduct.config.menu_pages import languages_named, ways
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.recordings.engines import say_lines
from safeconduct.programme.recordings.spoken import Line


class Voice:
    """Says each prompt once, the names of languages in their own; `lasted` by words."""

    def __init__(self, language: str) -> None:
        self.language, self.lasted = language, dict[str, float]()
        self.own = dict(zip(languages_named(), WRITTEN, strict=True))

    def seconds(self, said: Sequence[str]) -> float:
        """Return how long it took to say these; each that is new is said now."""
        for language in WRITTEN:
            new = [words for words in said if self._is_new(words, language)]
            if new:
                sounds, _ = say_lines(language, [Line(words=words) for words in new])
                self.lasted |= dict(zip(new, (sound.seconds for sound in sounds), strict=True))
        return sum(self.lasted[words] for words in said)

    def _is_new(self, words: str, language: str) -> bool:
        return words not in self.lasted and self.own.get(words, self.language) == language


def read(language: str) -> Iterator[str]:
    yield f"{language}: seconds for who presses each key at once, and for who hears all"
    for title, quick, whole in ways(language, Voice(language).seconds):
        yield f"  {title}: {quick:.1f} {whole:.1f}"


if __name__ == "__main__":
    for tag in sys.argv[1:] or WRITTEN:
        print("\n".join(read(tag)))
