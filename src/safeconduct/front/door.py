"""What this door knows for the life of its process: the programme, its public keys, its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from safeconduct.cases.promises import facts
from safeconduct.front.hour_keys import HourKeys
from safeconduct.front.wording import Wording
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.current import current_bundle, current_deployment
from safeconduct.programme.deployment import Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The public door of one deployment; it holds public keys and the keys of the hour only."""

    deployment: Deployment
    bundle: Bundle
    hour_keys: HourKeys
    wordings: Mapping[str, Wording]

    @property
    def languages(self) -> tuple[str, ...]:
        return self.deployment.languages


@cache
def door() -> Door:
    """Return the door of this process, opened at the first call."""
    deployment = current_deployment()
    return Door(
        deployment=deployment,
        bundle=current_bundle(),
        hour_keys=HourKeys(settings.HOME.hour_keys),
        wordings={
            language: Wording(language, facts(deployment, language))
            for language in deployment.languages
        },
    )


def now() -> datetime:
    return datetime.now(UTC)
