"""Settings of the public door: no session, no cookie, no staff page, no private key."""

from safeconduct.cases.attachments.kinds import MOST_BYTES
from safeconduct.config.databases import databases, url_of_door
from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import DATABASE_URL, HOME, HOUSE_APPS

DOOR = "front"
SECRET_KEY = HOME.secret("front").hex()
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *HOUSE_APPS,
    "safeconduct.front",
]
MIDDLEWARE = ["safeconduct.front.middleware.PublicDoor"]
# On PostgreSQL with the role that can only insert, pick up and mark as read (VAULT section 1).
# A person is told soon that a file is locked: the page keeps what was typed for another try.
DATABASES = databases(HOME, url_of_door(HOME, "front", DATABASE_URL), patience=4)
ROOT_URLCONF = "safeconduct.config.urls.front"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": ["safeconduct.front.templatetags.words"],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["safeconduct.front.loader.Loader"]),
            ],
        },
    },
]
# Nothing a person sends may be spooled to disk (Django spools uploads over 2.5 MB to /tmp).
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# A form with one file; beyond this the handler takes nothing at all.
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE
DATA_UPLOAD_MAX_NUMBER_FILES = 1
USE_I18N = False
