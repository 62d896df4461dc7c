"""What all processes share: databases, time, languages, silence about persons."""

import os

from safeconduct.config.databases import databases
from safeconduct.programme.home import current_home

HOME = current_home()
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "sc_people.Staff"
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = databases(HOME, DATABASE_URL)
DATABASE_ROUTERS = ["safeconduct.cases.routing.FleetingRouter"]
# The sign-in library's own migrations look for a mail address, which our staff do not have.
MIGRATION_MODULES = {"account": "safeconduct.people.account_migrations"}
HOUSE_APPS = [
    "safeconduct.people",
    "safeconduct.programme",
    "safeconduct.cases",
    "safeconduct.talks",
]
# Whether a line runs, and which websocket operators speak to: the desk alone says more.
LINE_RUNS = False
LINE_SOCKET = ""
SILENCED_SYSTEM_CHECKS: list[str] = []
# An exception is told as its type and place: a message may quote what a person wrote.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "safeconduct.config.quiet_logs.PlaceOnly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
