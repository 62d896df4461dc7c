"""What a person recognises of a bot's messages: by the words of the language, as anybody reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from safeconduct.domain.script import Question
from safeconduct.domain.scripts.report import REPORT
from safeconduct.domain.scripts.return_visit import RETURN_VISIT
from safeconduct.drill.bot_api.person import Seen
from safeconduct.programme.texts import Text, texts

QUESTIONS: Mapping[str, Question] = {
    question.key: question for question in (*REPORT.questions, *RETURN_VISIT.questions)
}


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """One language's words; nothing of what stands behind a message or a button is known."""

    texts: Mapping[str, Text]

    def words(self, key: str) -> str:
        return self.texts[key].words

    def asked(self, seen: Seen) -> str:
        """Return which question a message asks, "" where it asks none."""
        first = seen.words.partition("\n")[0]
        return next((key for key, one in QUESTIONS.items() if self.words(one.text) == first), "")

    def label(self, question: str, choice: str) -> str:
        """Return what stands on the button of a choice, "" where there is no such choice."""
        option = QUESTIONS[question].option(choice)
        return self.words(option.text) if option else ""


@cache
def phrasebook(language: str) -> Phrasebook:
    return Phrasebook(texts(language))


def labels(seen: Seen) -> tuple[str, ...]:
    """Return the buttons of a message, in the order in which one counts them."""
    return tuple(label for row in seen.buttons for label in row)
