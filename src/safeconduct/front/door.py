"""What this door knows for the life of its process: the programme, its public keys, its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from safeconduct.domain.understanding import LONGEST
from safeconduct.front.hour_keys import HourKeys
from safeconduct.front.wording import Wording
from safeconduct.programme.bundle import Bundle
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
        return tuple(self.wordings)


@cache
def door() -> Door:
    """Return the door of this process, opened at the first call."""
    deployment = Deployment.load(settings.HOME.programme)
    serial = settings.HOME.serials / "front"
    return Door(
        deployment=deployment,
        bundle=Bundle.load(settings.HOME.bundle, deployment.root_public, serial),
        hour_keys=HourKeys(settings.HOME.hour_keys),
        wordings={
            language: Wording(language, facts(deployment, language))
            for language in deployment.languages
        },
    )


def facts(deployment: Deployment, language: str) -> dict[str, str]:
    """Return what texts promise in this programme's name: times and names, never from a template."""
    return {"programme": deployment.name(language), "limit": str(LONGEST)}


def now() -> datetime:
    return datetime.now(UTC)
