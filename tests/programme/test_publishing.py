"""A new directory takes two people, and names only team keys that follow from those before."""

import base64
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from safeconduct.domain.role import Team
from safeconduct.people.models import TeamKey
from safeconduct.people.rotation import rotate_team
from safeconduct.people.teams import team_public
from safeconduct.programme import publishing
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.home import Home
from safeconduct.programme.publishing import (
    NotPublished,
    draft_directory,
    pending_directory,
    sign_pending_directory,
)
from safeconduct.vault.directory import NotSigned, read_directory
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.signed_files import SignedFile, read_file
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
    monkeypatch.setattr(publishing, "current_bundle", lambda: found)
    return found


@pytest.fixture
def at() -> datetime:
    return timezone.now() + timedelta(minutes=1)


def test_two_sign_and_doors_seal_to_the_new_key(cast: Cast, bundle: Bundle, at: datetime) -> None:
    rotate_team(Team.INTAKE, reader=cast.alice.reader)
    assert draft_directory(reader=cast.bob.reader, at=at) == 2
    assert bundle.serial == 1
    assert sign_pending_directory(reader=cast.carol.reader, at=at) == 2
    assert bundle.serial == 2
    assert bundle.team(Team.INTAKE).version == 2
    assert bundle.team(Team.LEAD).version == 1
    assert pending_directory() is None


def test_the_other_order_is_as_good(cast: Cast, bundle: Bundle, at: datetime) -> None:
    draft_directory(reader=cast.carol.reader, at=at)
    assert pending_directory()
    sign_pending_directory(reader=cast.bob.reader, at=at)
    assert bundle.serial == 2


def test_one_person_does_not_sign_twice(cast: Cast, bundle: Bundle, at: datetime) -> None:
    draft_directory(reader=cast.bob.reader, at=at)
    with pytest.raises(NotPublished, match="other"):
        sign_pending_directory(reader=cast.bob.reader, at=at)
    assert bundle.serial == 1


@pytest.mark.parametrize("name", ["alice", "dora", "victor", "sam", "mallory"])
def test_nobody_else_signs(cast: Cast, bundle: Bundle, at: datetime, name: str) -> None:
    with pytest.raises(NotPublished):
        draft_directory(reader=getattr(cast, name).reader, at=at)


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
        draft_directory(reader=cast.bob.reader, at=at)


def test_a_draft_with_a_strangers_key_is_not_signed(
    cast: Cast, bundle: Bundle, at: datetime, settings
) -> None:
    draft_directory(reader=cast.bob.reader, at=at)
    path = settings.HOME.bundle / publishing.PENDING
    file = read_file(path.read_bytes())
    theirs = team_public(TeamKey.objects.get(team="exchange"))
    assert read_directory(file.body).team("exchange") == theirs
    mine = pair_of(bytes(32))
    swapped = file.body.replace(
        base64.b64encode(theirs.kem_public), base64.b64encode(mine.kem_public)
    )
    path.write_bytes(SignedFile(body=swapped, signatures=file.signatures).to_bytes())
    with pytest.raises(NotPublished, match="must not"):
        sign_pending_directory(reader=cast.carol.reader, at=at)


def test_a_draft_that_nobody_signed_is_not_published(
    cast: Cast, bundle: Bundle, at: datetime, settings
) -> None:
    draft_directory(reader=cast.bob.reader, at=at)
    path = settings.HOME.bundle / publishing.PENDING
    file = read_file(path.read_bytes())
    path.write_bytes(SignedFile(body=file.body, signatures=(bytes(64), b"")).to_bytes())
    with pytest.raises(NotSigned):
        sign_pending_directory(reader=cast.carol.reader, at=at)
    assert bundle.serial == 1


def test_an_old_draft_is_drafted_anew(cast: Cast, bundle: Bundle, at: datetime) -> None:
    draft_directory(reader=cast.bob.reader, at=at)
    with pytest.raises(NotPublished, match="day old"):
        sign_pending_directory(reader=cast.carol.reader, at=at + timedelta(days=2))


def test_without_a_draft_there_is_nothing_to_sign(cast: Cast, bundle: Bundle, at: datetime) -> None:
    with pytest.raises(NotPublished, match="nothing waits"):
        sign_pending_directory(reader=cast.carol.reader, at=at)


def test_a_renewal_lives_another_35_days(cast: Cast, bundle: Bundle, at: datetime) -> None:
    late = at + timedelta(days=34)
    draft_directory(reader=cast.bob.reader, at=late)
    sign_pending_directory(reader=cast.carol.reader, at=late)
    assert bundle.age_state(late + timedelta(days=20)) == "fresh"
