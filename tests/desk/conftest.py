"""The staff door as its own settings make it, with the cast at their places and people who ask."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from safeconduct.config.settings import desk
from safeconduct.programme import current
from tests.as_door import as_door
from tests.cast import Cast
from tests.desk.place import sit_down

DOOR_SETTINGS = (
    "DOOR", "ROOT_URLCONF", "INSTALLED_APPS", "MIDDLEWARE", "TEMPLATES",
    "LANGUAGES", "LANGUAGE_COOKIE_NAME", "CSRF_FAILURE_VIEW", "STATIC_URL",
    "WHITENOISE_USE_FINDERS", "WHITENOISE_AUTOREFRESH", "CONTENT_SECURITY_POLICY",
    "DATA_UPLOAD_MAX_MEMORY_SIZE", "FILE_UPLOAD_MAX_MEMORY_SIZE", "FILE_UPLOAD_HANDLERS",
    "ACCOUNT_ADAPTER", "MFA_FORMS", "LINE_RUNS", "LINE_SOCKET", "STATICFILES_DIRS",
)  # fmt: skip
REMEMBERED = (current.current_bundle, current.current_deployment, current.current_texts)


@pytest.fixture(autouse=True, scope="module")
def desk_settings() -> Iterator[None]:
    with as_door(desk, DOOR_SETTINGS, ALLOWED_HOSTS=["testserver", "localhost"]):
        yield


@pytest.fixture(autouse=True)
def staff_door(desk_settings: None) -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    # A request leaves its language behind.
    translation.deactivate()
    for function in REMEMBERED:
        function.cache_clear()


@pytest.fixture
def alice(cast: Cast) -> Client:
    return sit_down(cast.alice)


@pytest.fixture
def bob(cast: Cast) -> Client:
    return sit_down(cast.bob)


@pytest.fixture
def carol(cast: Cast) -> Client:
    return sit_down(cast.carol)


@pytest.fixture
def sam(cast: Cast) -> Client:
    return sit_down(cast.sam)
