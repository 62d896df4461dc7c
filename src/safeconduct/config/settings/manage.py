"""Settings of the command line: every table is known, no page is shown."""

from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import HOME, HOUSE_APPS
from safeconduct.config.settings.sign_in import *  # noqa: F403 - who is enrolled here signs in there

DOOR = "manage"
SECRET_KEY = HOME.secret("manage").hex()
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *HOUSE_APPS,
]
ROOT_URLCONF = "safeconduct.config.urls.nothing"
# The sign-in library wants to see its middleware wherever its tables are known.
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
