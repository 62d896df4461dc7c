"""Settings of the phone line: no page, no session; its courier's keys and nothing else."""

from safeconduct.config.databases import databases, url_of_door
from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import DATABASE_URL, HOME, HOUSE_APPS

DOOR = "phone"
SECRET_KEY = HOME.secret("phone").hex()
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *HOUSE_APPS]
# A caller hears that something is broken; a thread that waits for ever says nothing to anybody.
DATABASES = databases(HOME, url_of_door(HOME, "phone", DATABASE_URL), lock_seconds=5)
ROOT_URLCONF = "safeconduct.config.urls.nothing"
USE_I18N = False
