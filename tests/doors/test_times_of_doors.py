"""No door leaves a time behind that nothing of ours can read."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import Error, IntegrityError, transaction
from django.db.models import CheckConstraint, DateField, Model, Q
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.arrivals import COLUMNS, INSERT, _row, store
from safeconduct.config.grant import LINE_ROWS, OWN_ROWS, grant
from safeconduct.talks import bots
from safeconduct.talks import models as kept
from tests.doors.test_channel_grant import speak_as
from tests.doors.test_grant import says
from tests.making import NOON, a_new, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__")]
UNREADABLE = ("-infinity", "infinity", "0044-03-15 BC", "20000-01-01", "2019-12-31", "2200-01-01")


def written_by_doors() -> Iterator[tuple[type[Model], str]]:
    """Each date and time that a door's role may write, as `safeconduct grant` gives it."""
    rights = [*OWN_ROWS.items(), *LINE_ROWS.items()]
    granted = [*rights, ("sc_arrival", f"INSERT ({', '.join(COLUMNS)})")]
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for table, words in granted:
        for field in tables[table]._meta.concrete_fields:
            named = re.findall(r"(?:INSERT|UPDATE) \(([^)]*)\)", words)
            every = bool(re.search(r"INSERT(?! \()", words))
            if isinstance(field, DateField) and (every or field.column in ", ".join(named)):
                yield tables[table], field.name


def held(model: type[Model]) -> str:
    """Return what the constraints of a table say of its times."""
    checks = [one for one in model._meta.constraints if isinstance(one, CheckConstraint)]
    return " ".join(str(one.condition) for one in checks)


@pytest.mark.parametrize(
    ("model", "name"),
    sorted(set(written_by_doors()), key=str),
    ids=lambda one: one if isinstance(one, str) else one._meta.db_table,
)
def test_each_time_that_a_door_may_write_is_held_to_ours(model: type[Model], name: str) -> None:
    assert f"'{name}__gte'" in held(model)
    assert f"'{name}__lt'" in held(model)


@pytest.mark.both
@pytest.mark.parametrize("year", [2019, 2200, 9999])
def test_a_time_of_another_age_is_not_stored(year: int) -> None:
    store(a_new(new_keys()), NOON)
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, NOON)
    at = datetime(year, 1, 1, tzinfo=UTC)
    for rows, name in ((models.Arrival.objects, "stored_at"), (kept.Bot.objects, "since")):
        with pytest.raises(IntegrityError), transaction.atomic(using=rows.db):
            rows.update(**{name: at})
    assert models.Arrival.objects.filter(~Q(stored_at=NOON)).count() == 0


@pytest.mark.both
def test_what_a_clock_of_another_age_hands_in_is_not_told_to_be_there_already() -> None:
    arrival = a_new(new_keys())
    with pytest.raises(Error), transaction.atomic():
        store(arrival, datetime(1970, 1, 1, tzinfo=UTC))
    assert store(arrival, NOON)
    assert not store(arrival, NOON)


@pytest.mark.postgres
@pytest.mark.parametrize("time", UNREADABLE)
def test_the_front_stores_no_arrival_of_such_a_time(time: str) -> None:
    grant("front", "a-phrase-of-the-test")
    row = _row(a_new(new_keys()), NOON)
    speak_as("front")
    with pytest.raises(IntegrityError):
        says(INSERT, *row[:-1], time)
    says(INSERT, *row)
    speak_as("owner")
    assert models.Arrival.objects.get().stored_at == NOON


@pytest.mark.postgres
@pytest.mark.parametrize("time", UNREADABLE)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sc_bot SET since = %s",
        "UPDATE sc_bot SET seen_at = %s",
        "INSERT INTO sc_day_key (channel, day, public, signature) VALUES ('telegram', %s, '', '')",
        "INSERT INTO sc_address VALUES ('h', 'telegram', gen_random_uuid(), %s)",
        "INSERT INTO sc_talk VALUES (gen_random_uuid(), 'telegram', %s, '', false, now(), NULL)",
    ],
)
def test_a_channel_leaves_no_such_time_either(statement: str, time: str) -> None:
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, NOON)
    grant("telegram", "a-phrase-of-the-test")
    speak_as("telegram")
    with pytest.raises(IntegrityError):
        says(statement, time)
    says(statement, timezone.now().isoformat())
    speak_as("owner")


@pytest.mark.postgres
@pytest.mark.parametrize("time", UNREADABLE)
def test_what_lies_there_already_is_brought_in_by_the_upgrade(time: str) -> None:
    from importlib import import_module

    from django.db import connection

    store(a_new(new_keys()), NOON)
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, NOON)
    for table, rows in (("sc_arrival", "arrivals"), ("sc_bot", "bots")):
        says(f"ALTER TABLE {table} DROP CONSTRAINT {rows}_in_our_time")
    says("UPDATE sc_arrival SET stored_at = %s", time)
    says("UPDATE sc_bot SET since = %s", time)
    with connection.schema_editor() as editor:
        for app, step in (("cases", "bring_in"), ("talks", "destroy")):
            number = "0019" if app == "cases" else "0011"
            name = f"safeconduct.{app}.migrations.{number}_times_of_doors_in_our_time"
            getattr(import_module(name), step)(apps, editor)
    assert models.Arrival.objects.get().stored_at.year == timezone.now().year
    assert not kept.Bot.objects.exists()
