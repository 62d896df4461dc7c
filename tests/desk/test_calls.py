"""The Calls page: a seat drawn for one shift, wishes that become rows, and what the log tells."""

import json
import uuid
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.domain.calls import Outcome, Part
from safeconduct.domain.urgency import Sign, written
from safeconduct.talks import calls, seats
from safeconduct.talks.calls import Asked, Call, State
from safeconduct.talks.models import CallOrder
from safeconduct.talks.seats import Kind, Seat, Standing
from tests.cast import Cast, Member
from tests.desk.page import words
from tests.desk.place import WORDS, Asking, sit_down

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture(autouse=True)
def the_line_runs(settings):
    settings.LINE_RUNS = True


def passed(client: Client) -> Client:
    client.post("/calls/tested/")
    return client


def seat_of(member: Member) -> Seat:
    seat = seats.seat_of(member.staff.id, timezone.now())
    assert seat
    return seat


def caller(*signs: Sign, language: str = "ru", ago: int = 0, asking: Asking | None = None) -> Call:
    asked = Asked(
        call=uuid.uuid4().hex, language=language, urgent=written(signs),
        arrival=asking.arrival.id if asking else None,
    )  # fmt: skip
    return calls.join(asked, timezone.now() - timedelta(minutes=ago))


def talks(call: Call, member: Member) -> None:
    """Let a member lead a talk with a caller, as the line does once they have answered."""
    calls.talks_with(call.id, seat_of(member).id, timezone.now())
    stand(call, member, Standing.TALKING, Part.LEADS)


def stand(call: Call, member: Member, standing: Standing, part: Part) -> None:
    seats.stand(seat_of(member).id, standing, timezone.now(), call=call.id, part=part)


def ends(call: Call, member: Member) -> None:
    calls.is_over(call.id, timezone.now())
    stand(call, member, Standing.WRAPPING, Part.LEADS)


def wishes() -> list[tuple[str, uuid.UUID | None]]:
    return [(row.what, row.other) for row in CallOrder.objects.order_by("serial")]


def told(answer: HttpResponse) -> dict[str, object]:
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def events(kind: str) -> list[models.Event]:
    return list(models.Event.objects.filter(kind=kind).order_by("id"))


def test_who_never_passed_the_test_does_that_before_the_first_shift(cast: Cast, alice: Client):
    assert "Before your first shift: a test" in words(alice.get("/calls/"))
    assert alice.post("/calls/duty/", {"language": "ru"}).status_code == 409
    told(alice.post("/calls/seat/"))
    assert seat_of(cast.alice).standing is Standing.AWAY
    assert alice.post("/calls/ready/").status_code == 409
    assert seat_of(cast.alice).standing is Standing.AWAY
    alice.post("/calls/tested/")
    assert seats.seat_of(cast.alice.staff.id, timezone.now()) is None
    assert [one.actor for one in events("line_tested")] == ["Alice"]
    told(alice.post("/calls/duty/", {"language": "ru"}))
    assert seat_of(cast.alice).standing is Standing.FREE


def test_the_test_is_told_once_and_counts_for_who_passed_it(alice: Client, bob: Client):
    passed(passed(alice))
    assert len(events("line_tested")) == 1
    assert "Before your first shift" in words(bob.get("/calls/"))


def test_the_password_of_a_seat_is_given_once_and_kept_as_what_sip_compares(
    cast: Cast, alice: Client
):
    given = told(passed(alice).post("/calls/duty/", {"language": ["ru", "uk"]}))
    seat, password = seat_of(cast.alice), str(given["password"])
    assert seat.digest == seats.digest(seat.name, password)
    assert seat.languages == {"ru", "uk"}
    assert given["name"] == seat.name
    assert given["relays"] == []
    for address in ("/calls/", "/calls/now/"):
        shown = alice.get(address).content.decode()
        assert password not in shown
        assert seat.name not in shown
        assert seat.digest not in shown
    assert told(alice.post("/calls/seat/again/"))["password"] != password


def test_a_page_that_was_loaded_again_goes_on_where_it_was(cast: Cast, alice: Client):
    assert alice.post("/calls/seat/again/").status_code == 409
    passed(alice).post("/calls/duty/", {"language": "uk"})
    told(alice.post("/calls/seat/again/"))
    seat = seat_of(cast.alice)
    assert (seat.standing, seat.languages) == (Standing.FREE, {"uk"})
    alice.post("/calls/away/")
    told(alice.post("/calls/seat/again/"))
    assert seat_of(cast.alice).standing is Standing.AWAY


def test_the_page_may_open_the_websocket_of_the_line_and_no_other(alice: Client, settings):
    policy = alice.get("/calls/").headers["Content-Security-Policy"]
    (allowed,) = [part for part in policy.split("; ") if part.startswith("connect-src")]
    assert allowed == f"connect-src 'self' {settings.LINE_SOCKET}"
    assert settings.LINE_SOCKET.endswith("/ws")


def test_where_there_is_no_line_or_no_phone_the_page_says_so_and_still_opens(
    alice: Client, settings
):
    settings.LINE_RUNS = False
    assert "The phone line does not run here." in words(alice.get("/calls/"))
    settings.LINE_RUNS, settings.STATICFILES_DIRS = True, []
    assert "is not built on this machine" in words(alice.get("/calls/"))


def test_who_waits_stands_in_the_order_of_the_line_without_any_number(alice: Client):
    caller(language="uk", ago=5)
    caller(Sign.MINOR, ago=1)
    caller(Sign.DANGER_NOW)
    shown = words(alice.get("/calls/"))
    assert shown.index("Danger now") < shown.index("Under 18") < shown.index("Українська")
    assert "waits too long" in shown
    assert not any(call.call in shown for call in calls.open_calls())


def test_the_count_of_who_waits_is_in_sight_on_every_page(alice: Client):
    caller()
    caller()
    assert '<span id="count-calls">2</span>' in alice.get("/queue/").content.decode()


def test_a_page_that_shows_the_truth_is_told_nothing(alice: Client):
    shown = alice.get("/calls/").content.decode()
    marks = {name: _mark(shown, name) for name in ("now", "line", "aloud")}
    assert alice.get("/calls/now/", marks).status_code == 204
    caller()
    changed = alice.get("/calls/now/", marks).content.decode()
    assert 'id="line"' in changed
    assert 'id="now"' not in changed


def _mark(page: str, name: str) -> str:
    begin = page.index(f'name="{name}"')
    return page[begin:].split('value="', 1)[1].split('"', 1)[0]


def test_a_free_operator_takes_who_waits_and_one_who_pauses_does_not(cast: Cast, alice: Client):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller()
    alice.post("/calls/away/")
    assert alice.post(f"/calls/{call.id}/wish/take/").status_code == 409
    alice.post("/calls/ready/")
    assert alice.post(f"/calls/{call.id}/wish/take/").status_code == 200
    assert wishes() == [("take", None)]


def test_who_leads_a_talk_wishes_what_the_line_can_do_and_names_the_colleague(
    cast: Cast, alice: Client, bob: Client
):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    assert "You are speaking" in words(alice.get("/calls/"))
    other = seat_of(cast.bob).id
    for what in ("hold", "resume", "put_through", "whisper_done", "bring_in", "hang_up"):
        named = {"other": str(other)} if what in {"put_through", "bring_in"} else {}
        assert alice.post(f"/calls/{call.id}/wish/{what}/", named).status_code in {200, 204}
    assert wishes() == [
        ("hold", None), ("resume", None), ("put_through", other), ("whisper_done", None),
        ("bring_in", other), ("hang_up", None),
    ]  # fmt: skip


def test_a_talk_of_a_colleague_is_not_mine_to_end(cast: Cast, alice: Client, bob: Client):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    assert bob.post(f"/calls/{call.id}/wish/hang_up/").status_code == 409
    stand(call, cast.bob, Standing.TALKING, Part.JOINS)
    assert bob.post(f"/calls/{call.id}/wish/hang_up/").status_code == 409
    assert bob.post(f"/calls/{call.id}/wish/let_go/").status_code == 200
    assert wishes() == [("let_go", None)]


@pytest.mark.parametrize("what", ["record", "listen", "drop_table"])
def test_what_nobody_can_wish_is_no_page(alice: Client, what: str):
    assert alice.post(f"/calls/{uuid.uuid4()}/wish/{what}/").status_code == 404


def test_a_call_leads_to_its_case_and_its_outcome_stands_in_the_cases_own_log(
    cast: Cast, alice: Client
):
    asking = Asking()
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller(Sign.WOUNDED, asking=asking)
    talks(call, cast.alice)
    page = alice.get("/calls/")
    assert asking.reference in words(page)
    assert f'href="{asking.path}"' in page.content.decode()
    assert WORDS not in page.content.decode()
    ends(call, cast.alice)
    assert "The call is over" in words(alice.get("/calls/"))
    answer = alice.post(f"/calls/{call.id}/wrap-up/", {"outcome": "emergency"})
    assert answer.status_code == 200
    (event,) = events("speak")
    assert (event.subject, event.actor) == (asking.case.id, "Alice")
    assert event.details == '{"outcome":"emergency"}'
    assert "Spoke on the line: An emergency" in words(alice.get(asking.path))
    assert seat_of(cast.alice).standing is Standing.FREE
    assert not events("call_wrapped_up")


def test_a_call_without_a_case_is_told_in_the_log_of_the_programme(cast: Cast, alice: Client):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    ends(call, cast.alice)
    alice.post(f"/calls/{call.id}/wrap-up/", {"outcome": "silent"})
    (event,) = events("call_wrapped_up")
    assert event.details == f'{{"call":"{call.id.hex[:8]}","outcome":"silent"}}'
    assert "Nobody spoke" in words(sit_down(cast.bob).get("/log/"))
    known = calls.known_call(call.id)
    assert known
    assert known.outcome is Outcome.SILENT


def test_an_outcome_is_one_of_the_fields_and_told_once_by_who_talked(
    cast: Cast, alice: Client, bob: Client
):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    address = f"/calls/{call.id}/wrap-up/"
    assert alice.post(address, {"outcome": "thanks"}).status_code == 409
    ends(call, cast.alice)
    assert alice.post(address, {"outcome": "my name is Ivan"}).status_code == 422
    assert bob.post(address, {"outcome": "abusive"}).status_code == 409
    assert alice.post(address, {"outcome": "thanks"}).status_code == 200
    assert alice.post(address, {"outcome": "thanks"}).status_code == 409
    assert len(events("call_wrapped_up")) == 1


def test_a_shift_lead_listens_only_with_an_event_in_the_log(cast: Cast, alice: Client, bob: Client):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    assert bob.post(f"/calls/{call.id}/listen/").status_code == 409
    talks(call, cast.alice)
    assert f"/calls/{call.id}/listen/" in bob.get("/calls/").content.decode()
    assert f"/calls/{call.id}/listen/" not in alice.get("/calls/").content.decode()
    assert bob.post(f"/calls/{call.id}/listen/").status_code == 200
    (event,) = events("call_listened_to")
    assert event.actor == "Bob"
    assert event.details == f'{{"call":"{call.id.hex[:8]}","member":"Alice"}}'
    assert wishes() == [("listen", None)]


def test_a_lead_who_talks_or_pauses_does_not_listen_beside_it(
    cast: Cast, alice: Client, bob: Client
):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    bob.post("/calls/away/")
    assert bob.post(f"/calls/{call.id}/listen/").status_code == 409
    assert not events("call_listened_to")
    assert wishes() == []


def test_a_colleague_who_is_asked_to_take_over_sees_who_asks(
    cast: Cast, alice: Client, bob: Client
):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    stand(call, cast.bob, Standing.RINGING, Part.TAKES)
    assert "Alice puts a call through to you" in words(bob.get("/calls/"))
    assert "Bob is being rung" in words(alice.get("/calls/"))
    stand(call, cast.bob, Standing.TALKING, Part.TAKES)
    assert "Connect: Bob takes over" in words(alice.get("/calls/"))
    assert "You speak with Alice; the caller hears music" in words(bob.get("/calls/"))


def test_who_goes_off_duty_has_no_seat_and_who_talks_stays(cast: Cast, alice: Client):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    alice.post("/calls/off/")
    assert seat_of(cast.alice).call == call.id
    ends(call, cast.alice)
    alice.post(f"/calls/{call.id}/wrap-up/", {"outcome": "question"})
    alice.post("/calls/off/")
    assert seats.seat_of(cast.alice.staff.id, timezone.now()) is None


def test_words_to_read_aloud_are_in_the_callers_language_and_promise_nothing_else(
    cast: Cast, alice: Client
):
    passed(alice).post("/calls/duty/", {"language": "uk"})
    call = caller(language="uk")
    talks(call, cast.alice)
    shown = alice.get("/calls/").content.decode()
    assert '<p lang="uk" dir="auto">' in shown
    assert '<p lang="ru" dir="auto">' not in shown
    assert "{" not in shown.split('id="aloud"', 1)[1].split("</aside>", 1)[0]


def test_a_desk_phone_is_no_browser(cast: Cast, alice: Client):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    assert seat_of(cast.alice).kind is Kind.BROWSER
    assert caller().state is State.WAITING
