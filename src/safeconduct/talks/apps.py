"""The Django app of stored talks."""

from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "safeconduct.talks"
    label = "sc_talks"
