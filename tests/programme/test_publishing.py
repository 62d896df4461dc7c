"""A new directory takes two people, and names only team keys that follow from those before."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from safeconduct.domain.role import Team
from safeconduct.people.models import TeamKey
from safeconduct.people.rotation import rotate_team
from safeconduct.people.teams import team_public
from safeconduct.programme import drafts, following, publication, publishing
from safeconduct.programme import texts as own
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.drafts import Draft
from safeconduct.programme.home import Home
from safeconduct.programme.not_published import NotPublished
from safeconduct.programme.publication import STORED
from safeconduct.programme.publishing import (
    draft_publication,
    sign_publication,
)
from safeconduct.vault.directory import read_directory
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.signed_files import SignedFile
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def bundle(cast: Cast, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """A copy of the programme's bundle that this test may publish into."""
    home = Home(root=tmp_path)
    home.bundle.mkdir()
    for path in settings.HOME.bundle.iterdir():
        (home.bundle / path.name).write_bytes(path.read_bytes())
    settings.HOME = home
    root_public = cast.founding.deployment.root_public
    ticks = iter(range(0, 10**6, 2))
    found = Bundle(home.bundle, root_public, home.serials / "test", clock=lambda: next(ticks))
    for module in (following, publishing):
        monkeypatch.setattr(module, "current_bundle", lambda: found)
    return found


@pytest.fixture
def at() -> datetime:
    return timezone.now() + timedelta(minutes=1)


def test_two_sign_and_doors_seal_to_the_new_key(cast: Cast, bundle: Bundle, at: datetime) -> None:
    rotate_team(Team.INTAKE, reader=cast.alice.reader)
    draft_publication(reader=cast.bob.reader, at=at)
    assert bundle.serial == 1
    sign_publication(reader=cast.carol.reader, at=at)
    assert (bundle.serial, bundle.contents.index.serial) == (2, 2)
    assert bundle.team(Team.INTAKE).version == 2
    assert bundle.team(Team.LEAD).version == 1
    assert drafts.kept() is None


def test_the_other_order_is_as_good(cast: Cast, bundle: Bundle, at: datetime) -> None:
    draft_publication(reader=cast.carol.reader, at=at)
    assert drafts.kept()
    sign_publication(reader=cast.bob.reader, at=at)
    assert bundle.serial == 2


def test_one_person_does_not_sign_twice(cast: Cast, bundle: Bundle, at: datetime) -> None:
    draft_publication(reader=cast.bob.reader, at=at)
    with pytest.raises(NotPublished, match="other"):
        sign_publication(reader=cast.bob.reader, at=at)
    assert bundle.serial == 1


@pytest.mark.parametrize("name", ["alice", "dora", "victor", "sam", "mallory"])
def test_nobody_else_signs(cast: Cast, bundle: Bundle, at: datetime, name: str) -> None:
    with pytest.raises(NotPublished):
        draft_publication(reader=getattr(cast, name).reader, at=at)


def test_a_planted_team_key_is_not_published(cast: Cast, bundle: Bundle, at: datetime) -> None:
    pair = pair_of(b"Mallory" + bytes(25))
    TeamKey.objects.create(
        team="intake",
        version=2,
        kem_public=pair.kem_public,
        sign_public=pair.sign_public,
        signed_by_before=bytes(64),
    )
    with pytest.raises(NotPublished, match="follow"):
        draft_publication(reader=cast.bob.reader, at=at)


def test_a_draft_with_a_strangers_key_is_not_signed(
    cast: Cast, bundle: Bundle, at: datetime
) -> None:
    draft_publication(reader=cast.bob.reader, at=at)
    draft = drafts.kept()
    assert draft
    theirs = team_public(TeamKey.objects.get(team="exchange"))
    assert read_directory(draft.directory.body).team("exchange") == theirs
    mine = pair_of(bytes(32))
    swapped = draft.directory.body.replace(
        base64.b64encode(theirs.kem_public), base64.b64encode(mine.kem_public)
    )
    file = SignedFile(body=swapped, signatures=draft.directory.signatures)
    drafts.keep(Draft(directory=file, index=draft.index))
    with pytest.raises(NotPublished, match="must not"):
        sign_publication(reader=cast.carol.reader, at=at)


def test_a_draft_that_nobody_signed_is_not_published(
    cast: Cast, bundle: Bundle, at: datetime
) -> None:
    draft_publication(reader=cast.bob.reader, at=at)
    draft = drafts.kept()
    assert draft
    drafts.keep(draft.signed(Team.LEAD, bytes(64), draft.index.signatures[0]))
    with pytest.raises(NotPublished, match="does not verify"):
        sign_publication(reader=cast.carol.reader, at=at)
    assert bundle.serial == 1


def test_an_old_draft_is_drafted_anew(cast: Cast, bundle: Bundle, at: datetime) -> None:
    draft_publication(reader=cast.bob.reader, at=at)
    with pytest.raises(NotPublished, match="day old"):
        sign_publication(reader=cast.carol.reader, at=at + timedelta(days=2))


def test_without_a_draft_there_is_nothing_to_sign(cast: Cast, bundle: Bundle, at: datetime) -> None:
    with pytest.raises(NotPublished, match="nothing waiting"):
        sign_publication(reader=cast.carol.reader, at=at)


def test_a_renewal_lives_another_35_days(cast: Cast, bundle: Bundle, at: datetime) -> None:
    late = at + timedelta(days=34)
    draft_publication(reader=cast.bob.reader, at=late)
    sign_publication(reader=cast.carol.reader, at=late)
    assert bundle.age_state(late + timedelta(days=20)) == "fresh"


def lead(words: str) -> dict[str, own.Text]:
    """This version's texts with one of them edited."""
    edited = replace(own.texts("ru")["site.home.lead"], words=words)
    return {**own.texts("ru"), "site.home.lead": edited}


@pytest.fixture
def other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the code beside this process had another text than the bundle."""
    found = {**{tag: own.texts(tag) for tag in ("uk", "en")}, "ru": lead("Другие слова.")}
    monkeypatch.setattr(publication, "texts", found.__getitem__)


@pytest.mark.usefixtures("other_words")
def test_texts_are_signed_with_the_keys_and_stored_in_the_bundle(
    cast: Cast, bundle: Bundle, at: datetime, settings
) -> None:
    draft_publication(reader=cast.bob.reader, at=at)
    assert bundle.contents.words["ru"] == own.texts("ru")
    sign_publication(reader=cast.carol.reader, at=at)
    assert bundle.contents.words["ru"]["site.home.lead"].words == "Другие слова."
    assert len(list(settings.HOME.bundle.glob(f"{STORED}*"))) == 4


@pytest.mark.usefixtures("other_words")
def test_the_texts_of_two_publications_ago_are_removed(
    cast: Cast, bundle: Bundle, at: datetime, settings
) -> None:
    for _ in range(2):
        draft_publication(reader=cast.bob.reader, at=at)
        sign_publication(reader=cast.carol.reader, at=at)
    assert len(list(settings.HOME.bundle.glob(f"{STORED}*"))) == 3


def test_texts_that_changed_since_the_draft_are_not_signed(
    cast: Cast, bundle: Bundle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_publication(reader=cast.bob.reader, at=at)
    changed = {**{tag: own.texts(tag) for tag in ("uk", "en")}, "ru": lead("Ещё одни слова.")}
    monkeypatch.setattr(publication, "texts", changed.__getitem__)
    with pytest.raises(NotPublished, match="other texts"):
        sign_publication(reader=cast.carol.reader, at=at)


def test_what_was_looked_at_is_what_is_signed(cast: Cast, bundle: Bundle, at: datetime) -> None:
    looked_at = following.next_publication(at).mark
    rotate_team(Team.INTAKE, reader=cast.alice.reader)
    with pytest.raises(NotPublished, match="changed while"):
        draft_publication(reader=cast.bob.reader, at=at, mark=looked_at)
    shown = draft_publication(reader=cast.bob.reader, at=at).mark
    with pytest.raises(NotPublished, match="changed while"):
        sign_publication(reader=cast.carol.reader, at=at, mark=looked_at)
    sign_publication(reader=cast.carol.reader, at=at, mark=shown)
    assert bundle.serial == 2


def test_a_spoilt_draft_is_no_draft(cast: Cast, bundle: Bundle, at: datetime, settings) -> None:
    for content in (b"", b"{}", b'{"directory":"","index":""}', b"\xff"):
        (settings.HOME.bundle / drafts.PENDING).write_bytes(content)
        assert drafts.kept() is None
