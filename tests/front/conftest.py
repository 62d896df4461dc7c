"""The public door as its own settings make it, on a small signed programme."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser

from safeconduct.config.settings import front
from safeconduct.front import code_page, door, listening, pages, writing
from safeconduct.programme import current
from safeconduct.programme.home import Home
from safeconduct.programme.languages import LANGUAGES
from tests.as_door import as_door
from tests.front.chromium import chromium
from tests.front.programme import BOT, MAIL, PHONE, write_programme

# Not USE_I18N: Django decides once a process whether it translates, and this one is a desk as well.
DOOR_SETTINGS = (
    "DOOR", "ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_NUMBER_FILES", "FILE_UPLOAD_HANDLERS",
    "FILE_UPLOAD_MAX_MEMORY_SIZE", "ALLOWED_HOSTS",
)  # fmt: skip
REMEMBERED = (
    door.door, door._wording, current.current_bundle, current.current_deployment,
    current.current_texts, listening._said,
    pages._made, pages._shared, pages._template, writing._opening, code_page._around,
)  # fmt: skip


@pytest.fixture(scope="session")
def programme(tmp_path_factory):
    home = front.HOME.__class__(root=tmp_path_factory.mktemp("front"))
    write_programme(home)
    return home


@pytest.fixture(autouse=True, scope="module")
def front_settings() -> Iterator[None]:
    with as_door(front, DOOR_SETTINGS):
        yield


@pytest.fixture(autouse=True)
def public_door(settings, front_settings, programme):
    settings.HOME = programme
    forget()
    yield
    forget()


@pytest.fixture
def everybody(public_door, settings, tmp_path):
    """A programme in every language that has a name, with a phone, a bot and a mail address."""
    settings.HOME = Home(root=tmp_path / "everybody")
    write_programme(settings.HOME, languages=tuple(LANGUAGES), channels=(PHONE, BOT, MAIL))
    forget()
    return settings.HOME


def forget() -> None:
    # A request leaves its language behind.
    translation.deactivate()
    for function in REMEMBERED:
        function.cache_clear()


@pytest.fixture
def phone() -> Client:
    """A person's browser: no cookies kept, compressed pages taken."""
    return Client(headers={"accept-encoding": "gzip", "accept-language": "ru"})


@pytest.fixture(scope="module")
def chromium_of_a_module() -> Iterator[Browser]:
    """Start one for a module: the loop that runs then is its driver's, and nobody else's."""
    with pytest.MonkeyPatch.context() as patch, chromium() as opened:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield opened


@pytest.fixture
def browser(chromium_of_a_module: Browser) -> Iterator[Browser]:
    yield chromium_of_a_module
    for context in chromium_of_a_module.contexts:
        context.close()
