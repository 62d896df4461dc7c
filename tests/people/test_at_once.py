"""Two who change at once who belongs: on a server the second waits, and sees what the first did.

Each works over a connection of their own. What they change is committed, so it is removed by hand.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep, time
from typing import TypeVar

import pytest
from django.db import connection, transaction
from django.utils import timezone

from safeconduct.config import cast as shown
from safeconduct.domain.role import Actor, Role, Team
from safeconduct.people import actions, models, rotation
from safeconduct.people.actions import NotAllowed
from safeconduct.people.enrolment import enrolled
from safeconduct.people.fingerprint import fingerprint
from safeconduct.people.models import Membership, RoleProposal, Staff, StaffRole, TeamKey
from safeconduct.people.readers import Reader
from safeconduct.people.second_factor import draw_totp_secret
from safeconduct.people.teams import founded
from safeconduct.people.used_codes import use
from safeconduct.vault import seals

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SAM = Actor(call_sign="Sam", roles=frozenset({Role.ADMINISTRATOR}))
RECOVERY = seals.public_of(bytes(32))
T = TypeVar("T")
Work = Callable[[], object]


def apart(work: Callable[[], T]) -> Future[T]:
    """Do it beside this test, over another connection."""

    def done() -> T:
        try:
            return work()
        finally:
            connection.close()

    return ThreadPoolExecutor(1).submit(done)


def at_once(first: Work, second: Work) -> Future[object]:
    """Begin the second while the first is done and not committed; return what became of it."""
    done, go_on = threading.Event(), threading.Event()

    def whole() -> None:
        with transaction.atomic():
            first()
            done.set()
            go_on.wait(20)

    before = apart(whole)
    assert done.wait(20)
    after = apart(second)
    while not (after.done() or somebody_waits()):
        sleep(0.02)
    go_on.set()
    before.result(20)
    after.exception(20)
    return after


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


class House:
    """Two who hold the key of intake and run the system, and one newcomer."""

    def __init__(self) -> None:
        team = founded("intake", [self.enrol("Anna"), self.enrol("Boris")], "init")
        team.key.save(force_insert=True)
        Membership.objects.bulk_create(team.memberships)
        models.TeamKeyWrap.objects.bulk_create(team.wraps)
        self.newcomer = self.enrol("Nina")
        RoleProposal.objects.create(
            staff=self.newcomer, role=Role.OPERATOR, proposed_by="Sam", proposed_at=timezone.now()
        )
        self.anna = Reader(
            call_sign="Anna",
            roles=frozenset({Role.OPERATOR}),
            team_seeds={("intake", 1): team.seed},
        )

    @staticmethod
    def enrol(call_sign: str) -> Staff:
        staff = enrolled(call_sign, "en", RECOVERY).staff
        staff.save(force_insert=True)
        return staff

    def confirm(self) -> None:
        spoken = fingerprint(bytes(self.newcomer.kem_public), "en")
        actions.confirm_role("Nina", Role.OPERATOR, reader=self.anna, spoken=spoken)


@pytest.fixture
def house(quick_phrases: None) -> Iterator[House]:
    yield apart(House).result(20)
    apart(lambda: (Staff.objects.all().delete(), TeamKey.objects.all().delete())).result(20)


def remove(call_sign: str) -> Work:
    return lambda: actions.remove_member(call_sign, actor=SAM)


def test_two_holders_who_remove_each_other_leave_one(house: House) -> None:
    after = at_once(remove("Anna"), remove("Boris"))
    with pytest.raises(NotAllowed, match="intake"):
        after.result()
    assert list(Membership.objects.values_list("staff__call_sign", flat=True)) == ["Boris"]


def test_two_administrators_who_remove_each_other_leave_one(house: House) -> None:
    def run_the_system() -> None:
        Membership.objects.all().delete()
        for staff in Staff.objects.exclude(call_sign="Nina"):
            StaffRole.objects.create(staff=staff, role=Role.ADMINISTRATOR)

    apart(run_the_system).result(20)
    after = at_once(remove("Anna"), remove("Boris"))
    with pytest.raises(NotAllowed, match="administrator"):
        after.result()
    assert list(StaffRole.objects.values_list("staff__call_sign", flat=True)) == ["Boris"]


def test_who_is_removed_meanwhile_is_confirmed_for_nothing(house: House) -> None:
    after = at_once(remove("Nina"), house.confirm)
    with pytest.raises(NotAllowed, match="nobody of that call sign"):
        after.result()
    assert not Membership.objects.filter(staff=house.newcomer).exists()


def test_a_key_renewed_meanwhile_is_sealed_to_nobody_who_was_removed(house: House) -> None:
    renew = lambda: rotation.rotate_team(Team.INTAKE, reader=house.anna)  # noqa: E731 - as `remove`
    assert at_once(remove("Boris"), renew).result() == 2
    held = models.TeamKeyWrap.objects.filter(key__version=2)
    assert list(held.values_list("staff__call_sign", flat=True)) == ["Anna"]
    assert list(Membership.objects.values_list("staff__call_sign", flat=True)) == ["Anna"]


def test_of_two_who_renew_a_key_the_second_is_told_that_it_is_another_now(house: House) -> None:
    renew = lambda: rotation.rotate_team(Team.INTAKE, reader=house.anna)  # noqa: E731
    with pytest.raises(NotAllowed, match="holder of the key"):
        at_once(renew, renew).result()
    assert TeamKey.objects.count() == 2


def test_of_two_processes_that_are_given_a_code_at_once_one_lets_in(house: House) -> None:
    secret = draw_totp_secret()
    given = lambda: use(house.newcomer, secret, shown.code(secret, time()))  # noqa: E731
    assert at_once(given, given).result() is False
    assert house.newcomer.used_codes.count() == 1
