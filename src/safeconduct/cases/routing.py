"""Which table lies where: fleeting data has a database of its own, which no backup holds."""

from typing import ClassVar

from django.conf import settings
from django.db.models import Model

FLEETING = frozenset({"sessions", "sc_talks"})


class FleetingRouter:
    """Send sessions and talks to `fleeting` where that database exists."""

    fleeting: ClassVar[str] = "fleeting"

    def _home_of(self, app_label: str) -> str:
        if app_label in FLEETING and self.fleeting in settings.DATABASES:
            return self.fleeting
        return "default"

    def db_for_read(self, model: type[Model], **_hints: object) -> str:
        return self._home_of(model._meta.app_label)

    def db_for_write(self, model: type[Model], **_hints: object) -> str:
        return self._home_of(model._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:
        return self._home_of(app_label) == db
