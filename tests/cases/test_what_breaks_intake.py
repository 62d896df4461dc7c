"""One arrival that cannot become a case or an event is set aside; all others are taken."""

import uuid

import pytest
from django.db import InterfaceError, OperationalError, transaction

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import HandIn
from safeconduct.cases.intake import TakenByAnother, take_in
from safeconduct.config.errands import attempt
from safeconduct.domain.role import Team
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import Arrival, TeamPublic
from tests.making import NOON, a_new, an_add, facts, new_keys, team_public

pytestmark = [pytest.mark.django_db, pytest.mark.both]
INTAKE, LEAD = team_public(Team.INTAKE), team_public(Team.LEAD)


def of_version(team: TeamPublic, version: int) -> TeamPublic:
    return TeamPublic(
        team=team.team,
        version=version,
        kem_public=team.kem_public,
        sign_public=team.sign_public,
    )


def wrapped_to(*teams: TeamPublic) -> Arrival:
    """Return a request that its own requester signed, wrapped to whatever a hostile door likes."""
    said = HandIn(script="report", digest="d", answers={}, at=NOON)
    return arrivals.hand_in(facts(), said.encode(), new_keys(), teams)


def verdict_of(arrival: Arrival) -> str | None:
    return models.Arrival.objects.get(id=arrival.id).taken


@pytest.mark.parametrize(
    "teams",
    [
        (INTAKE, INTAKE),
        (INTAKE, LEAD, of_version(LEAD, 2)),
        (of_version(INTAKE, 2**31), LEAD),
        (INTAKE, of_version(LEAD, 2**64 - 1)),
        (team_public(Team.COORDINATION),),
    ],
)
def test_wraps_that_have_no_place_are_refused_and_stop_nobody(teams: tuple[TeamPublic]) -> None:
    bad, honest = wrapped_to(*teams), a_new(new_keys())
    store(bad, NOON)
    store(honest, NOON)
    take_in()
    assert (verdict_of(bad), verdict_of(honest)) == ("bad_wraps", "taken")


def test_one_wrap_to_each_team_or_to_one_alone_is_taken() -> None:
    both, one = wrapped_to(INTAKE, LEAD), wrapped_to(of_version(INTAKE, 2**31 - 1))
    store(both, NOON)
    store(one, NOON)
    take_in()
    assert (verdict_of(both), verdict_of(one)) == ("taken", "taken")


def a_case() -> models.Case:
    store(a_new(new_keys()), NOON)
    take_in()
    return models.Case.objects.get()


def test_a_request_that_the_database_refuses_is_set_aside_and_the_others_are_taken() -> None:
    case, bad, honest = a_case(), a_new(new_keys()), [a_new(new_keys()) for _ in range(3)]
    for arrival in (honest[0], bad, *honest[1:]):
        store(arrival, NOON)
    case.id, case.reference, case.first_id = uuid.uuid4(), "Planted 1", bad.id
    case.save(force_insert=True)
    take_in()
    assert verdict_of(bad) == "broken"
    assert [verdict_of(one) for one in honest] == ["taken"] * 3
    assert models.CaseWrap.objects.filter(case__first=honest[2].id).count() == 2


def test_words_that_the_database_refuses_are_set_aside_and_the_others_are_taken() -> None:
    case, keys = a_case(), new_keys()
    new = a_new(keys)
    store(new, NOON)
    take_in()
    bad, honest = (an_add(keys, new.case_public) for _ in range(2))
    store(bad, NOON)
    store(honest, NOON)
    models.CaseArrival.objects.create(case=case, arrival_id=bad.id, seq=7)
    take_in()
    assert (verdict_of(bad), verdict_of(honest)) == ("broken", "taken")


def test_what_breaks_one_kind_of_work_is_told_without_a_row_and_stops_no_other(caplog) -> None:
    case = a_case()

    def plant_it_again() -> int:
        with transaction.atomic():
            case.save(force_insert=True)
        return 1

    assert attempt(plant_it_again) == 0
    assert "IntegrityError" in caplog.text
    assert case.reference not in caplog.text
    assert str(case.id) not in caplog.text


@pytest.mark.parametrize("away", [OperationalError, InterfaceError, TakenByAnother])
def test_a_database_that_is_away_stops_all_kinds_of_work(away: type[Exception]) -> None:
    def work() -> int:
        raise away

    with pytest.raises(away):
        attempt(work)
