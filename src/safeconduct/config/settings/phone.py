"""Settings of the phone line: no page, no session; its courier's keys and nothing else."""

from safeconduct.config.databases import databases, url_of_door
from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import DATABASE_URL, HOME, HOUSE_APPS

DOOR = "phone"
SECRET_KEY = HOME.secret("phone").hex()
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *HOUSE_APPS]
DATABASES = databases(HOME, url_of_door(HOME, "phone", DATABASE_URL))
ROOT_URLCONF = "safeconduct.config.urls.nothing"
USE_I18N = False
