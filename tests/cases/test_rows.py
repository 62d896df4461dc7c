"""Rows that are worked out beforehand: the database holds what the models said."""

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.intake import take_in
from safeconduct.cases.log import Aggregate
from safeconduct.cases.rows import ready
from tests.making import NOON, a_new, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def an_event(seq: int) -> models.Event:
    return models.Event(
        subject=uuid.uuid4(),
        aggregate=Aggregate.PROGRAMME,
        seq=seq,
        kind="told",
        at=NOON,
        actor="errands",
        details="{}",
        content=bytes(range(256)),
        before=b"",
        digest=b"\0'\"\\",
    )


def test_written_rows_read_back_as_the_models_they_came_from() -> None:
    told = [an_event(seq) for seq in (1, 2, 3)]
    for rows in ready(told):
        rows.write()
    for event in told:
        row = models.Event.objects.get(subject=event.subject)
        for name in ("aggregate", "seq", "kind", "at", "actor", "details"):
            assert getattr(row, name) == getattr(event, name)
        for name in ("content", "before", "digest"):
            assert bytes(getattr(row, name)) == getattr(event, name)


def test_without_rows_nothing_is_written() -> None:
    assert ready([]) == ()


def test_what_is_rolled_back_leaves_no_row() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        for rows in ready([an_event(1)]):
            rows.write()
        raise ZeroDivisionError
    assert not models.Event.objects.exists()


def test_a_batch_is_written_by_as_many_statements_as_one_arrival() -> None:
    assert inserts_of_a_batch(1) == inserts_of_a_batch(20) == 5


def inserts_of_a_batch(size: int) -> int:
    for _ in range(size):
        assert store(a_new(new_keys()), NOON)
    with CaptureQueriesContext(connection) as seen:
        assert take_in() == size
    return sum("INSERT INTO" in query["sql"] for query in seen)
