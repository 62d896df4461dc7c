"""The Calls page: a seat drawn for one shift, wishes that become rows, and what the log tells."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.staffing import lock_everybody, remove_member
from safeconduct.config.errands import EACH_MINUTE
from safeconduct.domain.answering import Mode, People, Why
from safeconduct.domain.calls import Outcome, Part
from safeconduct.domain.urgency import Sign, written
from safeconduct.domain.waiting import WRAPS_UP_FOR
from safeconduct.talks import calls, line_now, seats
from safeconduct.talks.calls import Asked, Call, State
from safeconduct.talks.models import CallOrder
from safeconduct.talks.seats import Kind, Seat, Standing
from tests.cast import Cast, Member
from tests.desk.page import words
from tests.desk.place import WORDS, Asking, sit_down

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
AWAY_FOR_LONG = "you count as away until you say it"


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
    given = told(passed(alice).post("/calls/duty/", {"language": "uk"}))
    before = seat_of(cast.alice)
    again = told(alice.post("/calls/seat/again/"))
    seat = seat_of(cast.alice)
    assert (seat.id, again["name"]) == (before.id, given["name"])
    assert (seat.standing, seat.languages) == (Standing.FREE, {"uk"})
    alice.post("/calls/away/")
    told(alice.post("/calls/seat/again/"))
    assert seat_of(cast.alice).standing is Standing.AWAY
    assert seat_of(cast.alice).rests
    told(alice.post("/calls/seat/"))
    told(alice.post("/calls/seat/again/"))
    assert not seat_of(cast.alice).rests


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


def test_who_came_by_a_short_number_is_shown_as_somebody_whom_nobody_has_checked(
    cast: Cast, alice: Client
):
    asking = Asking()
    passed(alice).post("/calls/duty/", {"language": "ru"})
    asked = Asked(
        call=uuid.uuid4().hex, language="ru", urgent="", arrival=asking.arrival.id,
        by_short_number=True,
    )  # fmt: skip
    talks(calls.join(asked, timezone.now()), cast.alice)
    said = words(alice.get("/calls/"))
    assert asking.reference in said
    assert "ask before you tell anything" in said


NO_SOUND = "No sound comes from their line any more."


@pytest.mark.parametrize("held", [False, True])
def test_an_operator_is_told_that_no_sound_comes_until_some_does(
    cast: Cast, alice: Client, *, held: bool
):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    calls.is_held(call.id, held=held)
    before = alice.get("/calls/").content.decode()
    assert NO_SOUND not in before
    calls.is_soundless(call.id, soundless=True)
    told = words(alice.get("/calls/now/", {"now": _mark(before, "now")}))
    assert NO_SOUND in told
    assert "you decide whether to hang up" in told
    calls.is_soundless(call.id, soundless=False)
    assert NO_SOUND not in words(alice.get("/calls/now/"))


def test_once_the_talk_is_over_nothing_is_said_of_its_sound(cast: Cast, alice: Client):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    calls.is_soundless(call.id, soundless=True)
    ends(call, cast.alice)
    said = words(alice.get("/calls/"))
    assert "The call is over" in said
    assert NO_SOUND not in said


def test_who_came_by_no_short_number_is_shown_without_that(cast: Cast, alice: Client):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    talks(caller(asking=Asking()), cast.alice)
    assert "ask before you tell anything" not in words(alice.get("/calls/"))


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
    of_alice = {"other": str(seat_of(cast.alice).id)}
    assert bob.post(f"/calls/{call.id}/listen/", of_alice).status_code == 409
    talks(call, cast.alice)
    assert f"/calls/{call.id}/listen/" in bob.get("/calls/").content.decode()
    assert f"/calls/{call.id}/listen/" not in alice.get("/calls/").content.decode()
    assert f'name="other" value="{of_alice["other"]}"' in bob.get("/calls/").content.decode()
    assert bob.post(f"/calls/{call.id}/listen/", of_alice).status_code == 200
    (event,) = events("call_listened_to")
    assert event.actor == "Bob"
    assert event.details == f'{{"call":"{call.id.hex[:8]}","member":"Alice"}}'
    assert wishes() == [("listen", seat_of(cast.alice).id)]
    assert "Asked to listen to a call" in words(bob.get("/log/"))


def test_what_a_caller_says_now_stands_beside_what_their_case_knows_and_nothing_twice(
    cast: Cast, alice: Client
):
    passed(alice).post("/calls/duty/", {"language": "ru"})
    call = caller(Sign.DANGER_NOW, Sign.WOUNDED, asking=Asking())
    talks(call, cast.alice)
    card = words(alice.get("/calls/")).rpartition("You are speaking")[2].partition("Mute")[0]
    assert "Says Danger now" in card
    assert card.count("Wounded") == 1


@pytest.mark.parametrize("whom", ["", "nobody", uuid.UUID(int=0).hex, "alice"])
def test_a_talk_that_another_leads_by_now_is_not_heard_nor_told_as_heard(
    cast: Cast, alice: Client, bob: Client, whom: str
):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    seats.go_on_duty(cast.carol.staff.id, ["ru"], Kind.BROWSER, timezone.now())
    call = caller()
    talks(call, cast.alice)
    heard = str(seat_of(cast.alice).id) if whom == "alice" else whom
    stand(call, cast.alice, Standing.FREE, Part.JOINS)
    talks(call, cast.carol)
    assert bob.post(f"/calls/{call.id}/listen/", {"other": heard}).status_code == 409
    assert not events("call_listened_to")
    assert wishes() == []


def test_a_lead_who_talks_or_pauses_does_not_listen_beside_it(
    cast: Cast, alice: Client, bob: Client
):
    for client in (alice, bob):
        passed(client).post("/calls/duty/", {"language": "ru"})
    call = caller()
    talks(call, cast.alice)
    bob.post("/calls/away/")
    of_alice = {"other": str(seat_of(cast.alice).id)}
    assert bob.post(f"/calls/{call.id}/listen/", of_alice).status_code == 409
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


def test_colleagues_who_understand_the_caller_are_offered_first(
    cast: Cast, alice: Client, bob: Client
):
    passed(alice).post("/calls/duty/", {"language": "uk"})
    passed(bob).post("/calls/duty/", {"language": "ru"})
    for member, language in ((cast.carol, "uk"), (cast.dora, "ru")):
        seats.go_on_duty(member.staff.id, [language], Kind.BROWSER, timezone.now())
        seats.be_ready(member.staff.id, timezone.now())
    call = caller(language="uk")
    talks(call, cast.alice)
    offered = words(alice.get("/calls/")).partition("then you connect.")[2]
    assert offered.index("Carol") < offered.index("Bob") < offered.index("Dora")


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


def answers_as(
    people: People = People.ON_DUTY, why: Why = Why.USUAL, *, node: str = "line"
) -> None:
    line_now.note(node, Mode(people=people, why=why), timezone.now())


@pytest.mark.parametrize(
    ("people", "why", "says"),
    [
        (People.ON_DUTY, Why.USUAL, "Callers are offered a person."),
        (People.NOBODY, Why.USUAL, "Nobody is on duty: callers are offered a message"),
        (People.PAUSING, Why.USUAL, "All on duty pause: callers are offered a message"),
        (People.NIGHT, Why.USUAL, "callers hear when people answer again"),
        (People.ON_DUTY, Why.QUEUE, "Calls are kept brief: more wait than can be answered."),
        (People.NIGHT, Why.CALLS, "Calls are kept brief: very many calls are up."),
    ],
)
def test_the_page_says_how_the_line_answers_and_why(alice: Client, people, why, says):
    answers_as(people, why)
    shown = words(alice.get("/calls/"))
    assert says in shown
    assert "Keep new calls brief" not in shown


def test_of_a_line_that_is_silent_nothing_is_said(alice: Client):
    long_ago = timezone.now() - timedelta(minutes=5)
    line_now.note("line", Mode(people=People.ON_DUTY), long_ago)
    assert "Callers are offered a person." not in words(alice.get("/calls/"))


def test_of_several_switches_each_is_named(alice: Client):
    answers_as(node="north")
    answers_as(People.NOBODY, node="south")
    shown = words(alice.get("/calls/"))
    assert "north Callers are offered a person." in shown
    assert "south Nobody is on duty" in shown


def test_a_shift_lead_keeps_calls_brief_for_some_hours_and_lets_the_line_decide_again(bob: Client):
    answers_as()
    assert "Keep new calls brief" in words(bob.get("/calls/"))
    assert "Kept brief by a shift lead until" in words(bob.post("/calls/brief/", {"hours": "4"}))
    now = timezone.now()
    until = line_now.kept_brief_until(now)
    assert until
    assert timedelta(hours=3, minutes=58) < until - now <= timedelta(hours=4)
    assert line_now.kept_brief_until(now + timedelta(hours=4)) is None
    assert "Kept brief" not in words(bob.post("/calls/brief/", {"hours": "0"}))
    assert line_now.kept_brief_until(now) is None
    (kept,), (whole,) = events("calls_kept_brief"), events("calls_whole_again")
    assert (kept.actor, json.loads(kept.details)) == ("Bob", {"hours": 4})
    assert (whole.actor, json.loads(whole.details)) == ("Bob", {})


def test_who_leads_no_shift_keeps_no_calls_brief_and_nobody_does_for_longer(
    alice: Client, bob: Client
):
    assert alice.post("/calls/brief/", {"hours": "1"}).status_code == 403
    for wrong in ("13", "24", "-1", "", "many"):
        assert bob.post("/calls/brief/", {"hours": wrong}).status_code == 422
    bob.post("/calls/brief/", {"hours": "0"})
    assert line_now.kept_brief_until(timezone.now()) is None
    assert not events("calls_kept_brief")
    assert not events("calls_whole_again")


# ── a desk that locks itself while its operator is on duty ──


@pytest.fixture
def on_duty(cast: Cast, client: Client) -> Client:
    """Alice signs in with phrase and code, passes the test and goes on duty."""
    cast.alice.sign_in(client)
    passed(client).post("/calls/duty/", {"language": "ru"})
    return client


def go_idle(client: Client) -> None:
    session = client.session
    session["active"] = int((timezone.now() - timedelta(minutes=16)).timestamp())
    session.save()


def polls(client: Client, page: str = "/calls/", address: str = "/calls/now/") -> HttpResponse:
    behind = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    return client.get(address, headers=behind)


def rings(answer: HttpResponse) -> str:
    """Return all that a locked page is told: what rings there."""
    return str(json.loads(answer.headers["HX-Trigger"])["locked"]["rings"])


@pytest.mark.parametrize("address", ["/calls/now/", "/doors/"])
def test_who_is_on_duty_stays_on_the_line_when_the_desk_locks_itself(
    cast: Cast, on_duty: Client, address: str
):
    asking = Asking()
    talks(caller(asking=asking), cast.alice)
    go_idle(on_duty)
    for _ in range(2):
        answer = polls(on_duty, address=address)
        assert answer.status_code == 401
        assert rings(answer) == "calls"
        assert "HX-Redirect" not in answer.headers
        assert answer.content == b""
    assert seat_of(cast.alice).standing is Standing.TALKING
    assert on_duty.session.get("sealed_seed") is None


def test_a_locked_page_of_the_line_does_and_shows_nothing_more(cast: Cast, on_duty: Client):
    waiting = caller()
    go_idle(on_duty)
    polls(on_duty)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/calls/"}
    for address in (f"/calls/{waiting.id}/wish/take/", "/calls/away/", "/calls/seat/again/"):
        answer = on_duty.post(address, headers=headers)
        assert answer.status_code == 401
        assert answer.content == b""
    assert on_duty.post("/calls/seat/again/").headers["Location"].startswith("/sign-in/")
    assert not wishes()
    assert seat_of(cast.alice).standing is Standing.FREE


def test_the_phrase_opens_the_page_of_the_line_again(cast: Cast, on_duty: Client):
    caller(Sign.DANGER_NOW)
    go_idle(on_duty)
    polls(on_duty)
    on_duty.post("/sign-in/", {"login": "Alice", "password": cast.alice.phrase})
    answer = polls(on_duty)
    assert answer.status_code == 200
    assert 'data-of="Alice"' in answer.content.decode()
    assert "Danger now" in words(answer)


def test_who_is_not_on_duty_is_led_to_the_door_as_ever(on_duty: Client):
    on_duty.post("/calls/off/")
    go_idle(on_duty)
    assert polls(on_duty).headers["HX-Redirect"].startswith("/sign-in/?locked=1")


def test_other_pages_of_who_is_on_duty_are_led_to_the_door(on_duty: Client):
    go_idle(on_duty)
    assert polls(on_duty, page="/queue/", address="/rows/queue/").headers["HX-Redirect"]
    assert on_duty.get("/calls/").headers["Location"].startswith("/sign-in/")


def locks_by_hand(client: Client, _cast: Cast) -> None:
    client.post("/lock/")


def meets_the_panic_key(_client: Client, _cast: Cast) -> None:
    lock_everybody(timezone.now())


def is_ended_elsewhere(_client: Client, cast: Cast) -> None:
    sit_down(cast.alice).post("/you/others/")


@pytest.mark.parametrize("leaves", [locks_by_hand, is_ended_elsewhere, meets_the_panic_key])
def test_who_locked_by_hand_or_elsewhere_or_met_the_panic_key_is_on_the_line_no_more(
    cast: Cast, on_duty: Client, leaves: Callable[[Client, Cast], None]
):
    leaves(on_duty, cast)
    assert polls(on_duty).headers["HX-Redirect"].startswith("/sign-in/")


def test_a_member_who_is_removed_is_on_the_line_no_more(cast: Cast, on_duty: Client, sam: Client):
    sam.post("/person/alice/remove/", {"again": "Alice"})
    assert seats.seats(timezone.now()) == []
    assert polls(on_duty).headers["HX-Redirect"].startswith("/sign-in/")


def test_whose_removal_broke_off_before_their_shift_was_ended_is_off_the_line_within_a_minute(
    cast: Cast, on_duty: Client, bob: Client
):
    passed(bob).post("/calls/duty/", {"language": "ru"})
    remove_member("Alice", actor=cast.sam.reader.actor, at=timezone.now())
    assert seats.seat_of(cast.alice.staff.id, timezone.now())
    for work in EACH_MINUTE[:-1]:
        work()
    assert set(seats.members_on_duty(timezone.now()).values()) == {cast.bob.staff.id}


def test_a_seat_taken_in_the_moment_of_removal_does_not_stay(cast: Cast):
    remove_member("Alice", actor=cast.sam.reader.actor, at=timezone.now())
    seats.go_on_duty(cast.alice.staff.id, ["ru"], Kind.PHONE, timezone.now())
    assert seats.end_shifts_of_removed(timezone.now()) == 1
    assert seats.seats(timezone.now()) == []
    assert seats.end_shifts_of_removed(timezone.now()) == 0


def test_who_is_removed_while_they_talk_ends_that_talk_and_no_other_rings(
    cast: Cast, on_duty: Client, sam: Client
):
    call = caller()
    talks(call, cast.alice)
    sam.post("/person/Alice/remove/", {"again": "Alice"})
    assert seat_of(cast.alice).standing is Standing.TALKING
    ends(call, cast.alice)
    assert seats.seats(timezone.now()) == []


def test_a_stranger_with_no_token_of_a_known_browser_is_led_to_the_door(
    on_duty: Client, client: Client
):
    del on_duty.cookies["sc_desk_known"]
    go_idle(on_duty)
    assert polls(on_duty).headers["HX-Redirect"]


def left_to_ring(call: calls.Call, member: Member) -> None:
    """Ring at a member's seat, who does not pick up."""
    seat = seat_of(member).id
    assert seats.hold_for(seat, call.id, Part.LEADS, timezone.now())
    seats.left_to_ring(seat, call.id, timezone.now())


def test_a_seat_that_lets_several_calls_ring_pauses_and_says_why(cast: Cast, on_duty: Client):
    for missed in range(1, 4):
        assert seat_of(cast.alice).standing is Standing.FREE
        left_to_ring(caller(), cast.alice)
        assert seat_of(cast.alice).missed == missed
    assert seat_of(cast.alice).standing is Standing.AWAY
    assert "Several calls in a row rang here unanswered" in words(on_duty.get("/calls/"))
    on_duty.post("/calls/ready/")
    assert (seat_of(cast.alice).standing, seat_of(cast.alice).missed) == (Standing.FREE, 0)


def test_who_pauses_is_told_what_rings_all_the_same_and_then_why_it_rings(
    cast: Cast, on_duty: Client
):
    only_crisis, why = "Only who is in a crisis", "You pause, and it rings all the same"
    assert on_duty.post("/calls/away/").status_code == 200
    shown = words(on_duty.get("/calls/"))
    assert only_crisis in shown
    assert why not in shown
    seat = seat_of(cast.alice)
    assert seats.hold_for(seat.id, caller(Sign.WOUNDED).id, Part.LEADS, timezone.now(), pauses=True)
    assert why in words(on_duty.get("/calls/"))
    seats.stand(seat.id, Standing.FREE, timezone.now())
    on_duty.post("/calls/ready/")
    call = caller(Sign.WOUNDED)
    assert seats.hold_for(seat.id, call.id, Part.LEADS, timezone.now())
    assert why not in words(on_duty.get("/calls/"))


def test_a_locked_page_says_in_a_pause_that_a_crisis_rings_and_afterwards_that_nothing_does(
    cast: Cast, on_duty: Client
):
    on_duty.post("/calls/away/")
    go_idle(on_duty)
    assert rings(polls(on_duty)) == "crises"
    seat, now = seat_of(cast.alice).id, timezone.now()
    for _ in range(3):
        call = caller(Sign.WOUNDED).id
        assert seats.hold_for(seat, call, Part.LEADS, now, pauses=True)
        answer = polls(on_duty)
        assert (rings(answer), answer.content) == ("crises", b"")
        seats.left_to_ring(seat, call, now)
    assert rings(polls(on_duty)) == "nothing"


def wraps_up_for_long(member: Member) -> None:
    call = caller()
    talks(call, member)
    ends(call, member)
    begun = timezone.now() - WRAPS_UP_FOR
    seats.stand(seat_of(member).id, Standing.WRAPPING, begun, call=call.id, part=Part.LEADS)


def test_a_locked_page_says_that_nothing_rings_while_a_talk_waits_to_be_written_up(
    cast: Cast, on_duty: Client
):
    call = caller()
    talks(call, cast.alice)
    ends(call, cast.alice)
    go_idle(on_duty)
    assert rings(polls(on_duty)) == "untold"


def test_who_leaves_a_talk_unwritten_for_long_counts_as_away_and_a_touch_brings_them_back(
    cast: Cast, on_duty: Client, bob: Client
):
    passed(bob)
    wraps_up_for_long(cast.alice)
    assert AWAY_FOR_LONG in words(on_duty.get("/calls/"))
    assert "is away" in words(bob.get("/calls/"))
    assert on_duty.post("/here/").status_code == 204
    assert AWAY_FOR_LONG not in words(on_duty.get("/calls/"))
    assert "wraps up" in words(bob.get("/calls/"))


def test_who_wraps_up_after_long_is_free_again(cast: Cast, on_duty: Client):
    wraps_up_for_long(cast.alice)
    call = seat_of(cast.alice).call
    assert on_duty.post(f"/calls/{call}/wrap-up/", {"outcome": "thanks"}).status_code == 200
    assert seat_of(cast.alice).standing is Standing.FREE


def test_a_touch_moves_nobody_who_has_no_talk_to_write_up(cast: Cast, on_duty: Client):
    seat = seat_of(cast.alice)
    seats.stand(seat.id, Standing.FREE, timezone.now() - WRAPS_UP_FOR)
    before = seat_of(cast.alice)
    on_duty.post("/here/")
    assert seat_of(cast.alice) == before


def test_a_colleague_sees_who_pauses_and_who_is_away(on_duty: Client, bob: Client):
    passed(bob)
    on_duty.post("/calls/away/")
    assert "pauses" in words(bob.get("/calls/"))
    told(on_duty.post("/calls/seat/"))
    assert "is away" in words(bob.get("/calls/"))


def test_who_never_passed_the_test_cannot_pause_and_be_rung_in_a_crisis(cast: Cast, alice: Client):
    told(alice.post("/calls/seat/"))
    assert alice.post("/calls/away/").status_code == 409
    assert not seat_of(cast.alice).pauses


def test_who_picks_up_in_between_does_not_pause(cast: Cast, on_duty: Client):
    seat = seat_of(cast.alice).id
    for _ in range(2):
        left_to_ring(caller(), cast.alice)
        left_to_ring(caller(), cast.alice)
        talks(caller(), cast.alice)
        seats.stand(seat, Standing.FREE, timezone.now())
    assert seat_of(cast.alice).standing is Standing.FREE
