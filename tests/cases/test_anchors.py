"""Anchors: what left the machine names what the database's owner did afterwards."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from safeconduct.cases import anchors, models, witness
from safeconduct.cases.anchor_check import broken_anchors
from safeconduct.cases.anchors import anchor_all, anchor_recent
from safeconduct.cases.arrivals import store
from safeconduct.cases.intake import take_in
from safeconduct.cases.log import digest_of
from safeconduct.cases.log_check import broken_places
from safeconduct.config import anchors as leaving
from safeconduct.config import verify_log
from safeconduct.vault import arrivals
from tests.making import NOON, a_new, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CASES = 3
LATER = NOON + timedelta(minutes=1)
GUARDED = ("sc_event", "sc_anchor", "sc_anchored")


@pytest.fixture
def outside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Three chains of two events, anchored in two minutes; the file that left; no triggers."""
    keys = [new_keys() for _ in range(CASES)]
    for one in keys:
        store(a_new(one), NOON)
    take_all()
    assert anchor_recent(NOON) == CASES
    for one in keys:
        store(arrivals.withdraw(facts(), one), NOON)
    take_all()
    assert anchor_recent(LATER) == CASES
    assert leaving.run([]) == 0
    file = tmp_path / "anchors"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    unguard()
    return file


def take_all() -> None:
    while take_in():
        pass


def unguard() -> None:
    with connection.cursor() as cursor:
        for table in GUARDED:
            for statement in TRIGGERS[connection.vendor]:
                cursor.execute(statement.format(table=table))


TRIGGERS = {
    "sqlite": ("DROP TRIGGER {table}_keeps_update", "DROP TRIGGER {table}_keeps_delete"),
    "postgresql": (
        "DROP TRIGGER {table}_keeps ON {table}",
        "DROP TRIGGER {table}_keeps_whole ON {table}",
    ),
}


def inside() -> list[str]:
    return [*broken_places(), *broken_anchors(timezone.now())]


def against(file: Path) -> list[str]:
    return list(witness.contradicted(witness.read(file.read_text().splitlines())))


def a_chain() -> list[models.Event]:
    subject = models.Case.objects.order_by("reference").values_list("id", flat=True)[0]
    return list(models.Event.objects.filter(subject=subject).order_by("seq"))


def make_anchors_anew() -> None:
    """What an owner does who knows our code: destroy all anchors and make them again."""
    models.Anchored.objects.all().delete()
    models.Anchor.objects.all().delete()
    anchor_all(LATER)


def cut_the_tail() -> uuid.UUID:
    first, second = a_chain()
    models.Event.objects.filter(id=second.id).delete()
    models.Head.objects.filter(subject=first.subject).update(seq=1, digest=first.digest)
    return first.subject


def drop_the_chain() -> uuid.UUID:
    subject = a_chain()[0].subject
    models.Event.objects.filter(subject=subject).delete()
    models.Head.objects.filter(subject=subject).delete()
    models.Case.objects.filter(id=subject).delete()
    return subject


def rewrite_the_chain() -> uuid.UUID:
    first, second = a_chain()
    first.actor = "Bob"
    first.digest = digest_of(first)
    second.before = first.digest
    second.digest = digest_of(second)
    models.Event.objects.bulk_update([first, second], ["actor", "before", "digest"])
    models.Head.objects.filter(subject=first.subject).update(digest=second.digest)
    return first.subject


def test_untouched_anchors_hold_inside_and_outside(outside: Path) -> None:
    assert inside() == against(outside) == []


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (cut_the_tail, "{}: the log is cut after event 1; anchor 2 knows event 2"),
        (drop_the_chain, "{}: the whole chain is gone; anchor 2 knows 2 events"),
        (rewrite_the_chain, "{}: up to event 1 rewritten since anchor 1"),
    ],
)
def test_what_was_done_with_all_its_traces_is_named_by_the_file_outside_alone(
    outside: Path, attack: Callable[[], uuid.UUID], told: str
) -> None:
    subject = attack()
    make_anchors_anew()
    assert inside() == []
    assert told.format(subject) in against(outside)


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (cut_the_tail, "{}: event 2 is gone since anchor 2"),
        (drop_the_chain, "{}: event 1 is gone since anchor 1"),
        (rewrite_the_chain, "{}: event 1 was rewritten since anchor 1"),
    ],
)
def test_what_was_done_under_the_anchors_is_named_by_them(
    outside: Path, attack: Callable[[], uuid.UUID], told: str
) -> None:
    subject = attack()
    assert told.format(subject) in inside()


def test_a_missing_anchor_is_named(outside: Path) -> None:
    models.Anchored.objects.filter(anchor=1).delete()
    models.Anchor.objects.filter(seq=1).delete()
    assert "anchor 1 is gone" in inside()
    assert against(outside) == ["anchor 1 left the machine and is gone"]


def test_anchors_cut_at_their_end_are_named_by_the_file_outside(outside: Path) -> None:
    models.Anchored.objects.filter(anchor=2).delete()
    models.Anchor.objects.filter(seq=2).delete()
    assert inside() == [f"events without an anchor: {CASES}"]
    assert against(outside) == ["anchor 2 left the machine and is gone"]


def test_a_rewritten_anchor_is_named_by_one_line_in_a_handover_note(outside: Path) -> None:
    note = witness.line(models.Anchor.objects.get(seq=2))
    rewrite_the_chain()
    make_anchors_anew()
    anchors = models.Anchor.objects.count()
    assert anchors == 1
    found = list(witness.contradicted(witness.read([note])))
    assert found == ["anchor 2 left the machine and is gone"]


def test_an_edited_anchor_and_edited_membership_are_named(outside: Path) -> None:
    models.Anchor.objects.filter(seq=1).update(root=b"r" * 32)
    one = models.Anchored.objects.filter(anchor=2).first()
    models.Anchored.objects.filter(id=one.id).update(digest=b"d" * 32)
    lines = inside()
    assert "anchor 1 was edited" in lines
    assert "anchor 1 does not hold the events it was made of" in lines
    assert "anchor 2 does not hold the events it was made of" in lines
    assert f"{one.subject}: event {one.seq} was rewritten since anchor 2" in lines


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = digest", "DELETE FROM {}"])
def test_the_database_refuses_to_change_anchors(table: str, statement: str) -> None:
    store(a_new(new_keys()), NOON)
    take_all()
    anchor_recent(NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert models.Anchored.objects.count() == models.Event.objects.count() == 1


def test_an_event_is_anchored_once_and_nothing_new_makes_no_anchor(outside: Path) -> None:
    assert anchor_recent(LATER) == anchor_all(LATER) == 0
    assert models.Anchored.objects.count() == 2 * CASES
    assert models.Anchor.objects.count() == 2


def test_an_event_that_appears_late_under_a_lower_number_is_in_the_next_anchor(
    outside: Path,
) -> None:
    newest = models.Event.objects.order_by("id").last()
    models.Event.objects.filter(id=newest.id).update(id=newest.id + 1000)
    late = models.Event(
        id=newest.id, subject=newest.subject, aggregate="case", seq=3, kind="seen", at=NOON,
        actor="requester", details="{}", content=b"", before=newest.digest,
    )  # fmt: skip
    late.digest = digest_of(late)
    late.save(force_insert=True)
    assert anchor_recent(LATER) == 1
    assert models.Anchored.objects.get(subject=late.subject, seq=3).anchor_id == 3


def test_after_a_minute_of_more_events_than_one_look_holds_none_is_left_without_an_anchor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(anchors, "RECENT", 4)
    monkeypatch.setattr(anchors, "MOST", 4)
    for expected in (11, 2):
        for _ in range(expected):
            store(a_new(new_keys()), NOON)
        take_all()
        assert anchor_recent(NOON) == expected
    assert not anchors.unanchored().exists()
    assert [one.count for one in models.Anchor.objects.order_by("seq")] == [4, 4, 3, 2]
    assert inside() == []


def test_the_file_tells_no_word_of_an_event(outside: Path) -> None:
    words = outside.read_text()
    assert words.count("anchor ") == 2
    assert words.count("head ") == 2 * CASES
    for case in models.Case.objects.all():
        assert case.reference not in words
    assert not [kind for kind in ("opened", "withdraw", "requester") if kind in words]


def test_the_command_says_whether_it_had_a_file(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drop_the_chain()
    make_anchors_anew()
    assert verify_log.run([]) == 0
    assert "Checked against itself only" in capsys.readouterr().out
    assert verify_log.run(["--anchors", str(outside)]) == 1
    assert "the whole chain is gone" in capsys.readouterr().out


@pytest.mark.parametrize("words", ["", "anchor one", "head x 1 y", "a picture"])
def test_a_file_that_is_no_witness_proves_nothing(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other"
    file.write_text(words, encoding="utf-8")
    assert verify_log.run(["--anchors", str(file)]) == 2
    assert "no anchor" in capsys.readouterr().err


def test_the_newest_anchor_alone_is_one_line_and_a_file_can_be_gone_on_with(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leaving.run(["--last"]) == 0
    (last,) = capsys.readouterr().out.splitlines()
    assert leaving.run(["--after", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == last
    assert last in outside.read_text()
