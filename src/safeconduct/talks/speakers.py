"""A speaker for each language, of the words that two people signed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from safeconduct.cases.promises import facts
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.shown import Shown, ShownTexts
from safeconduct.programme.texts import Text

S = TypeVar("S")
Make = Callable[[str, Mapping[str, Text], Mapping[str, str]], S]
"""Makes a speaker of a language, its texts, and what the programme promises in them."""


class Speakers(Mapping[str, S], Generic[S]):
    """The speakers of a programme by language; made anew when other texts are published."""

    def __init__(self, deployment: Deployment, texts: ShownTexts, make: Make[S]) -> None:
        self._deployment, self._texts, self._make = deployment, texts, make
        self._made: dict[str, tuple[Shown, S]] = {}

    def __getitem__(self, language: str) -> S:
        if language not in self._deployment.languages:
            raise KeyError(language)
        shown = self._texts.of(language)
        known = self._made.get(language)
        if known and known[0] is shown:
            return known[1]
        promised = facts(self._deployment, language, shown.texts)
        speaker = self._make(language, shown.texts, promised)
        self._made[language] = (shown, speaker)
        return speaker

    def __iter__(self) -> Iterator[str]:
        return iter(self._deployment.languages)

    def __len__(self) -> int:
        return len(self._deployment.languages)
