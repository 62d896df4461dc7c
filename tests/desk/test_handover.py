"""A case on its whole way: from a request to arrival, each step by whom it belongs to."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.arrivals import pickup
from safeconduct.cases.log_check import broken_places
from tests.cast import Cast
from tests.desk.page import form_to, send, words
from tests.desk.place import WORDS, Asking, sit_down

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

PARTS = {
    "window": {"begins": "2099-03-01T04:00", "ends": "2099-03-01T06:30"},
    "point": {"words": "k7"},
    "recognition": {"words": "Белая ткань в левой руке"},
    "counter_sign": {"words": "Два коротких световых сигнала"},
}


@pytest.fixture
def dora(cast: Cast) -> Client:
    return sit_down(cast.dora)


def accepted(asking: Asking, alice: Client, bob: Client) -> None:
    page = send(alice, alice.get(asking.path), "/act/review/")
    page = send(alice, page, "/act/assess/", result="clear")
    send(alice, page, "/act/propose/")
    send(bob, bob.get(asking.path), "/act/confirm/")


def with_coordination(asking: Asking, alice: Client, bob: Client, carol: Client) -> HttpResponse:
    accepted(asking, alice, bob)
    send(bob, bob.get(asking.path), "/act/hand_on/", team="coordination")
    return send(carol, carol.get(asking.path), "/act/take_over/")


def planned(carol: Client, page: HttpResponse) -> HttpResponse:
    for part, said in PARTS.items():
        page = send(carol, page, f"/plan/{part}/", **said)
    return page


def state(asking: Asking) -> str:
    return asking.reload().state


def test_a_case_goes_from_the_request_to_reception_through_the_pages(alice, bob, carol, dora):
    asking = Asking()
    page = planned(carol, with_coordination(asking, alice, bob, carol))
    page = send(carol, page, "/act/coordinate/")
    page = send(carol, page, "/act/name_unit/", unit="1")
    page = send(carol, page, "/reply/", words="В 4:00, знак: белая ткань в левой руке.")
    send(carol, page, "/act/hand_on/", team="reception")
    send(dora, dora.get(asking.path), "/act/acknowledge/", unit="1")
    send(carol, carol.get(asking.path), "/act/await_arrival/")
    assert state(asking) == "awaiting_arrival"
    page = send(dora, dora.get(asking.path), "/act/take_over/")
    send(dora, page, "/act/receive/", people="1")
    received = send(bob, bob.get(asking.path), "/act/witness/")
    assert state(asking) == "received"
    assert "What was said, the notes and the plan are destroyed" in words(received)
    assert list(broken_places()) == []


def test_a_coordinator_reads_each_part_of_the_plan_as_it_stands(alice, bob, carol):
    page = planned(carol, with_coordination(Asking(), alice, bob, carol))
    shown = words(page)
    for part in ("1 March, 04:00 – 06:30 UTC", "K7", "Белая ткань", "Два коротких"):
        assert part in shown


def test_a_plan_is_for_coordination_and_reception_and_for_no_other_team(alice, bob, carol, dora):
    asking = Asking()
    page = planned(carol, with_coordination(asking, alice, bob, carol))
    send(carol, page, "/act/hand_on/", team="reception")
    assert "Белая ткань" in words(dora.get(asking.path))
    assert form_to(dora.get(asking.path), "/plan/point/") is None
    of_bob = bob.get(asking.path)
    assert "Coordination and reception read it; your teams do not." in words(of_bob)
    assert "Белая ткань" not in words(of_bob)
    assert alice.get(asking.path).status_code == 404


def test_only_who_coordinates_writes_a_plan(alice, bob, carol):
    asking = Asking()
    with_coordination(asking, alice, bob, carol)
    assert form_to(bob.get(asking.path), "/plan/point/") is None
    answer = bob.post(asking.path + "plan/point/", {"seen": "99", "words": "K7"})
    assert answer.status_code == 409
    assert not models.PlanPart.objects.exists()
    assert carol.post(asking.path + "plan/map/", {"seen": "99"}).status_code == 404


NO_PART = (
    ("window", {"begins": "2099-03-01T04:00", "ends": "2099-03-01T04:00"}, "must end after"),
    ("window", {"begins": "2020-03-01T04:00", "ends": "2020-03-01T05:00"}, "over already"),
    ("window", {"begins": "soon", "ends": "later"}, "Give two times"),
    ("point", {"words": "У моста"}, "told by its code"),
    ("recognition", {"words": "x" * 161}, "at most 160"),
    ("counter_sign", {"words": "  "}, "Write something first"),
)


def test_what_is_no_part_of_a_plan_is_told_and_not_stored(alice, bob, carol):
    page = with_coordination(Asking(), alice, bob, carol)
    for part, said, why in NO_PART:
        answer = send(carol, page, f"/plan/{part}/", **said)
        assert answer.status_code == 422
        assert why in words(answer)
        assert not models.PlanPart.objects.exists()


def test_a_changed_part_counts_and_what_it_said_before_is_destroyed(alice, bob, carol):
    asking = Asking()
    page = planned(carol, with_coordination(asking, alice, bob, carol))
    before = bytes(asking.case.plan_parts.get(part="point").body)
    shown = words(send(carol, page, "/plan/point/", words="B12"))
    assert "B12" in shown
    assert "K7" not in shown
    assert shown.count("Plan recorded: Reception point, by code") == 2
    assert bytes(asking.case.plan_parts.get(part="point").body) != before
    assert asking.case.plan_parts.count() == len(PARTS)


def test_opening_a_plan_is_the_reading_that_stands_in_the_log(alice, bob, carol, dora):
    asking = Asking()
    page = planned(carol, with_coordination(asking, alice, bob, carol))
    send(carol, page, "/act/hand_on/", team="reception")
    dora.get(asking.path)
    last = models.Event.objects.filter(subject=asking.case.id).order_by("seq").last()
    assert (last.kind, last.actor) == ("read", "Dora")


def test_a_part_that_the_log_does_not_know_is_named_and_not_shown(alice, bob, carol):
    asking = Asking()
    planned(carol, with_coordination(asking, alice, bob, carol))
    point, signal = (asking.case.plan_parts.get(part=part) for part in ("point", "recognition"))
    models.PlanPart.objects.filter(id=point.id).update(body=bytes(signal.body))
    shown = words(carol.get(asking.path))
    assert "Does not verify: not what was recorded." in shown
    assert "K7" not in shown


def test_a_plan_that_is_off_is_destroyed_with_its_key(alice, bob, carol):
    asking = Asking()
    page = planned(carol, with_coordination(asking, alice, bob, carol))
    shown = words(send(carol, page, "/act/review/"))
    assert "Белая ткань" not in shown
    assert not models.PlanPart.objects.exists()
    assert not models.PlanWrap.objects.exists()


def test_reception_destroys_what_was_said_and_planned_and_keeps_the_log(alice, bob, carol, dora):
    asking = Asking()
    page = planned(carol, with_coordination(asking, alice, bob, carol))
    page = send(carol, page, "/reply/", words="Ждём.")
    send(carol, page, "/note/", note="Молодой.")
    send(carol, carol.get(asking.path), "/act/hand_on/", team="reception")
    page = send(dora, dora.get(asking.path), "/act/take_over/")
    send(dora, page, "/act/receive/", people="1")
    send(bob, bob.get(asking.path), "/act/witness/")
    case = asking.reload()
    assert not case.wraps.exists()
    assert not case.copies.exists()
    assert not models.PlanPart.objects.exists()
    assert not models.PlanWrap.objects.exists()
    assert {bytes(one.body) for one in case.entries.all()} == {b""}
    assert bytes(models.Arrival.objects.get(id=asking.arrival.id).body) == b""
    assert pickup(asking.keys.locator, timezone.now()) is None
    assert list(broken_places()) == []


def test_a_received_case_is_shown_without_contents_to_who_brings_people_over(
    alice, bob, carol, dora
):
    asking = Asking()
    send(alice, alice.get(asking.path), "/act/hand_on/", team="reception")
    page = send(dora, dora.get(asking.path), "/act/take_over/")
    send(dora, page, "/act/receive/", people="2")
    send(bob, bob.get(asking.path), "/act/witness/")
    for client in (bob, carol, dora):
        shown = client.get(asking.path)
        assert shown.status_code == 200
        assert "Arrival witnessed" in words(shown)
        assert WORDS not in words(shown)
        assert "May we write" not in words(shown)
        assert form_to(shown, "/reply/") is None
        assert asking.reference in words(client.get("/recent/"))
    assert alice.get(asking.path).status_code == 404


def test_whoever_recorded_an_arrival_cannot_witness_it(alice, dora):
    asking = Asking()
    send(alice, alice.get(asking.path), "/act/hand_on/", team="reception")
    page = send(dora, dora.get(asking.path), "/act/take_over/")
    answer = send(dora, page, "/act/receive/", people="1")
    assert form_to(answer, "/act/witness/") is None
    assert dora.post(asking.path + "act/witness/", {"seen": "99"}).status_code == 409
    assert state(asking) == "requested"
