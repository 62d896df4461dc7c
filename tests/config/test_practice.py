"""A demonstration signs its own texts; nothing signs for people who are to decide."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.models import Event
from safeconduct.config import practice
from safeconduct.config.init import cast_of
from safeconduct.config.practice import sign_anew
from safeconduct.programme import current, publication
from safeconduct.programme import texts as own
from safeconduct.programme.current import current_bundle
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.home import Home
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases="__all__")
REMEMBERED = (current.current_bundle, current.current_deployment)
LEAD = "site.home.lead"


@pytest.fixture
def home(cast: Cast, tmp_path, settings) -> Iterator[Home]:
    """A demonstration of this test's own, whose texts are older than the code's."""
    found = Home(root=tmp_path / "var")
    shutil.copytree(settings.HOME.bundle, found.bundle)
    shutil.copy(settings.HOME.programme, found.programme)
    found.cast.write_text(json.dumps(cast_of(cast.founding)))
    settings.HOME = found
    for function in REMEMBERED:
        function.cache_clear()
    yield found
    for function in REMEMBERED:
        function.cache_clear()


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    words = dict(own.texts("ru"))
    words[LEAD] = replace(words[LEAD], words="Обновлённые слова.")
    found = {**{tag: own.texts(tag) for tag in ("uk", "en")}, "ru": words}
    monkeypatch.setattr(publication, "texts", found.__getitem__)


def told() -> list[tuple[str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME, kind__startswith="directory_")
    return list(rows.order_by("seq").values_list("kind", "actor"))


def test_after_an_upgrade_a_demonstration_signs_its_texts_and_says_so(home: Home, upgraded) -> None:
    line = sign_anew(home, timezone.now())
    assert "with the keys of Bob and Carol, which lie in cast.json" in line
    assert current_bundle().contents.words["ru"][LEAD].words == "Обновлённые слова."
    assert told() == [("directory_drafted", "Bob"), ("directory_published", "Carol")]
    assert sign_anew(home, timezone.now()) == ""


def test_what_is_signed_and_fresh_is_left_alone(home: Home) -> None:
    assert sign_anew(home, timezone.now()) == ""
    assert told() == []


def test_a_demonstrations_old_directory_is_renewed(home: Home) -> None:
    assert "Publication 2" in sign_anew(home, timezone.now() + timedelta(days=22))


@pytest.mark.parametrize("purpose", [Purpose.DRILL, Purpose.LIVE])
def test_nothing_is_signed_for_the_people_of_a_drill_or_a_live_programme(
    home: Home, upgraded, monkeypatch: pytest.MonkeyPatch, purpose: Purpose
) -> None:
    other = replace(current.current_deployment(), purpose=purpose)
    monkeypatch.setattr(practice, "current_deployment", lambda: other)
    assert sign_anew(home, timezone.now()) == ""
    assert told() == []


def test_what_cannot_be_signed_stops_no_start(home: Home, upgraded) -> None:
    home.cast.unlink()
    assert "not signed anew" in sign_anew(home, timezone.now())
    assert current_bundle().serial == 1
