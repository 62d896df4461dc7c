"""One case: every reading is an event, words go both ways, nothing typed is lost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeconduct.cases import models
from safeconduct.cases.contents import MOST_CHARACTERS
from tests.cast import Cast
from tests.desk.page import form_to, read, send, words
from tests.desk.place import WORDS, Asking

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

MOST_QUERIES = 42
"""What a page of a case may ask; PostgreSQL is asked two more than SQLite."""


def events(asking: Asking) -> list[tuple[str, str]]:
    rows = models.Event.objects.filter(subject=asking.case.id).order_by("seq")
    return list(rows.values_list("kind", "actor"))


def test_opening_a_case_shows_what_the_person_said_and_answered(alice) -> None:
    shown = words(alice.get(Asking().path))
    assert WORDS in shown
    assert "What should we know at once? Someone is wounded or ill" in shown


def test_answers_stand_in_the_order_in_which_they_were_asked(alice) -> None:
    shown = words(alice.get(Asking().path))
    places = [shown.index(part) for part in ("Is it safe", "Who is this", "When could you come")]
    assert places == sorted(places)


def test_every_opening_of_a_case_is_an_event_with_the_call_sign(alice) -> None:
    asking = Asking()
    alice.get(asking.path)
    assert events(asking)[-1] == ("read", "Alice")


def test_the_list_alone_is_no_reading(alice) -> None:
    asking = Asking()
    alice.get("/queue/")
    alice.get("/rows/queue/")
    assert "read" not in dict(events(asking))


def test_a_reply_is_sent_and_the_case_leaves_the_queue(alice) -> None:
    asking = Asking()
    answer = send(alice, alice.get(asking.path), "/reply/", words="Мы вас читаем.")
    assert answer.status_code == 200
    assert "Мы вас читаем." in words(answer)
    assert "not read yet" in words(answer)
    assert asking.reload().waiting_since is None
    assert asking.case.copies.filter(kind="reply").count() == 1


def test_a_note_is_for_staff_and_nothing_is_sealed_to_the_person(alice) -> None:
    asking = Asking()
    answer = send(alice, alice.get(asking.path), "/note/", note="Голос молодой.")
    assert "Голос молодой." in words(answer)
    assert "staff only" in words(answer)
    assert not asking.case.copies.filter(kind="reply").exists()


def test_an_empty_reply_is_refused_and_says_why(alice) -> None:
    asking = Asking()
    answer = send(alice, alice.get(asking.path), "/reply/", words="  ")
    assert answer.status_code == 422
    assert "Write something first." in words(answer)


def test_a_reply_that_is_too_long_is_kept_in_its_box(alice) -> None:
    asking, long = Asking(), "я" * (MOST_CHARACTERS + 3)
    answer = send(alice, alice.get(asking.path), "/reply/", words=long)
    assert answer.status_code == 422
    assert "3 characters too many" in words(answer)
    assert form_to(answer, "/reply/").values["words"] == long
    assert not asking.case.entries.exists()


def test_lines_count_as_people_count_them(alice) -> None:
    asking, exactly = Asking(), "я\r\n" * (MOST_CHARACTERS // 2)
    answer = send(alice, alice.get(asking.path), "/reply/", words=exactly + "я")
    assert answer.status_code == 422
    assert "1 character too many" in words(answer)


def test_a_missing_and_a_forbidden_case_look_the_same(alice, carol) -> None:
    forbidden = carol.get(Asking().path)
    missing = carol.get("/case/heron-999/")
    assert forbidden.status_code == missing.status_code == 404
    assert words(forbidden) == words(missing)
    assert alice.get("/case/heron-999/").status_code == 404


def test_nothing_can_be_written_to_a_forbidden_case(carol) -> None:
    asking = Asking()
    for ending in ("reply/", "note/", "act/take/"):
        answer = carol.post(asking.path + ending, {"words": "x", "note": "x", "seen": "1"})
        assert answer.status_code == 404
    assert not asking.case.entries.exists()


def test_taking_shows_who_has_it_to_all(alice, bob) -> None:
    asking = Asking()
    answer = send(alice, alice.get(asking.path), "/act/take/")
    assert "You have it" in words(answer)
    assert "Alice has it" in words(bob.get(asking.path))
    assert asking.reference in words(alice.get("/mine/"))


def test_a_shift_lead_assigns_to_who_answers_people_only(bob, cast: Cast) -> None:
    asking = Asking()
    form = form_to(bob.get(asking.path), "/act/assign/")
    assert form
    answer = send(bob, bob.get(asking.path), "/act/assign/", to="Alice")
    assert "Alice has it" in words(answer)
    assert "Sam" not in answer.content.decode()


def test_a_claimed_sign_is_confirmed_or_withdrawn(alice) -> None:
    asking = Asking()
    page = alice.get(asking.path)
    assert "Wounded · claimed" in words(page)
    confirmed = send(alice, page, "/act/confirm_sign/")
    assert "Wounded · claimed" not in words(confirmed)
    send(alice, confirmed, "/act/drop_sign/")
    assert asking.reload().claimed == asking.case.confirmed == ""


def test_what_an_action_still_needs_is_said_before_it_is_possible(alice) -> None:
    asking = Asking()
    begun = send(alice, alice.get(asking.path), "/act/review/")
    assert "Propose acceptance" in words(begun)
    assert "A review result" in words(begun)
    assert form_to(begun, "/act/propose/") is None


def proposed(alice, asking: Asking):
    begun = send(alice, alice.get(asking.path), "/act/review/")
    assessed = send(alice, begun, "/act/assess/", result="clear")
    return send(alice, assessed, "/act/propose/")


def test_who_proposes_waits_for_someone_else(alice) -> None:
    answer = proposed(alice, Asking())
    assert "You proposed acceptance" in words(answer)
    assert "Waits for someone other than Alice: shift lead or coordinator." in words(answer)
    assert form_to(answer, "/act/confirm/") is None
    assert form_to(answer, "/act/take_back/")


def test_another_with_the_right_confirms(alice, bob) -> None:
    asking = Asking()
    proposed(alice, asking)
    page = bob.get(asking.path)
    assert "Alice proposed acceptance" in words(page)
    send(bob, page, "/act/confirm/")
    assert asking.reload().state == "accepted"


def test_accepted_leads_on_to_coordination_and_says_what_another_review_undoes(alice, bob) -> None:
    asking = Asking()
    proposed(alice, asking)
    shown = words(send(bob, bob.get(asking.path), "/act/confirm/"))
    places = [
        shown.index(part) for part in ("Next", "Hand on", "Also possible", "Begin the review")
    ]
    assert places == sorted(places)
    assert "Sets the acceptance and the plan aside. Two people decide again." in shown


def test_what_nobody_said_is_told_in_words(alice) -> None:
    shown = words(alice.get(Asking(who="group", size="unknown").path))
    assert "About how many are you? not told" in shown


def test_who_hands_on_reads_that_the_case_is_still_theirs(alice) -> None:
    page = alice.get(Asking().path)
    answer = send(alice, page, "/act/hand_on/", team="coordination")
    assert "Until it does, your team keeps the case." in words(answer)


def test_a_shift_lead_who_proposed_cannot_confirm_it_alone(bob) -> None:
    asking = Asking()
    answer = proposed(bob, asking)
    assert form_to(answer, "/act/confirm/") is None
    forced = bob.post(asking.path + "act/confirm/", {"seen": "99"})
    assert forced.status_code == 409
    assert "Someone else must do the second half" in words(forced)
    assert asking.reload().state == "in_review"


def test_a_wrong_choice_changes_nothing(alice) -> None:
    asking = Asking()
    begun = send(alice, alice.get(asking.path), "/act/review/")
    answer = send(alice, begun, "/act/assess/", result="guilty")
    assert answer.status_code == 422
    assert "Something is not chosen" in words(answer)


def test_an_unknown_action_is_not_there(alice) -> None:
    asking = Asking()
    assert alice.post(asking.path + "act/fire/", {"seen": "1"}).status_code == 404


def test_actions_are_never_done_by_a_link(alice) -> None:
    asking = Asking()
    assert alice.get(asking.path + "act/take/").status_code == 405
    assert alice.get(asking.path + "reply/").status_code == 405


def test_two_who_decide_at_once_the_second_sees_what_changed(alice, bob) -> None:
    asking = Asking()
    begun = send(alice, alice.get(asking.path), "/act/review/")
    of_bob = bob.get(asking.path)
    send(alice, begun, "/act/assess/", result="clear")
    answer = send(bob, of_bob, "/act/assess/", result="caution")
    assert answer.status_code == 409
    assert "This case changed while you had it open" in words(answer)
    assert "Review result recorded: Clear" in words(answer)


def test_two_who_reply_at_once_the_second_keeps_what_was_typed(alice, bob) -> None:
    asking = Asking()
    of_alice, of_bob = alice.get(asking.path), bob.get(asking.path)
    send(alice, of_alice, "/reply/", words="Мы вас читаем.")
    answer = send(bob, of_bob, "/reply/", words="Жгут держит?")
    assert answer.status_code == 409
    assert "Мы вас читаем." in words(answer)
    assert form_to(answer, "/reply/").values["words"] == "Жгут держит?"
    again = send(bob, answer, "/reply/", words="Жгут держит?")
    assert again.status_code == 200
    assert asking.case.entries.count() == 2


def test_a_reply_on_words_that_came_meanwhile_is_looked_at_again(alice) -> None:
    asking = Asking()
    page = alice.get(asking.path)
    asking.writes_again("Нас нашли.")
    answer = send(alice, page, "/reply/", words="Ждите до утра.")
    assert answer.status_code == 409
    assert "Нас нашли." in words(answer)
    assert form_to(answer, "/reply/").values["words"] == "Ждите до утра."


def test_a_colleague_who_only_looks_stops_nobody(alice, bob) -> None:
    asking = Asking()
    page = alice.get(asking.path)
    bob.get(asking.path)
    assert send(alice, page, "/reply/", words="Мы вас читаем.").status_code == 200


def test_the_same_reply_sent_twice_is_sent_once(alice) -> None:
    asking = Asking()
    page = alice.get(asking.path)
    send(alice, page, "/reply/", words="Мы вас\nчитаем.")
    answer = send(alice, page, "/reply/", words="Мы вас\nчитаем.")
    assert answer.status_code == 200
    assert asking.case.entries.count() == 1


def test_the_same_words_as_before_are_no_page_sent_twice(alice) -> None:
    asking = Asking()
    page = send(alice, alice.get(asking.path), "/reply/", words="Да.")
    asking.writes_again("Сегодня ночью?")
    answer = send(alice, page, "/reply/", words="Да.")
    assert answer.status_code == 409
    assert "Сегодня ночью?" in words(answer)
    assert form_to(answer, "/reply/").values["words"] == "Да."
    assert send(alice, answer, "/reply/", words="Да.").status_code == 200
    assert asking.case.entries.count() == 2


def test_a_page_sent_twice_counts_once_although_the_person_wrote_in_between(alice) -> None:
    asking = Asking()
    page = alice.get(asking.path)
    send(alice, page, "/reply/", words="Да.")
    asking.writes_again("Сегодня ночью?")
    answer = send(alice, page, "/reply/", words="Да.")
    assert answer.status_code == 200
    assert "Сегодня ночью?" in words(answer)
    assert asking.case.entries.count() == 1


def test_a_reception_officer_reads_a_case_only_after_it_was_handed_on(alice, cast: Cast) -> None:
    from tests.desk.place import sit_down

    asking, dora = Asking(), sit_down(cast.dora)
    assert dora.get(asking.path).status_code == 404
    send(alice, alice.get(asking.path), "/act/hand_on/", team="reception")
    page = dora.get(asking.path)
    assert "Handed on: reception is asked to take over" in words(page)
    send(dora, page, "/act/take_over/")
    assert alice.get(asking.path).status_code == 404


def test_who_lets_go_of_a_case_for_good_is_led_to_the_queue(alice, cast: Cast) -> None:
    from tests.desk.place import sit_down

    asking, dora = Asking(), sit_down(cast.dora)
    send(alice, alice.get(asking.path), "/act/hand_on/", team="reception")
    page = dora.get(asking.path)
    answer = send(dora, page, "/act/hand_back/")
    assert answer.redirect_chain[-1][0] == "/queue/"


def test_ending_a_case_says_what_it_does_before_it_is_done(alice) -> None:
    shown = words(alice.get(Asking().path))
    assert "Ends the case. The person can open it again with the code" in shown


def test_nothing_is_sent_unasked_to_who_has_withdrawn(alice) -> None:
    asking = Asking()
    answer = send(alice, alice.get(asking.path), "/act/withdraw/")
    assert "No reply is possible now" in words(answer)
    assert form_to(answer, "/reply/") is None


def test_words_of_a_person_are_never_markup(alice) -> None:
    asking = Asking("<script>alert(1)</script><b>x</b>")
    html = alice.get(asking.path).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_planted_addition_is_named_and_not_shown(alice) -> None:
    asking = Asking()
    asking.writes_again("Это написал я.")
    last = models.Arrival.objects.order_by("-stored_at").exclude(id=asking.arrival.id).first()
    models.Arrival.objects.filter(id=last.id).update(body=bytes(last.body)[:-2])
    answer = alice.get(asking.path)
    assert "Something here does not verify, or cannot be opened." in words(answer)
    assert "Это написал я." not in words(answer)


def test_a_page_of_a_case_costs_the_same_queries_however_long_it_is(alice) -> None:
    asking = Asking()
    short = queries(alice, asking.path)
    for number in range(6):
        asking.writes_again(f"Слово {number}")
    assert queries(alice, asking.path) == short
    assert short <= MOST_QUERIES


def queries(client: Client, path: str) -> int:
    """Count what a page asks of the database once it was asked for before."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_the_case_stands_on_a_page_that_nobody_may_keep(alice) -> None:
    answer = alice.get(Asking().path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert all(form.action.startswith("/") for form in read(answer).forms if form.action)


def test_beside_a_colleague_who_has_the_case_each_act_takes_a_step_of_its_own(alice, bob) -> None:
    asking = Asking()
    assert "act all the same" not in words(bob.get(asking.path))
    send(alice, alice.get(asking.path), "/act/take/")
    page = bob.get(asking.path)
    assert "Alice has this case: write all the same" in words(page)
    assert "Alice has this case: act all the same" in words(page)
    assert '<details class="beside"' in page.content.decode()
    assert "all the same" not in words(alice.get(asking.path))
    assert send(bob, page, "/reply/", words="Скорая в пути.").status_code == 200


def test_what_was_refused_beside_a_colleague_is_in_sight(alice, bob) -> None:
    asking = Asking()
    send(alice, alice.get(asking.path), "/act/take/")
    answer = send(bob, bob.get(asking.path), "/reply/", words="я" * (MOST_CHARACTERS + 1))
    opening = answer.content.decode().split('<details class="beside"')[1].split(">")[0]
    assert opening.strip() == "open"


def test_a_declined_proposal_is_told_to_who_made_it(alice, bob) -> None:
    asking = Asking()
    proposed(alice, asking)
    send(bob, bob.get(asking.path), "/act/decline/", reason="ask_more")
    page = alice.get(asking.path)
    assert "Bob declined your proposal" in words(page)
    assert "Ask more first. The case goes on in review" in words(page)
    assert "Bob declined the proposal of Alice" in words(bob.get(asking.path))
    assert "proposal declined" in words(alice.get("/mine/"))
    again = send(alice, page, "/act/propose/")
    assert "declined your proposal" not in words(again)
    assert "proposal declined" not in words(alice.get("/mine/"))


def test_who_takes_a_case_over_has_it(alice, carol) -> None:
    asking = Asking()
    send(alice, alice.get(asking.path), "/act/hand_on/", team="coordination")
    answer = send(carol, carol.get(asking.path), "/act/take_over/")
    assert "You have it" in words(answer)
    assert asking.reference in words(carol.get("/mine/"))


def test_nobody_is_referred_before_they_were_answered(alice) -> None:
    asking = Asking()
    page = alice.get(asking.path)
    assert form_to(page, "/act/refer/") is None
    assert "An answer to the person first: where they find help" in words(page)
    answered = send(alice, page, "/reply/", words="Вам поможет служба розыска.")
    send(alice, answered, "/act/refer/", referral="family_service")
    assert asking.reload().state == "referred"
