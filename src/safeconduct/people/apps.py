"""The Django app of this folder."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "safeconduct.people"
    label = "sc_people"
