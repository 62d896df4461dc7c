"""The site shows what two people signed, whatever lies beside its code."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.cases.visits import News, latest_status
from safeconduct.programme import texts as own
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.current import current_bundle
from safeconduct.programme.publication import public_texts, stored_as
from safeconduct.vault.replies import ItemKind
from tests.front.browsing import words_of
from tests.front.conftest import forget
from tests.front.programme import write_bundle
from tests.making import NOON

pytestmark = pytest.mark.django_db
EDITED = "Совсем другие слова"


@pytest.fixture
def place(programme, settings, tmp_path: Path):
    """A programme of this test's own."""
    home = programme.__class__(root=tmp_path / "var")
    shutil.copytree(programme.root, home.root)
    settings.HOME = home
    forget()
    return home


@pytest.fixture
def beside_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of words beside the code, as somebody may edit it; read anew at each start."""
    folder = tmp_path / "words"
    shutil.copytree(own.FOLDER, folder)
    monkeypatch.setattr(own, "FOLDER", folder)
    own.texts.cache_clear()
    yield folder
    own.texts.cache_clear()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeconduct.programme.bundle.LOOK_EVERY_SECONDS", 0.0)


def edit(folder: Path) -> None:
    path = folder / "ru" / "site.toml"
    lines = path.read_text("utf-8").splitlines()
    lines[lines.index('["site.home.lead"]') + 3] = f'words = "{EDITED}"'
    path.write_text("\n".join(lines) + "\n", "utf-8")
    own.texts.cache_clear()


def test_an_edited_text_changes_nothing_until_two_people_have_signed_it(
    phone, place, beside_the_code: Path, impatient
):
    before = words_of(phone.get("/ru/"))
    edit(beside_the_code)
    forget()
    assert words_of(phone.get("/ru/")) == before
    assert EDITED not in before
    write_bundle(place.bundle, serial=2)
    assert EDITED in words_of(phone.get("/ru/"))
    assert words_of(phone.get("/ru/write/"))


def test_an_edited_text_of_the_bundle_is_not_shown(phone, place, impatient):
    before = words_of(phone.get("/ru/"))
    ru = next(one for one in public_texts() if one.name == "texts/ru")
    path = place.bundle / stored_as(ru)
    path.write_text(
        path.read_text("utf-8").replace(own.texts("ru")["site.home.lead"].words, EDITED)
    )
    assert words_of(phone.get("/ru/")) == before
    forget()
    assert words_of(phone.get("/ru/")) == before


def test_a_page_is_made_once_for_its_words(phone, place, impatient):
    first = phone.get("/uk/").content
    assert phone.get("/uk/").content == first


def told(key: str) -> tuple[News, ...]:
    return (News(kind=ItemKind.STATUS, words=key, stored_at=NOON),)


def test_a_status_whose_words_nobody_signed_is_not_shown() -> None:
    assert latest_status(told("status.received"), frozenset()) == ""
    assert latest_status(told("status.received"), {"status.received"}) == "status.received"


def test_the_bundle_of_this_door_signs_every_text_of_this_version() -> None:
    found: Bundle = current_bundle()
    assert {len(words) for words in found.contents.words.values()} == {len(own.texts("ru"))}
