"""Signing in at the desk: phrase, then second factor; nothing else of the library is on."""

from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.programme.home import current_home

PHRASE_PEPPER = current_home().secret("pepper")
SECOND_FACTOR_KEY = current_home().secret("second_factor")

PASSWORD_HASHERS = ["safeconduct.people.hashers.PhraseHasher"]
AUTHENTICATION_BACKENDS = ["safeconduct.people.backend.PhraseBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "safeconduct.people.sign_in.SignInAdapter"
ACCOUNT_FORMS = {"login": "safeconduct.people.sign_in.PhraseForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "call_sign"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_TIMEOUT = 300
# Per call sign and address (people/sign_in.py): nobody can shut a colleague out from elsewhere, and
# staff behind one address do not shut each other out. 66 bits need no lock-out; the machine does.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/5m/key"}
MFA_ADAPTER = "safeconduct.people.second_factor.SecondFactorAdapter"
MFA_FORMS = {"authenticate": "safeconduct.people.sign_in.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False
MFA_TOTP_TOLERANCE = 1

# A session is the idle lock: it lives so long after the last activity, then the seed is gone.
SESSION_COOKIE_AGE = int(RETENTION[Kept.SESSION].lives.total_seconds())
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "sc_desk"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
