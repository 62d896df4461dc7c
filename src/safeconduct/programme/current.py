"""This process's programme: which deployment it serves, whose keys it seals to, what it shows."""

from functools import cache

from django.conf import settings

from safeconduct.programme.bundle import Bundle
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.shown import ShownTexts


@cache
def current_deployment() -> Deployment:
    return Deployment.load(settings.HOME.programme)


@cache
def current_bundle() -> Bundle:
    """Return the bundle of this process; it takes a new directory in by itself."""
    seen = settings.HOME.serials / settings.DOOR
    return Bundle.load(settings.HOME.bundle, current_deployment().root_public, seen)


@cache
def current_texts() -> ShownTexts:
    """Return the texts of this process; it takes newly signed ones in by itself."""
    return ShownTexts(current_bundle())
