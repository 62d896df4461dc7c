"""The Django app of the public door."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "safeconduct.front"
    label = "sc_front"
