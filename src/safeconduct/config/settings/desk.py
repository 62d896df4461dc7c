"""Settings of the staff door: sessions, sign-in, strict content policy, nothing public."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from safeconduct.config import softphone
from safeconduct.config.settings.shared import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import HOME, HOUSE_APPS
from safeconduct.config.settings.sign_in import *  # noqa: F403 - the same for desk and enrolment
from safeconduct.phone import switch
from safeconduct.programme.deployment import Deployment

DOOR = "desk"
SECRET_KEY = HOME.secret("desk").hex()
ADDRESS = urlsplit(
    Deployment.load(HOME.programme).desk_address if HOME.programme.exists() else "http://localhost"
)
# Passkeys need a name, so the desk is `localhost` on one machine, never 127.0.0.1.
ALLOWED_HOSTS = sorted({"localhost", ADDRESS.hostname or "localhost"})
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_A_PROXY = ADDRESS.scheme == "https"
# We speak plain HTTP, so what is asked for by the https name came through the proxy with TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_HOST", ADDRESS.netloc) if BEHIND_A_PROXY else None
# The last address that is named to us is what the proxy saw; what stands before it anybody writes.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_A_PROXY else 0
CSRF_COOKIE_NAME = "sc_desk_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
# Nothing of the desk outlives the browser on a shared machine.
CSRF_COOKIE_AGE = None
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
CSRF_TRUSTED_ORIGINS = [f"https://{ADDRESS.netloc}"] if SESSION_COOKIE_SECURE else []
LANGUAGE_COOKIE_NAME = "sc_desk_language"
LANGUAGES = [("ru", "Русский"), ("uk", "Українська"), ("en", "English")]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "safeconduct.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    *HOUSE_APPS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "safeconduct.desk.noted.NotedSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "safeconduct.desk.doorway.Doorway",
]
# At the desk signing in and out is told in the log.
ACCOUNT_ADAPTER = "safeconduct.desk.coming_and_going.ToldSignIn"
MFA_FORMS = {"authenticate": "safeconduct.desk.coming_and_going.ToldCodeForm"}
ROOT_URLCONF = "safeconduct.config.urls.desk"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
X_FRAME_OPTIONS = "DENY"
# What an operator's phone speaks to: one websocket, and nothing else that is not the desk.
LINE_RUNS = switch.runs()
LINE_SOCKET = softphone.socket(ADDRESS, switch.address())
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "connect-src": [SELF, LINE_SOCKET],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Nothing that staff send may be spooled to disk (Django spools uploads over 2.5 MB to /tmp).
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
# A recording stays in memory, with a form around it; what is larger is not read.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024 + 64 * 1024
CSRF_FAILURE_VIEW = "safeconduct.desk.views.amiss.forged"
STATIC_URL = "/static/"
# Style and script come straight from the packages: nothing to collect, nothing from elsewhere.
STATICFILES_DIRS = softphone.folders()
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
