"""The queue and its sisters: order, what a row says, finding, and what an empty list teaches."""

import pytest

from safeconduct.cases import models
from tests.cast import Cast
from tests.desk.page import read, rows, send, words
from tests.desk.place import Asking, sit_down

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def test_confirmed_goes_before_claimed_and_claimed_before_waiting(alice) -> None:
    waits = Asking(ago=50, needs="none")
    claims = Asking(ago=3, needs="wounded")
    sure = Asking(ago=1, needs="none")
    page = alice.get(sure.path)
    alice.post(f"{sure.path}act/confirm_sign/", {"seen": "9", "sign": "danger_now"})
    assert page.status_code == 200
    wanted = [sure.reference, claims.reference, waits.reference]
    assert rows(alice.get("/queue/")) == wanted


def test_a_row_says_who_what_hurts_and_how_long(alice) -> None:
    Asking(ago=7, who="group", size="2-5")
    shown = words(alice.get("/queue/"))
    assert "Wounded ? , claimed" in shown
    assert "7 min" in shown
    assert "new · Site · Русский · group of 2–5" in shown


def test_who_waits_too_long_is_said_in_a_word(alice) -> None:
    Asking(ago=45, needs="none")
    assert "45 min , waits too long" in words(alice.get("/queue/"))


def test_a_new_word_counts_as_unread_until_someone_opens_the_case(alice) -> None:
    asking = Asking()
    asking.writes_again("Вы здесь?")
    assert "2 unread" in words(alice.get("/queue/"))
    alice.get(asking.path)
    assert "unread" not in words(alice.get("/queue/"))


def test_a_case_is_found_by_its_reference_however_it_is_typed(alice) -> None:
    asking = Asking()
    for typed in (asking.reference, asking.reference.lower(), f" {asking.reference} "):
        assert alice.get("/find/", {"reference": typed}).headers["Location"] == asking.path


def test_a_missing_and_a_forbidden_reference_are_answered_alike(carol) -> None:
    asking = Asking()
    there = words(carol.get("/find/", {"reference": asking.reference}))
    missing = words(carol.get("/find/", {"reference": "Heron 999"}))
    assert there.replace(asking.reference, "Heron 999") == missing


def test_a_coordinator_sees_no_case_that_was_not_handed_on(carol) -> None:
    Asking()
    assert rows(carol.get("/queue/")) == []
    assert rows(carol.get("/recent/")) == []


def test_an_empty_queue_says_what_will_appear_and_what_to_do(alice) -> None:
    shown = words(alice.get("/queue/"))
    assert "Nobody waits" in shown
    assert "A new request appears here by itself" in shown


def test_the_rows_alone_are_asked_for_again_and_again(alice) -> None:
    asking = Asking()
    answer = alice.get("/rows/queue/", headers={"HX-Request": "true"})
    assert rows(answer) == [asking.reference]
    assert "<html" not in answer.content.decode()
    assert alice.get("/rows/secrets/").status_code == 404


def test_the_list_keeps_the_open_case_marked(alice) -> None:
    asking = Asking()
    key = asking.path.split("/")[2]
    assert b'aria-current="true"' in alice.get(f"/rows/queue/?open={key}").content


def test_a_long_queue_costs_no_more_queries_than_a_short_one(
    alice, django_assert_num_queries
) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    Asking()
    alice.get("/queue/")
    with CaptureQueriesContext(connections["default"]) as short:
        alice.get("/queue/")
    for number in range(4):
        Asking(f"Слово {number}")
    with CaptureQueriesContext(connections["default"]) as long:
        alice.get("/queue/")
    assert len(long) == len(short)
    assert len(long) < 25


def test_intake_that_stands_still_is_said_in_red_words(alice) -> None:
    assert "Intake takes everything" in words(alice.get("/queue/"))
    asking = Asking(ago=10)
    models.Arrival.objects.filter(id=asking.arrival.id).update(taken=None)
    assert "Intake stands still: 10 min" in words(alice.get("/queue/"))


def test_nobody_without_a_role_sees_that_there_is_a_queue(cast: Cast) -> None:
    mallory = sit_down(cast.mallory)
    shown = mallory.get("/queue/")
    assert shown.status_code == 403
    assert "Your role does not open this page" in words(shown)


@pytest.fixture
def two_a_page(monkeypatch) -> None:
    monkeypatch.setattr("safeconduct.desk.views.lists.SHOWN", 2)


def next_page(answer) -> str:
    return next(link.address for link in read(answer).links if link.attributes.get("rel") == "next")


def test_a_list_that_does_not_fit_says_how_many_wait_below(alice, two_a_page) -> None:
    for number in range(3):
        Asking(f"Слово {number}")
    answer = alice.get("/queue/")
    assert len(rows(answer)) == 2
    assert "1 more below these" in words(answer)


@pytest.mark.parametrize("name", ["queue", "mine", "recent"])
def test_page_by_page_each_case_of_a_list_is_shown_once(alice, two_a_page, name: str) -> None:
    for number in range(5):
        asking = Asking(f"Слово {number}", ago=number // 2, needs=("none", "wounded")[number % 2])
        alice.post(f"{asking.path}act/take/", {"seen": "1"})
    address, shown = f"/{name}/", []
    for _ in range(2):
        answer = alice.get(address)
        shown += rows(answer)
        address = next_page(answer)
    answer = alice.get(address)
    shown += rows(answer)
    assert 'rel="next"' not in answer.content.decode()
    assert len(shown) == len(set(shown)) == 5
    alone = alice.get(f"/rows/{name}/?{address.split('?')[1]}")
    assert rows(alone) == shown[4:]


def test_a_page_begins_after_its_place_though_cases_before_it_are_answered(
    alice, two_a_page
) -> None:
    askings = [Asking(f"Слово {number}", ago=50 - number, needs="none") for number in range(4)]
    address = next_page(alice.get("/queue/"))
    page = alice.get(askings[0].path)
    send(alice, page, "/reply/", words="Мы слышим вас.")
    answer = alice.get(address)
    assert rows(answer) == [asking.reference for asking in askings[2:]]
    assert "1 before these" in words(answer)


def test_the_live_rows_stay_on_the_page_that_is_shown(alice, two_a_page) -> None:
    for number in range(3):
        Asking(f"Слово {number}")
    address = next_page(alice.get("/queue/"))
    assert f"/rows/queue/?{address.split('?')[1]}" in alice.get(address).content.decode()


@pytest.mark.parametrize(
    "place", ["x", "4", "4_1_1_nobody-1", "9" * 70, "4_9999999999_1_heron-412", "4_²_1_heron-412"]
)
def test_a_place_that_is_none_shows_the_beginning(alice, place: str) -> None:
    asking = Asking()
    assert rows(alice.get("/queue/", {"after": place})) == [asking.reference]


def test_a_page_that_was_worked_off_says_so_and_leads_back(alice) -> None:
    asking = Asking(needs="none")
    answer = alice.get("/queue/", {"after": "4_9000000_9000000_heron-412"})
    assert rows(answer) == [asking.reference]
    answer = alice.get("/queue/", {"after": "4_90000000_90000000_heron-412"})
    assert "Nothing is left on this page" in words(answer)
    assert "To the beginning" in words(answer)
