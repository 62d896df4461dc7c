"""The Django app of this folder."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "safeconduct.cases"
    label = "sc_cases"
