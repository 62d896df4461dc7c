"""What this door knows: the programme, its public keys, and the words that two people signed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache

from django.conf import settings

from safeconduct.cases.promises import facts
from safeconduct.front.counts import Counts
from safeconduct.front.hour_keys import HourKeys
from safeconduct.front.wording import Wording
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.current import current_bundle, current_deployment, current_texts
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.shown import Shown, ShownTexts

# Every language of a programme twice: the texts before a publication, and those after it.
MOST_WORDINGS = 50


@dataclass(slots=True, kw_only=True)
class Writing:
    """What this process last heard of the panic key; `answered`: the database said so just now."""

    closed: bool = False
    answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The public door of one deployment; it holds public keys and the keys of the hour only."""

    deployment: Deployment
    bundle: Bundle
    hour_keys: HourKeys
    texts: ShownTexts
    counts: Counts = field(default_factory=Counts)
    writing: Writing = field(default_factory=Writing)

    @property
    def languages(self) -> tuple[str, ...]:
        return self.deployment.languages

    def wording(self, language: str) -> Wording:
        """Return a language's words: the same object until other texts are published."""
        return _wording(language, self.texts.of(language))


@cache
def door() -> Door:
    """Return the door of this process, opened at the first call."""
    return Door(
        deployment=current_deployment(),
        bundle=current_bundle(),
        hour_keys=HourKeys(settings.HOME.hour_keys),
        texts=current_texts(),
    )


@lru_cache(MOST_WORDINGS)
def _wording(language: str, shown: Shown) -> Wording:
    return Wording(language, facts(current_deployment(), language, shown.texts), shown)


def now() -> datetime:
    return datetime.now(UTC)
