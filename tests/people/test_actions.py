"""Members come and go by two people's word, and a team's key follows them."""

import pytest
from django.utils import timezone

from safeconduct.domain.role import Role, Team
from safeconduct.people import actions, models, rotation
from safeconduct.people.actions import NotAllowed
from safeconduct.people.backend import PhraseBackend
from safeconduct.people.fingerprint import fingerprint, is_fingerprint_of
from safeconduct.people.models import RoleProposal, Staff, StaffRole, TeamKey
from safeconduct.people.readers import Reader
from safeconduct.people.teams import team_public, teams_due
from safeconduct.people.unlock import reader, unlock
from safeconduct.vault import seals, team_keys
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.recovery import seal_for_recovery
from safeconduct.vault.seals import CannotOpen, Purpose
from tests.cast import Cast, Member, published

pytestmark = [pytest.mark.django_db, pytest.mark.both]
RECOVERY = seals.public_of(bytes(32))


@pytest.fixture
def yuri(cast: Cast) -> Member:
    """A newcomer whom Sam enrolled, without any role."""
    card = actions.enrol("Yuri", "uk", actor=cast.sam.reader.actor, recovery_public=RECOVERY)
    return Member(call_sign="Yuri", phrase=card.phrase, totp_secret=card.totp_secret)


def read_as(member: Member) -> Reader:
    """Unlock afresh, since the newcomer's rows are of this test only."""
    seed = unlock(member.staff, member.phrase)
    assert seed
    return reader(member.staff, seed, published())


def words(member: Member) -> str:
    return fingerprint(bytes(member.staff.kem_public), "en")


def propose(cast: Cast, member: Member, role: Role) -> None:
    actions.propose_role(member.call_sign, role, actor=cast.sam.reader.actor, at=timezone.now())


def test_a_newcomer_signs_in_and_sees_nothing(cast: Cast, yuri: Member) -> None:
    staff = PhraseBackend().authenticate(None, username="Yuri", password=yuri.phrase)
    assert staff
    assert read_as(yuri).roles == frozenset()
    assert not read_as(yuri).team_seeds


def test_a_proposed_role_gives_nothing(cast: Cast, yuri: Member) -> None:
    propose(cast, yuri, Role.OPERATOR)
    assert read_as(yuri).roles == frozenset()


def test_a_holder_confirms_by_the_spoken_words_and_seals(cast: Cast, yuri: Member) -> None:
    propose(cast, yuri, Role.OPERATOR)
    actions.confirm_role("yuri", Role.OPERATOR, reader=cast.alice.reader, spoken=words(yuri))
    found = read_as(yuri)
    assert found.roles == {Role.OPERATOR}
    assert found.team_seeds == cast.alice.reader.team_seeds
    assert not RoleProposal.objects.exists()
    assert models.Membership.objects.get(staff=yuri.staff).confirmed_by == "Alice"


def test_the_words_may_be_spoken_in_another_language(cast: Cast, yuri: Member) -> None:
    public = bytes(yuri.staff.kem_public)
    assert all(is_fingerprint_of(public, fingerprint(public, tag)) for tag in ("ru", "uk", "en"))
    assert not is_fingerprint_of(bytes(cast.alice.staff.kem_public), fingerprint(public, "en"))
    assert not is_fingerprint_of(public, " ".join(fingerprint(public, "en").split()[:3]))
    assert not is_fingerprint_of(public, "")


def test_wrong_words_confirm_nothing(cast: Cast, yuri: Member) -> None:
    propose(cast, yuri, Role.OPERATOR)
    with pytest.raises(NotAllowed, match="words"):
        actions.confirm_role(
            "Yuri", Role.OPERATOR, reader=cast.alice.reader, spoken=words(cast.bob)
        )
    assert read_as(yuri).roles == frozenset()
    assert not models.Membership.objects.filter(staff=yuri.staff).exists()


@pytest.mark.parametrize("name", ["sam", "carol", "mallory", "victor"])
def test_who_does_not_hold_the_teams_key_cannot_confirm(
    cast: Cast, yuri: Member, name: str
) -> None:
    propose(cast, yuri, Role.OPERATOR)
    with pytest.raises(NotAllowed):
        actions.confirm_role(
            "Yuri", Role.OPERATOR, reader=getattr(cast, name).reader, spoken=words(yuri)
        )


def test_an_operator_cannot_make_a_shift_lead(cast: Cast, yuri: Member) -> None:
    propose(cast, yuri, Role.SHIFT_LEAD)
    with pytest.raises(NotAllowed, match="lead"):
        actions.confirm_role("Yuri", Role.SHIFT_LEAD, reader=cast.alice.reader, spoken=words(yuri))
    actions.confirm_role("Yuri", Role.SHIFT_LEAD, reader=cast.bob.reader, spoken=words(yuri))
    assert read_as(yuri).roles == {Role.SHIFT_LEAD}


@pytest.mark.parametrize("name", ["alice", "bob", "mallory"])
def test_only_an_administrator_enrols_and_proposes(cast: Cast, name: str) -> None:
    actor = getattr(cast, name).reader.actor
    with pytest.raises(NotAllowed):
        actions.enrol("Zoe", "en", actor=actor, recovery_public=RECOVERY)
    with pytest.raises(NotAllowed):
        actions.propose_role("Mallory", Role.OPERATOR, actor=actor, at=timezone.now())


def test_nobody_confirms_what_nobody_proposed(cast: Cast, yuri: Member) -> None:
    with pytest.raises(NotAllowed, match="proposed"):
        actions.confirm_role("Yuri", Role.OPERATOR, reader=cast.bob.reader, spoken=words(yuri))


def test_nobody_confirms_themselves(cast: Cast) -> None:
    propose(cast, cast.alice, Role.SPOKESPERSON)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.confirm_role(
            "Alice", Role.SPOKESPERSON, reader=cast.alice.reader, spoken=words(cast.alice)
        )


def test_a_refused_proposal_is_gone(cast: Cast, yuri: Member) -> None:
    propose(cast, yuri, Role.OPERATOR)
    actions.refuse_role("Yuri", Role.OPERATOR, reader=cast.bob.reader)
    assert not RoleProposal.objects.exists()


def test_an_administrator_never_holds_a_key(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="no key"):
        propose(cast, cast.sam, Role.OPERATOR)
    with pytest.raises(NotAllowed, match="no key"):
        propose(cast, cast.alice, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("meanwhile", "proposed"),
    [(Role.ADMINISTRATOR, Role.OPERATOR), (Role.OPERATOR, Role.ADMINISTRATOR)],
)
def test_a_role_that_no_longer_goes_with_what_a_member_became_is_confirmed_by_nobody(
    cast: Cast, yuri: Member, meanwhile: Role, proposed: Role
) -> None:
    propose(cast, yuri, proposed)
    StaffRole.objects.create(staff=yuri.staff, role=meanwhile.value)
    with pytest.raises(NotAllowed, match="reads no content, so holds no key"):
        actions.confirm_role("Yuri", proposed, reader=cast.bob.reader, spoken=words(yuri))
    assert [one.role for one in yuri.staff.roles.all()] == [meanwhile.value]
    assert not yuri.staff.memberships.exists()
    actions.refuse_role("Yuri", proposed, reader=cast.bob.reader)


def test_of_two_proposals_that_do_not_go_together_one_is_refused_first(
    cast: Cast, yuri: Member
) -> None:
    propose(cast, yuri, Role.OPERATOR)
    RoleProposal.objects.create(
        staff=yuri.staff,
        role=Role.ADMINISTRATOR.value,
        proposed_by="Sam",
        proposed_at=timezone.now(),
    )
    with pytest.raises(NotAllowed, match="holds no key"):
        actions.confirm_role("Yuri", Role.OPERATOR, reader=cast.bob.reader, spoken=words(yuri))
    actions.refuse_role("Yuri", Role.ADMINISTRATOR, reader=cast.bob.reader)
    actions.confirm_role("Yuri", Role.OPERATOR, reader=cast.bob.reader, spoken=words(yuri))
    assert [one.role for one in yuri.staff.roles.all()] == ["operator"]


def test_a_call_sign_is_taken_once(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="taken"):
        actions.enrol("ALICE", "en", actor=cast.sam.reader.actor, recovery_public=RECOVERY)


def test_the_last_holder_of_a_key_cannot_be_removed(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="coordination"):
        actions.remove_member("Carol", actor=cast.sam.reader.actor)
    assert cast.carol.reader.roles == {Role.COORDINATOR}


def test_a_removed_member_is_shut_out_and_learns_no_later_key(cast: Cast) -> None:
    mine = cast.alice.seed
    assert actions.remove_member("Alice", actor=cast.sam.reader.actor) == {Team.INTAKE}
    assert teams_due() == {Team.INTAKE}
    password = cast.alice.phrase
    assert PhraseBackend().authenticate(None, username="Alice", password=password) is None
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    assert teams_due() == frozenset()
    assert reader(Staff.objects.get(call_sign="Alice"), mine, published()).team_seeds == {}
    assert set(cast.bob.reader.team_seeds) == {("intake", 1), ("intake", 2), ("lead", 1)}


def test_who_stays_opens_old_and_new(cast: Cast) -> None:
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    found = cast.alice.reader
    assert set(found.team_seeds) == {("intake", 1), ("intake", 2)}
    assert found.roles == {Role.OPERATOR}
    newest = TeamKey.objects.get(team="intake", version=2)
    bound = seals.info(Purpose.CASE_WRAP)
    sealed = seals.seal(b"new", bytes(newest.kem_public), bound)
    kem_seed = pair_of(found.team_seeds["intake", 2]).kem_seed
    assert seals.open_sealed(sealed, kem_seed, bound) == b"new"
    with pytest.raises(CannotOpen):
        seals.open_sealed(sealed, pair_of(found.team_seeds["intake", 1]).kem_seed, bound)


def test_a_planted_version_takes_no_role_away(cast: Cast) -> None:
    first = TeamKey.objects.get(team="intake")
    pair = pair_of(bytes(32))
    TeamKey.objects.create(
        team="intake",
        version=2,
        kem_public=pair.kem_public,
        sign_public=pair.sign_public,
        signed_by_before=first.sign_public,
    )
    assert cast.alice.reader.roles == {Role.OPERATOR}


def test_who_has_no_key_of_the_newest_version_has_lost_the_role(cast: Cast) -> None:
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    models.TeamKeyWrap.objects.filter(staff=cast.alice.staff, key__version=2).delete()
    assert cast.alice.reader.roles == frozenset()


def test_the_new_version_follows_from_the_one_before(cast: Cast) -> None:
    rotation.rotate_team(Team.LEAD, reader=cast.bob.reader)
    first, second = TeamKey.objects.filter(team="lead").order_by("version")
    later = team_keys.TeamKey(
        public=team_public(second), signed_by_before=bytes(second.signed_by_before)
    )
    assert team_keys.verify_chain(team_public(first), [later]) == team_public(second)


def test_a_newcomer_after_a_rotation_reads_the_running_cases_too(cast: Cast, yuri: Member) -> None:
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    propose(cast, yuri, Role.OPERATOR)
    actions.confirm_role("Yuri", Role.OPERATOR, reader=cast.alice.reader, spoken=words(yuri))
    assert set(read_as(yuri).team_seeds) == {("intake", 1), ("intake", 2)}
    rotation.rotate_team(Team.INTAKE, reader=read_as(yuri))


@pytest.mark.parametrize("name", ["carol", "mallory", "sam"])
def test_who_does_not_hold_a_key_makes_no_version_of_it(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        rotation.rotate_team(Team.INTAKE, reader=getattr(cast, name).reader)


def test_a_planted_membership_stops_the_rotation_and_is_named(cast: Cast) -> None:
    """Mallory writes the database: a row that copies Alice's signature onto Mallory's key."""
    real = models.Membership.objects.get(staff=cast.alice.staff)
    mallory = cast.mallory.staff
    models.Membership.objects.create(
        staff=mallory,
        team="intake",
        member_public=mallory.kem_public,
        team_version=1,
        signature=real.signature,
        confirmed_by="Alice",
    )
    with pytest.raises(rotation.PlantedMembership, match="Mallory"):
        rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    assert TeamKey.objects.filter(team="intake").count() == 1


def test_an_old_membership_put_back_brings_nobody_back(cast: Cast) -> None:
    old = models.Membership.objects.get(staff=cast.alice.staff)
    actions.remove_member("Alice", actor=cast.sam.reader.actor)
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    Staff.objects.filter(call_sign="Alice").update(is_active=True)
    old.pk = None
    old.save(force_insert=True)
    with pytest.raises(rotation.PlantedMembership, match="Alice"):
        rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)


def test_a_newcomers_key_is_sealed_for_recovery(cast: Cast, yuri: Member) -> None:
    assert len(bytes(yuri.staff.recovery)) == len(
        seal_for_recovery(bytes(32), yuri.staff.id, RECOVERY)
    )
