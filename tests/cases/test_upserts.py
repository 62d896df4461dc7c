"""Rows written over those that stand, on real databases: what is named changes, all else stays."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from safeconduct.cases.upserts import Upsert
from safeconduct.talks.keeping import fleeting, keeping
from safeconduct.talks.models import Address, Talk

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
NOW = timezone.now().replace(second=0, microsecond=0)
TIES = Upsert(model=Address, changed=("talk", "until"))


def tie(mark: bytes = b"h", **changes: object) -> Address:
    given = {"channel": "phone", "talk": uuid.uuid4(), "until": NOW + timedelta(hours=24)}
    return Address(hash=32 * mark, **given | changes)


def write(*rows: Address) -> None:
    with keeping():
        TIES.write(rows, fleeting())


def test_what_is_written_is_read_as_it_was() -> None:
    one, other = tie(b"1"), tie(b"2", channel="telegram")
    write(one, other)
    found = {bytes(row.hash): row for row in Address.objects.all()}
    for written in (one, other):
        row = found[bytes(written.hash)]
        assert (row.channel, row.talk, row.until) == (written.channel, written.talk, written.until)


def test_a_row_that_stands_changes_in_what_is_named_alone() -> None:
    write(tie())
    later = tie(channel="telegram", until=NOW + timedelta(hours=72))
    write(later)
    row = Address.objects.get()
    assert (row.channel, row.talk, row.until) == ("phone", later.talk, later.until)


def test_of_one_key_the_last_one_stays() -> None:
    first, last = tie(), tie()
    write(first, last)
    assert Address.objects.get().talk == last.talk


def test_nothing_is_written_of_none() -> None:
    write()
    assert not Address.objects.exists()


def test_bytes_days_and_what_is_not_there_are_kept_as_django_keeps_them() -> None:
    talks = Upsert(model=Talk, changed=("day", "body", "waits", "until", "fades_at"))
    given = {"channel": "phone", "day": NOW.date(), "until": NOW, "waits": True}
    row = Talk(id=uuid.uuid4(), body=bytes(range(256)), fades_at=None, **given)
    with keeping():
        talks.write([row], fleeting())
    found = Talk.objects.get(until=NOW, day=NOW.date(), waits=True, fades_at=None)
    assert (found.id, bytes(found.body)) == (row.id, row.body)


def test_what_the_database_does_not_take_is_a_fault_and_nothing_is_written() -> None:
    with pytest.raises(IntegrityError), keeping():
        TIES.write([tie(b"1"), tie(b"2", until=NOW + timedelta(days=365 * 200))], fleeting())
    assert not Address.objects.exists()
