"""Many cases at once are as true as those that people hand in: the log holds, the desk opens."""

import pytest
from django.utils import timezone

from bench.bulk.loading import fill
from safeconduct.cases import models
from safeconduct.cases.access import access_case
from safeconduct.cases.chronicle import life_of
from safeconduct.cases.queries import waiting_count
from safeconduct.cases.rows import Ready
from safeconduct.config import verify_log
from safeconduct.people.readers import Reader
from safeconduct.programme import current
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
CASES, SEALED_EVERY = 200, 10


@pytest.fixture
def alice(cast: Cast) -> Reader:
    current.current_bundle.cache_clear()
    current.current_deployment.cache_clear()
    return cast.alice.reader


def test_many_cases_pass_verify_log_and_the_sealed_ones_open(alice: Reader, capsys) -> None:
    opened = fill(CASES, reader=alice, sealed_every=SEALED_EVERY, workers=0)
    assert len(opened) == CASES // SEALED_EVERY
    assert verify_log.run(()) == 0, capsys.readouterr().out
    view = access_case(opened[-1], alice, timezone.now())
    assert view.intact
    assert [item.words for item in view.timeline if item.words][-1].startswith("Мы идём.")


def test_each_row_is_what_its_log_makes_of_it(alice: Reader) -> None:
    fill(CASES, reader=alice, sealed_every=CASES, workers=0)
    for case in models.Case.objects.all():
        life = life_of(case)
        assert (case.state, case.rank, case.waiting_since) == (
            life.state, life.rank, life.waiting_since,
        )  # fmt: skip


def test_ten_messages_a_case_and_one_case_in_twenty_waits(alice: Reader) -> None:
    fill(CASES, reader=alice, sealed_every=CASES, workers=0)
    assert models.CaseArrival.objects.count() + models.Entry.objects.count() == 10 * CASES
    assert waiting_count(alice) == CASES // 20


def test_a_verify_that_finds_a_changed_event_is_not_content(alice: Reader, monkeypatch) -> None:
    def spoilt(rows: Ready, write=Ready.write) -> None:
        if "sc_event" in rows.statement:
            rows.values[3][5] = "Mallory"
        write(rows)

    monkeypatch.setattr(Ready, "write", spoilt)
    fill(20, reader=alice, sealed_every=20, workers=0)
    assert verify_log.run(()) == 1
