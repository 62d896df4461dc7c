"""The Programme page: two people sign what it shows; everybody else looks, or is not let in."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.models import Event
from safeconduct.desk import programme_page
from safeconduct.domain.role import Team
from safeconduct.people.rotation import rotate_team
from safeconduct.programme import changes, following, publication
from safeconduct.programme import texts as own
from safeconduct.programme.current import current_bundle
from safeconduct.programme.home import Home
from tests.cast import Cast
from tests.desk.conftest import forget
from tests.desk.page import form_to, send, words
from tests.desk.place import sit_down

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = "/programme/"


@pytest.fixture(autouse=True)
def own_bundle(cast: Cast, tmp_path, settings) -> Iterator[None]:
    """A copy of the programme's folder that this test may publish into."""
    home = Home(root=tmp_path / "var")
    shutil.copytree(settings.HOME.bundle, home.bundle)
    shutil.copy(settings.HOME.programme, home.programme)
    settings.HOME = home
    forget()
    yield
    forget()


@pytest.fixture
def new_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an upgrade: one text is changed, one is gone, one is new."""
    russian = dict(own.texts("ru"))
    lead = replace(russian["site.home.lead"], words="Обновлённые слова.")
    del russian["site.again"]
    russian |= {lead.key: lead, "site.fresh": replace(lead, key="site.fresh")}
    found = {**{tag: own.texts(tag) for tag in ("uk", "en")}, "ru": russian}
    for module in (publication, changes):
        monkeypatch.setattr(module, "texts", found.__getitem__)


def kinds() -> list[tuple[str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME, kind__startswith="directory_")
    return list(rows.order_by("seq").values_list("kind", "actor"))


def test_two_people_sign_keys_and_texts_one_after_the_other(
    cast: Cast, bob: Client, carol: Client, new_words: None
) -> None:
    rotate_team(Team.INTAKE, reader=cast.alice.reader)
    before = bob.get(PAGE)
    assert "intake: version 1 becomes 2" in words(before)
    assert "1 new, 1 changed, 1 gone" in words(before)
    assert "Обновлённые слова." in words(before)
    drafted = send(bob, before, "draft/")
    assert "It waits for: coordinator" in words(drafted)
    assert form_to(drafted, "sign/") is None
    assert current_bundle().serial == 1
    shown = carol.get(PAGE)
    assert "Bob has drafted and signed it" in words(shown)
    published = send(carol, shown, "sign/", read="on")
    assert "No text changes." in words(published)
    assert (current_bundle().serial, current_bundle().team(Team.INTAKE).version) == (2, 2)
    assert current_bundle().contents.words["ru"]["site.home.lead"].words == "Обновлённые слова."
    assert kinds() == [("directory_drafted", "Bob"), ("directory_published", "Carol")]


def test_one_person_never_signs_both_halves(bob: Client) -> None:
    drafted = send(bob, bob.get(PAGE), "draft/")
    assert form_to(drafted, "sign/") is None
    mark = form_to(drafted, "draft/").values["mark"]
    answer = bob.post("/programme/sign/", {"mark": mark, "read": "on"})
    assert answer.status_code == 409
    assert "another person does" in words(answer)
    assert current_bundle().serial == 1


def test_who_did_not_say_that_they_read_it_does_not_sign(bob: Client, carol: Client) -> None:
    send(bob, bob.get(PAGE), "draft/")
    answer = send(carol, carol.get(PAGE), "sign/")
    assert "Read what changes" in words(answer)
    assert current_bundle().serial == 1


def test_what_changed_meanwhile_is_not_signed(cast: Cast, bob: Client) -> None:
    page = bob.get(PAGE)
    rotate_team(Team.INTAKE, reader=cast.alice.reader)
    answer = send(bob, page, "draft/")
    assert "It changed while you looked at it" in words(answer)
    assert kinds() == []


def test_an_old_draft_says_why_it_counts_no_more_and_is_drafted_anew(
    bob: Client, carol: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(bob, bob.get(PAGE), "draft/")
    monkeypatch.setattr(following, "DRAFT_LIVES", timedelta(seconds=-1))
    page = carol.get(PAGE)
    assert "more than a day old" in words(page)
    assert form_to(page, "sign/") is None
    assert form_to(page, "draft/")


def test_others_look_and_sign_nothing(cast: Cast) -> None:
    victor = sit_down(cast.victor)
    page = victor.get(PAGE)
    assert "You can look at this" in words(page)
    assert form_to(page, "draft/") is None
    assert victor.post("/programme/draft/", {"mark": "x"}).status_code == 403


def test_who_may_not_see_the_programme_is_refused(cast: Cast) -> None:
    assert sit_down(cast.alice).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("days", "told"), [(20, "good"), (21, "due"), (30, "▲ sign a new one now"), (35, "▲ expired")]
)
def test_the_age_of_the_directory_is_told(cast: Cast, days: int, told: str) -> None:
    late = current_bundle().contents.directory.issued_at + timedelta(days=days)
    page = programme_page.programme_page(cast.bob.reader, late)
    directory = page.published[1]
    assert directory.age == f"day {days}"
    assert directory.standing.startswith(told.removeprefix("▲ "))
    assert directory.amiss is told.startswith("▲")


def test_texts_that_nobody_signed_are_counted_in_red(
    bob: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = {**own.texts("ru"), "site.fresh": own.texts("ru")["site.again"]}
    monkeypatch.setattr(
        "safeconduct.programme.shown.texts",
        lambda language: fresh if language == "ru" else own.texts(language),
    )
    page = bob.get(PAGE)
    assert "1 text shown unsigned" in words(page)
    assert '<li class="amiss">1 text shown unsigned</li>' in page.content.decode()
