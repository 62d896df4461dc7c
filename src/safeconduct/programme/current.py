"""This process's programme: which deployment it serves and which keys it seals to."""

from functools import cache

from django.conf import settings

from safeconduct.programme.bundle import Bundle, LiveBundle
from safeconduct.programme.deployment import Deployment


@cache
def current_deployment() -> Deployment:
    return Deployment.load(settings.HOME.programme)


@cache
def _live_bundle() -> LiveBundle:
    home = settings.HOME
    return LiveBundle(home.bundle, current_deployment().root_public, home.serials / settings.DOOR)


def current_bundle() -> Bundle:
    """Return the bundle as this process believes it now."""
    return _live_bundle().current()
