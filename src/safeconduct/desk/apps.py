"""The Django app of the staff door."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "safeconduct.desk"
    label = "sc_desk"
