"""The Django app of the staff door."""

from django.apps import AppConfig

from safeconduct.desk.catalogues import compile_stale


class DeskConfig(AppConfig):
    name = "safeconduct.desk"
    label = "sc_desk"

    def ready(self) -> None:
        compile_stale()
