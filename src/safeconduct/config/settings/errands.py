"""Settings of the errands: they move what needs no private key."""

from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import HOME, HOUSE_APPS

DOOR = "errands"
SECRET_KEY = HOME.secret("errands").hex()
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    *HOUSE_APPS,
]
ROOT_URLCONF = "safeconduct.config.urls.nothing"
