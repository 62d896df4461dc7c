"""What cannot wait on a case: the words to say at once, whom to call, what is never asked now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from safeconduct.desk import times
from safeconduct.desk.words import called
from safeconduct.domain.crisis import CRISES, Crisis, crises
from safeconduct.domain.urgency import Sign
from safeconduct.programme.current import current_texts
from safeconduct.programme.languages import LANGUAGES
from safeconduct.programme.texts import Review, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One row of the crisis protocol as the case shows it; `words` are in the person's language."""

    label: str
    within: str
    called: str
    later: str
    words: Text

    @property
    def unreviewed(self) -> bool:
        return self.words.status is not Review.REVIEWED


def helps(signs: Iterable[Sign], language: str) -> list[Help]:
    tag = language if language in LANGUAGES else "en"
    return [help_in(crisis, tag) for crisis in crises(signs)]


def help_in(crisis: Crisis, language: str) -> Help:
    row = CRISES[crisis]
    return Help(
        label=gettext(row.label),
        within=times.wait(row.within),
        called=", ".join(called(role) for role in row.called),
        later=", ".join(called(what) for what in row.later),
        words=current_texts().of(language).texts[row.text],
    )
