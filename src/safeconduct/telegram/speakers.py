"""A speaker for each language, of the words that two people signed."""

from collections.abc import Iterator, Mapping

from safeconduct.cases.promises import facts
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.shown import Shown, ShownTexts
from safeconduct.telegram.speaker import Speaker


class Speakers(Mapping[str, Speaker]):
    """The speakers of a programme by language; made anew when other texts are published."""

    def __init__(self, deployment: Deployment, texts: ShownTexts) -> None:
        self._deployment, self._texts = deployment, texts
        self._made: dict[str, tuple[Shown, Speaker]] = {}

    def __getitem__(self, language: str) -> Speaker:
        if language not in self._deployment.languages:
            raise KeyError(language)
        shown = self._texts.of(language)
        made, speaker = self._made.get(language, (None, None))
        if speaker is None or made is not shown:
            promised = facts(self._deployment, language, shown.texts)
            speaker = Speaker(texts=shown.texts, facts=promised)
            self._made[language] = (shown, speaker)
        return speaker

    def __iter__(self) -> Iterator[str]:
        return iter(self._deployment.languages)

    def __len__(self) -> int:
        return len(self._deployment.languages)
