"""Settings of the page that tries the line: its words, and neither a database nor a key."""

from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import HOUSE_APPS

DOOR = "try-line"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *HOUSE_APPS]
DATABASE_URL = ""
DATABASES = {}
ROOT_URLCONF = "safeconduct.config.urls.nothing"
USE_I18N = False
