"""What is done about staff and keys is told with it, or not done."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone

from safeconduct.cases import staffing
from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.models import Event
from safeconduct.domain.role import MACHINE, Role, Team
from safeconduct.people.actions import NotAllowed
from safeconduct.people.fingerprint import fingerprint
from safeconduct.people.models import RoleProposal, Staff, TeamKey
from safeconduct.programme import following, publishing
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.home import Home
from safeconduct.programme.not_published import NotPublished
from safeconduct.vault import seals
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
NOW = timezone.now()
RECOVERY = seals.public_of(bytes(32))


def enrol(cast: Cast, call_sign: str = "Yuri") -> None:
    actor = cast.sam.reader.actor
    staffing.enrol(call_sign, "uk", actor=actor, recovery_public=RECOVERY, at=NOW)


def spoken(call_sign: str) -> str:
    return fingerprint(bytes(Staff.objects.get(call_sign=call_sign).kem_public), "en")


def told() -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME).exclude(actor=MACHINE).order_by("seq")
    return [(row.kind, row.actor, row.details) for row in rows]


def test_a_member_comes_and_goes_and_each_step_is_told(cast: Cast) -> None:
    sam, alice = cast.sam.reader.actor, cast.alice.reader
    enrol(cast)
    staffing.propose_role("yuri", Role.OPERATOR, actor=sam, at=NOW)
    staffing.confirm_role("YURI", Role.OPERATOR, reader=alice, spoken=spoken("Yuri"), at=NOW)
    staffing.remove_member("yuri", actor=sam, at=NOW)
    assert staffing.rotate_team(Team.INTAKE, reader=alice, at=NOW) == 2
    assert told() == [
        ("enrolled", "Sam", '{"member":"Yuri"}'),
        ("role_proposed", "Sam", '{"member":"Yuri","role":"operator"}'),
        ("role_confirmed", "Alice", '{"member":"Yuri","role":"operator"}'),
        ("removed", "Sam", '{"member":"Yuri"}'),
        ("key_renewed", "Alice", '{"team":"intake","version":2}'),
    ]
    assert list(broken_places()) == []


def test_a_refusal_is_told(cast: Cast) -> None:
    enrol(cast)
    staffing.propose_role("Yuri", Role.OPERATOR, actor=cast.sam.reader.actor, at=NOW)
    staffing.refuse_role("Yuri", Role.OPERATOR, reader=cast.bob.reader, at=NOW)
    assert told()[-1] == ("role_refused", "Bob", '{"member":"Yuri","role":"operator"}')


def test_what_is_not_allowed_is_neither_done_nor_told(cast: Cast) -> None:
    mallory = cast.mallory.reader
    for attempt in (
        lambda: staffing.propose_role("Mallory", Role.OPERATOR, actor=mallory.actor, at=NOW),
        lambda: staffing.remove_member("Alice", actor=mallory.actor, at=NOW),
        lambda: staffing.rotate_team(Team.INTAKE, reader=mallory, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert told() == []


def test_what_cannot_be_told_is_not_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sam, alice = cast.sam.reader.actor, cast.alice.reader

    def refuses(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(staffing, "tell", refuses)
    for attempt in (
        lambda: enrol(cast),
        lambda: staffing.propose_role("Mallory", Role.OPERATOR, actor=sam, at=NOW),
        lambda: staffing.remove_member("Alice", actor=sam, at=NOW),
        lambda: staffing.rotate_team(Team.INTAKE, reader=alice, at=NOW),
    ):
        with pytest.raises(DatabaseError):
            attempt()
    assert not Staff.objects.filter(call_sign="Yuri").exists()
    assert not RoleProposal.objects.exists()
    assert cast.alice.reader.roles == {Role.OPERATOR}
    assert TeamKey.objects.filter(team="intake").count() == 1


@pytest.fixture
def bundle(cast: Cast, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """A copy of the programme's bundle that this test may publish into."""
    home = Home(root=tmp_path)
    home.bundle.mkdir()
    for path in settings.HOME.bundle.iterdir():
        (home.bundle / path.name).write_bytes(path.read_bytes())
    settings.HOME = home
    ticks = iter(range(0, 10**6, 2))
    root_public = cast.founding.deployment.root_public
    found = Bundle(home.bundle, root_public, home.serials / "test", clock=lambda: next(ticks))
    for module in (following, publishing):
        monkeypatch.setattr(module, "current_bundle", lambda: found)
    return found


def test_a_directory_is_told_when_drafted_and_when_published(cast: Cast, bundle: Bundle) -> None:
    at = timezone.now()
    assert staffing.draft_publication(reader=cast.bob.reader, at=at).directory.serial == 2
    assert staffing.publish(reader=cast.carol.reader, at=at).directory.serial == 2
    assert bundle.serial == 2
    assert told() == [
        ("directory_drafted", "Bob", '{"index":2,"serial":2}'),
        ("directory_published", "Carol", '{"index":2,"serial":2}'),
    ]


def test_what_is_not_published_is_not_told(cast: Cast, bundle: Bundle) -> None:
    at = timezone.now()
    staffing.draft_publication(reader=cast.bob.reader, at=at)
    with pytest.raises(NotPublished):
        staffing.publish(reader=cast.bob.reader, at=at)
    assert [kind for kind, _, _ in told()] == ["directory_drafted"]


def test_who_holds_both_halves_signs_one(cast: Cast, bundle: Bundle) -> None:
    both = replace(
        cast.bob.reader,
        roles=frozenset({Role.SHIFT_LEAD, Role.COORDINATOR}),
        team_seeds={**cast.bob.reader.team_seeds, **cast.carol.reader.team_seeds},
    )
    at = timezone.now()
    staffing.draft_publication(reader=both, at=at)
    with pytest.raises(NotPublished, match="another person"):
        staffing.publish(reader=both, at=at)
    assert bundle.serial == 1
    staffing.publish(reader=cast.carol.reader, at=at)
    assert bundle.serial == 2


def test_without_a_draft_who_drafted_before_is_told_that_nothing_waits(
    cast: Cast, bundle: Bundle
) -> None:
    at = timezone.now()
    staffing.draft_publication(reader=cast.bob.reader, at=at)
    staffing.publish(reader=cast.carol.reader, at=at)
    with pytest.raises(NotPublished, match="nothing waiting"):
        staffing.publish(reader=cast.bob.reader, at=at)
