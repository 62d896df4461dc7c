"""Calling back at the desk: who waits for it, when it is possible, and what is said where not."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.models_of_wishes import WishedCall
from safeconduct.desk import wished
from safeconduct.desk.views import call_back
from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import Part
from safeconduct.phone.keypad import Did, Heard
from safeconduct.programme.current import current_deployment
from safeconduct.programme.trunks import By, Srtp, Transport, Trunk
from safeconduct.talks import call_backs, calls, orders, seats
from safeconduct.talks import models as of_talks
from safeconduct.talks.calls import Asked
from safeconduct.talks.seats import Standing
from tests.cast import Cast
from tests.desk.page import words
from tests.desk.place import sit_down
from tests.phone.spoken import Call
from tests.talks.test_call_backs import ANY, NUMBER, is_given_a_new_code, wishes

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

PARTS = ("night", "morning", "day", "evening")
KEYS = {"morning": "1", "day": "2", "evening": "3", "night": "4"}
CARRIER = Trunk(
    name="out", host="127.0.0.7", port=5060, transport=Transport.UDP, by=By.ADDRESS, srtp=Srtp.OFF,
    calls_back=("UTC",),
)  # fmt: skip


@pytest.fixture(autouse=True)
def the_line_runs(settings) -> None:
    settings.LINE_RUNS = True


@pytest.fixture
def carrier(monkeypatch) -> None:
    """A programme of which one carrier leads to people."""
    deployment = replace(current_deployment(), trunks=(CARRIER,))
    for module in (wished, call_back):
        monkeypatch.setattr(module, "current_deployment", lambda: deployment)


def on_duty(client: Client) -> Client:
    client.post("/calls/tested/")
    client.post("/calls/duty/", {"language": "ru"})
    return client


def path() -> str:
    return f"/case/{models.Case.objects.get().reference.lower().replace(' ', '-')}/"


def another_part() -> str:
    """Return the key of a part of the day that is not now, with a margin of hours."""
    hour = timezone.now().hour
    return KEYS["night" if 6 < hour < 20 else "day"]


def test_who_wishes_it_stands_on_the_page_of_calls_without_a_number(
    cast: Cast, alice: Client
) -> None:
    wishes()
    page = alice.get("/calls/")
    reference = models.Case.objects.get().reference
    assert "To be called back 1" in words(page)
    assert reference in words(page)
    assert path() in page.content.decode()
    told = words(page).split("To be called back")[1].split("On duty")[0]
    # A reference is drawn, and may hold these two digits by chance.
    assert NUMBER[-2:] not in told.replace(reference, "")


def test_whom_we_cut_off_stands_first_and_is_marked(cast: Cast, alice: Client) -> None:
    wishes()
    call = Call(at=timezone.now(), id="1.2").begins().keys("1", "5", "1", ANY)
    call.does(Heard(did=Did.ENTERED, keys="1", caller="79990000001"))
    from tests.telegram.bot import take_all

    take_all()
    other = models.Case.objects.order_by("opened_at", "id").last()
    asked = Asked(call="9.9", language="ru", urgent="", arrival=other.first_id)
    calls.join(asked, timezone.now())
    assert "cut off" not in words(alice.get("/calls/"))
    calls.end_others(lambda _call: False, timezone.now())
    listed = words(alice.get("/calls/")).split("To be called back 2")[1]
    assert "cut off" in listed
    mine, theirs = (
        listed.index(case.reference)
        for case in (other, models.Case.objects.exclude(id=other.id)[0])
    )
    assert mine < theirs


@pytest.mark.usefixtures("carrier")
def test_whom_the_line_could_not_dial_is_marked_and_it_is_said_what_that_means(
    cast: Cast, alice: Client
) -> None:
    wishes()
    on_duty(alice)
    assert alice.post(f"{path()}call-back/").status_code == 302
    assert "could not dial" not in words(alice.get("/calls/"))
    of_talks.CallBack.objects.update(taken=True)
    call_backs.came(of_talks.CallBack.objects.get().id, CameOf.NO_WAY)
    call_backs.settle(timezone.now())
    told = words(alice.get("/calls/"))
    assert "the line could not dial" in told.split("To be called back")[1]
    assert "no telephone rang, and at first no try is used up" in told
    assert "Tries left: 3 of 3." in words(alice.get(path()))


@pytest.mark.usefixtures("carrier")
def test_a_case_says_when_they_may_be_called_and_one_press_begins_one_try(
    cast: Cast, alice: Client
) -> None:
    wishes()
    on_duty(alice)
    page = alice.get(path())
    assert "They may be called at any time, their own time. Tries left: 3 of 3." in words(page)
    assert "Call now" in words(page)
    assert alice.post(f"{path()}call-back/").status_code == 302
    (row,) = of_talks.CallBack.objects.all()
    assert row.seat == seats.seat_of(cast.alice.staff.id, timezone.now()).id
    assert [order.what for order in orders.waiting_orders()] == ["call_back"]
    page = alice.get(path())
    assert "Call now" not in words(page)
    assert "They are being called now" in words(page)
    assert "Began to call back" in words(page)
    assert alice.post(f"{path()}call-back/").status_code == 409
    assert of_talks.CallBack.objects.count() == 1


@pytest.mark.usefixtures("carrier")
def test_at_another_hour_there_is_no_button_and_it_is_said_when_there_will_be(
    cast: Cast, alice: Client
) -> None:
    wishes(another_part())
    on_duty(alice)
    page = words(alice.get(path()))
    assert "Call now" not in page
    assert "Nobody is called at an hour that they did not name. It is possible again from" in page
    refused = alice.post(f"{path()}call-back/")
    assert refused.status_code == 409
    assert "Nobody was called" in words(refused)
    assert not of_talks.CallBack.objects.exists()


@pytest.mark.usefixtures("carrier")
def test_a_wish_from_before_a_new_code_has_no_button_and_says_that_it_is_to_be_asked_anew(
    cast: Cast, alice: Client
) -> None:
    wishes()
    is_given_a_new_code(cast)
    on_duty(alice)
    page = words(alice.get(path()))
    assert "Call now" not in page
    assert "They may be called" not in page
    assert "They asked for a call before the new code was given" in page
    assert "not now: asked for before the new code was given" in page
    assert "To be called back" not in words(alice.get("/calls/"))
    assert alice.post(f"{path()}call-back/").status_code == 409
    assert not of_talks.CallBack.objects.exists()


@pytest.mark.usefixtures("carrier")
def test_who_has_no_seat_or_is_in_a_call_has_no_button(cast: Cast, alice: Client) -> None:
    wishes()
    assert "To call, be on duty and free" in words(alice.get(path()))
    assert alice.post(f"{path()}call-back/").status_code == 409
    on_duty(alice)
    seat = seats.seat_of(cast.alice.staff.id, timezone.now())
    call = calls.join(Asked(call="1.9", language="ru", urgent="", arrival=None), timezone.now())
    seats.stand(seat.id, Standing.TALKING, timezone.now(), call=call.id, part=Part.LEADS)
    assert "Call now" not in words(alice.get(path()))
    refused = alice.post(f"{path()}call-back/")
    assert refused.status_code == 409
    assert "be on duty and free" in words(refused)
    assert not of_talks.CallBack.objects.exists()


def test_where_no_carrier_leads_to_people_it_is_said_in_words(cast: Cast, alice: Client) -> None:
    wishes()
    on_duty(alice)
    page = words(alice.get(path()))
    assert "This line calls nobody back: no carrier of the programme is set up for it." in page
    refused = alice.post(f"{path()}call-back/")
    assert refused.status_code == 409
    assert "no carrier of the programme" in words(refused)


def test_who_answers_no_calls_sees_no_list(cast: Cast) -> None:
    wishes()
    assert "To be called back" not in words(sit_down(cast.carol).get("/calls/"))


@pytest.mark.usefixtures("carrier")
def test_what_came_of_a_try_is_told_to_who_made_it_and_stands_in_the_case(
    cast: Cast, alice: Client
) -> None:
    wishes()
    on_duty(alice)
    alice.post(f"{path()}call-back/")
    (row,) = of_talks.CallBack.objects.all()
    call_backs.came(row.id, CameOf.NOT_PRESSED)
    call_backs.settle(timezone.now())
    assert "The last call-back: Answered, and pressed no key." in words(alice.get("/calls/"))
    page = words(alice.get(path()))
    assert "What came of the call-back: Answered, and pressed no key" in page
    assert "Tries left: 2 of 3." in page
    assert WishedCall.objects.get().tries == 1


def test_while_a_telephone_rings_the_operator_can_hang_up_and_nothing_else(
    cast: Cast, alice: Client
) -> None:
    on_duty(alice)
    seat = seats.seat_of(cast.alice.staff.id, timezone.now())
    asked = Asked(call="line-back-1", language="ru", urgent="", arrival=None)
    call = calls.begin_back(seat.id, asked, timezone.now())
    calls.talks_with(call.id, seat.id, timezone.now())
    calls.is_dialled(call.id)
    seats.stand(seat.id, Standing.TALKING, timezone.now(), call=call.id, part=Part.LEADS)
    page = alice.get("/calls/").content.decode()
    assert "You call them back: their telephone rings" in page
    assert "do-hang_up" in page
    assert "do-hold" not in page
    assert "put-through" not in page


def test_a_trunk_names_the_clocks_of_who_is_called_back() -> None:
    assert CARRIER.zones == (ZoneInfo("UTC"),)
    assert (
        timezone.now().astimezone(CARRIER.zones[0]) - timezone.now() < datetime.resolution * 10**6
    )
