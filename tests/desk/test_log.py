"""The Log page: who did what and when, for who may see it; never what was said."""

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.anchors import anchor_all
from safeconduct.cases.log_pages import PAGE
from safeconduct.desk.views.log import CHECKING
from tests.cast import Cast
from tests.desk.page import words
from tests.desk.place import WORDS, Asking, sit_down
from tests.held import held

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def victor(cast: Cast) -> Client:
    return sit_down(cast.victor)


def test_the_auditor_sees_what_was_done_and_no_word_of_it(victor: Client, alice: Client) -> None:
    asking = Asking()
    alice.get(asking.path)
    alice.post(f"{asking.path}reply/", {"words": "Мы вас читаем.", "seen": "1"})
    told = words(victor.get("/log/"))
    for part in ("Requested", "Read", "Replied", "Alice", "Requester", asking.reference):
        assert part in told
    assert WORDS not in told
    assert "Мы вас читаем" not in told


def test_the_programmes_own_events_stand_in_it(cast: Cast, victor: Client) -> None:
    sam = sit_down(cast.sam)
    sam.post("/lock/")
    told = words(victor.get("/log/?kind=locked"))
    assert "Locked" in told
    assert "the programme" in told
    assert "Sam" in told


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("kind=take", True),
        ("kind=reply", False),
        ("actor=alice", True),
        ("actor=Bob", False),
        ("day=1999-01-01", False),
        ("day=yesterday", True),
        ("before=1", False),
    ],
)
def test_the_log_is_filtered_by_kind_call_sign_and_day(
    victor: Client, alice: Client, question: str, *, there: bool
) -> None:
    asking = Asking()
    alice.post(f"{asking.path}act/take/", {"seen": "1"})
    page = victor.get(f"/log/?{question}").content.decode()
    assert ("<td>Alice</td>" in page) == there


def test_a_day_is_written_as_on_the_other_pages(victor: Client) -> None:
    Asking(ago=0)
    at = models.Event.objects.order_by("-id").first().at
    assert f"{at.day} {at:%B %Y, %H:%M}" in words(victor.get("/log/"))


def test_what_two_facts_say_alike_is_said_once(victor: Client) -> None:
    Asking(ago=0)
    told = words(victor.get("/log/"))
    assert "Alone, Wounded" in told
    assert "Alone, Alone" not in told


def test_today_is_a_day_like_others(victor: Client) -> None:
    Asking(ago=0)
    assert "Requested" in words(victor.get(f"/log/?day={timezone.now():%Y-%m-%d}"))


def test_a_long_log_goes_on_on_the_next_page(victor: Client) -> None:
    asking = Asking()
    before = models.Event.objects.order_by("-id").first()
    models.Event.objects.bulk_create(
        models.Event(
            subject=asking.case.id, aggregate="case", seq=number, kind="seen", at=before.at,
            actor="requester", details="{}", content=b"", before=b"", digest=b"d",
        )
        for number in range(10, 10 + PAGE)
    )  # fmt: skip
    page = victor.get("/log/?kind=&actor=&day=").content.decode()
    assert "Older" in page
    assert page.count("<tr>") == PAGE + 1


def test_who_may_not_see_a_case_is_not_told_its_reference(cast: Cast, alice: Client) -> None:
    asking = Asking()
    told = words(sit_down(cast.sam).get("/log/"))
    assert "Requested" in told
    assert "a case" in told
    assert asking.reference not in told


def test_a_log_that_holds_is_said_so_and_against_what(victor: Client) -> None:
    Asking()
    anchor_all(timezone.now())
    told = words(victor.post("/log/verify/"))
    assert "Every chain and every anchor holds." in told
    assert "Checked against itself" in told
    assert "anchor 1 " in told


def test_a_log_that_does_not_hold_is_said_so_and_where(victor: Client) -> None:
    asking = Asking()
    models.Head.objects.filter(subject=asking.case.id).update(seq=7)
    told = words(victor.post("/log/verify/"))
    assert "The log does not hold." in told
    assert f"{asking.case.id}: the log is cut after event 1; the head says 7" in told


@pytest.mark.parametrize("typed", ["ALICE", "alice", "Alice"])
def test_a_call_sign_is_found_however_it_is_typed(
    victor: Client, alice: Client, typed: str
) -> None:
    asking = Asking()
    alice.post(f"{asking.path}act/take/", {"seen": "1"})
    assert "<td>Alice</td>" in victor.get("/log/", {"actor": typed}).content.decode()
    of_another_kind = victor.get("/log/", {"actor": typed, "kind": "request"})
    assert "Nothing of this kind stands in the log." in words(of_another_kind)


def test_the_log_is_checked_for_one_at_a_time(victor: Client) -> None:
    with held(CHECKING):
        answer = victor.post("/log/verify/")
    assert answer.status_code == 503
    assert "being checked for somebody else" in words(answer)
    assert "Every chain and every anchor holds" not in words(answer)
    assert "Every chain and every anchor holds" in words(victor.post("/log/verify/"))
