"""The Django app of this folder."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "safeconduct.programme"
    label = "sc_programme"
