"""The People page: two people make a member, one removes, and each page says what that means."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from safeconduct.cases import staffing
from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.models import Event
from safeconduct.domain.role import MACHINE, Role
from safeconduct.people import invitations
from safeconduct.people.fingerprint import fingerprint
from safeconduct.people.models import RoleProposal, Staff, StaffRole, TeamKey
from tests.cast import Cast, Member
from tests.desk.page import form_to, read, send, words
from tests.desk.place import sit_down

pytestmark = pytest.mark.django_db(databases="__all__")


def invite(sam: Client, call_sign: str = "Yuri", language: str = "ru") -> str:
    answer = sam.post("/people/invite/", {"call_sign": call_sign, "language": language})
    return next(line for line in answer.content.decode().split("\n") if 'class="digits"' in line)


def digits_in(line: str) -> str:
    return line.split('class="digits">')[1].split("<", 1)[0]


def join(digits: str) -> HttpResponse:
    return Client().post("/join/", {"digits": digits})


@pytest.fixture
def yuri(cast: Cast, sam: Client) -> Member:
    """A newcomer who has joined at a screen of their own, and has no role."""
    shown = join(digits_in(invite(sam))).content.decode()
    phrase, letters = (shown.split(f'class="{name}">')[1].split("<", 1)[0] for name in SHOWN)
    return Member(call_sign="Yuri", phrase=phrase, totp_secret=letters)


SHOWN = ("digits", "letters")


def spoken(call_sign: str) -> str:
    return fingerprint(bytes(Staff.objects.get(call_sign=call_sign).kem_public), "en")


def propose(client: Client, role: Role = Role.OPERATOR, who: str = "Yuri") -> HttpResponse:
    return client.post(f"/person/{who}/propose/", {"role": role.value}, follow=True)


def confirm(client: Client, said: str, role: Role = Role.OPERATOR) -> HttpResponse:
    form = {"role": role.value, "spoken": said}
    return client.post("/person/Yuri/confirm/", form, follow=True)


def told() -> list[tuple[str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME).exclude(actor=MACHINE).order_by("seq")
    return [(row.kind, row.actor) for row in rows]


def test_two_people_take_a_newcomer_in_and_each_step_is_told(
    cast: Cast, sam: Client, alice: Client, yuri: Member
) -> None:
    place = Client()
    yuri.sign_in(place)
    assert place.get("/", follow=True).redirect_chain[-1][0] == "/you/"
    own_words = spoken("Yuri")
    place.cookies["sc_desk_language"] = "en"
    assert own_words in words(place.get("/you/"))
    propose(sam)
    page = alice.get("/person/Yuri/")
    assert form_to(page, "/confirm/")
    answer = send(alice, page, "/confirm/", spoken=own_words)
    assert "works here" in words(answer)
    assert place.get("/queue/").status_code == 200
    kinds = ["invited", "enrolled", "signed_in", "role_proposed", "role_confirmed"]
    assert [kind for kind, _ in told()] == kinds


def test_the_administrator_never_sees_the_phrase(cast: Cast, sam: Client) -> None:
    line = invite(sam)
    shown = join(digits_in(line)).content.decode()
    phrase = shown.split('class="digits">')[1].split("<", 1)[0]
    assert len(phrase.split()) == 6
    for address in ("/people/", "/person/Yuri/"):
        assert phrase not in sam.get(address).content.decode()


def test_an_invitation_counts_once(cast: Cast, sam: Client) -> None:
    digits = digits_in(invite(sam))
    assert join(digits).status_code == 200
    again = join(digits)
    assert again.status_code == 409
    assert "invite nobody" in words(again)
    assert Staff.objects.filter(call_sign="Yuri").count() == 1


@pytest.mark.parametrize("digits", ["", "123 456 789 012 345", "x", "١٢٣"])
def test_invented_digits_invite_nobody(cast: Cast, digits: str) -> None:
    assert join(digits).status_code == 409


def test_an_invitation_dies_after_half_an_hour(
    cast: Cast, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = digits_in(invite(sam))
    later = timezone.now() + timedelta(minutes=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert join(digits).status_code == 409
    assert not Staff.objects.filter(call_sign="Yuri").exists()


def test_what_is_wrong_with_a_call_sign_stands_beside_its_field(sam: Client) -> None:
    answer = sam.post("/people/invite/", {"call_sign": "", "language": "ru"})
    shown = answer.content.decode()
    field = re.search(r'<input id="call-sign".*?>', shown, re.DOTALL)
    assert field is not None
    assert 'aria-describedby="call-sign-wrong"' in field[0]
    assert "autofocus" in field[0]
    assert '<p class="wrong" id="call-sign-wrong">A call sign, please.</p>' in shown
    assert "call-sign-wrong" not in sam.get("/people/").content.decode()


BESIDE = re.compile(r'<p class="wrong" id="([a-z-]+)-wrong">\s*(.*?)\s*</p>', re.DOTALL)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"call_sign": "Yuri", "language": "xx"}, ["phrase-language"]),
        ({"call_sign": "Yuri"}, ["phrase-language"]),
        ({"call_sign": "", "language": "xx"}, ["call-sign", "phrase-language"]),
        ({"call_sign": "Alice", "language": "uk"}, ["call-sign"]),
        ({"call_sign": "x" * 41, "language": "uk"}, ["call-sign"]),
    ],
)
def test_each_error_stands_beside_its_own_field_and_at_the_top(
    cast: Cast, sam: Client, typed: dict[str, str], wrong: list[str]
) -> None:
    answer = sam.post("/people/invite/", typed)
    shown = answer.content.decode()
    beside = dict(BESIDE.findall(shown))
    assert list(beside) == wrong
    head = shown.split('role="alert"')[1].split("</p>")[0]
    assert all(one in head for one in beside.values())
    assert shown.count("autofocus") == 1
    for field in ("call-sign", "phrase-language"):
        tag = re.search(rf'<(?:input|select) id="{field}".*?>', shown, re.DOTALL)
        assert tag is not None
        assert (f'aria-describedby="{field}-wrong"' in tag[0]) == (field in wrong)
    assert told() == []


def test_what_was_chosen_beside_an_error_stays_chosen(sam: Client) -> None:
    shown = sam.post("/people/invite/", {"call_sign": "", "language": "uk"}).content.decode()
    chosen = re.findall(r'<option value="([a-z]+)"\s+selected', shown)
    assert "uk" in chosen
    assert "en" not in chosen


def test_who_may_invite_no_more_has_invited_nobody(cast: Cast, sam: Client) -> None:
    digits = digits_in(invite(sam))
    StaffRole.objects.filter(staff__call_sign="Sam").delete()
    assert join(digits).status_code == 409
    assert not Staff.objects.filter(call_sign="Yuri").exists()


def test_who_reads_the_store_finds_no_digits_there(cast: Cast, sam: Client) -> None:
    digits = digits_in(invite(sam)).replace(" ", "")
    rows = [f"{row.session_key} {row.get_decoded()}" for row in Session.objects.all()]
    assert not any(digits in row for row in rows)
    place = next(row.session_key for row in Session.objects.all() if "invited" in row.get_decoded())
    assert invitations.taken(place, timezone.now()) is None


@pytest.mark.parametrize("call_sign", ["Alice", "alice", "machine", "two words", ""])
def test_a_call_sign_that_cannot_be_is_told_and_nobody_is_invited(
    cast: Cast, sam: Client, call_sign: str
) -> None:
    answer = sam.post("/people/invite/", {"call_sign": call_sign, "language": "ru"})
    assert answer.status_code == 409
    assert "Nothing was done" in words(answer)
    assert told() == []


def test_wrong_words_confirm_nothing(cast: Cast, sam: Client, bob: Client, yuri: Member) -> None:
    propose(sam)
    answer = confirm(bob, spoken("Alice"))
    assert answer.status_code == 409
    assert "not the words" in words(answer)
    assert not StaffRole.objects.filter(staff__call_sign="Yuri").exists()


def test_who_holds_no_key_of_that_team_is_told_who_does(
    cast: Cast, sam: Client, alice: Client, yuri: Member
) -> None:
    propose(sam, Role.COORDINATOR)
    page = alice.get("/person/Yuri/")
    assert form_to(page, "/confirm/") is None
    assert "A holder of the key of this team has to confirm: coordination" in words(page)
    assert confirm(alice, spoken("Yuri"), Role.COORDINATOR).status_code == 409


def test_what_was_proposed_can_be_refused(
    cast: Cast, sam: Client, alice: Client, yuri: Member
) -> None:
    propose(sam)
    send(alice, alice.get("/person/Yuri/"), "/refuse/", role="operator")
    assert not RoleProposal.objects.exists()


def test_no_key_is_offered_to_an_administrator_and_none_given(cast: Cast, sam: Client) -> None:
    offered = sam.get("/person/Sam/").content.decode()
    assert 'value="spokesperson"' in offered
    assert 'value="operator"' not in offered
    assert propose(sam, Role.OPERATOR, "Sam").status_code == 409


def test_a_role_without_a_key_behind_it_is_named(cast: Cast, bob: Client) -> None:
    StaffRole.objects.create(staff=cast.mallory.staff, role=Role.SHIFT_LEAD)
    assert "no key vouches for this role" in words(bob.get("/person/Mallory/"))
    assert "no key vouches" not in words(bob.get("/person/Alice/"))


def test_a_removal_says_what_it_does_and_shuts_out_at_once(
    cast: Cast, sam: Client, bob: Client, alice: Client
) -> None:
    page = sam.get("/person/Alice/")
    assert "may have kept what they read and the keys that they held: intake" in words(page)
    answer = send(sam, page, "/remove/", again="alice")
    assert "removed" in words(answer)
    assert alice.get("/queue/").status_code == 302
    assert "Due now: Alice may have kept this version." in words(bob.get("/people/"))


@pytest.mark.parametrize("again", ["", "Bob"])
def test_nobody_is_removed_by_a_slip_of_the_hand(cast: Cast, sam: Client, again: str) -> None:
    answer = sam.post("/person/Alice/remove/", {"again": again})
    assert answer.status_code == 422
    assert Staff.objects.get(call_sign="Alice").is_active


def test_the_last_administrator_and_the_last_holder_stay(cast: Cast, sam: Client) -> None:
    for who, why in (("Sam", "else is an administrator"), ("Carol", "key of this team")):
        answer = sam.post(f"/person/{who}/remove/", {"again": who})
        assert answer.status_code == 409
        assert why in words(answer)
        assert Staff.objects.get(call_sign=who).is_active


def test_a_holder_renews_a_key_and_is_told_that_a_directory_must_follow(
    cast: Cast, bob: Client, sam: Client
) -> None:
    staffing.remove_member("Alice", actor=cast.sam.reader.actor, at=timezone.now())
    bob.post("/people/rotate/", {"team": "intake"})
    assert TeamKey.objects.filter(team="intake").count() == 2
    page = words(bob.get("/people/"))
    assert "a new one must be signed" in page
    assert "Due now" not in page
    assert "Keys that you hold" not in words(sam.get("/people/"))


def test_who_does_not_hold_a_key_renews_none(cast: Cast, alice: Client) -> None:
    answer = alice.post("/people/rotate/", {"team": "coordination"})
    assert answer.status_code == 409
    assert TeamKey.objects.filter(team="coordination").count() == 1


def test_nobody_is_found_who_never_was(cast: Cast, sam: Client) -> None:
    assert sam.get("/person/Nobody/").status_code == 404


def test_other_sessions_and_browsers_end_and_this_one_stays(cast: Cast) -> None:
    here, there = Client(), Client()
    for place in (there, here):
        cast.alice.sign_in(place)
    bob = sit_down(cast.bob)
    here.post("/you/others/")
    assert here.get("/queue/").status_code == 200
    assert bob.get("/queue/").status_code == 200
    assert there.get("/queue/").status_code == 302
    form = {"login": "Alice", "password": cast.alice.phrase}
    assert there.post("/sign-in/", form).headers["Location"] == "/sign-in/second/"
    assert told()[-1] == ("others_ended", "Alice")


def test_the_desk_speaks_the_language_that_a_member_chose_in_every_browser(cast: Cast) -> None:
    here, there = sit_down(cast.alice), sit_down(cast.alice)
    here.post("/you/language/", {"language": "uk"})
    del there.cookies["sc_desk_language"]
    for place in (here, there):
        assert 'lang="uk"' in place.get("/you/").content.decode()
    here.post("/you/language/", {"language": "xx"})
    assert Staff.objects.get(call_sign="Alice").desk_language == "uk"
    assert told() == [("language_chosen", "Alice")]


def test_ones_own_page_shows_the_language_in_use_and_says_where_another_is_saved(
    cast: Cast,
) -> None:
    place = sit_down(cast.alice, language="uk")
    page = place.get("/you/").content.decode()
    assert '<option value="uk" selected>' in page
    assert "Українська. Для інших ваших браузерів збережено: English." in page
    place.post("/you/language/", {"language": "uk"})
    del place.cookies["sc_desk_language"]
    page = place.get("/you/").content.decode()
    assert '<option value="uk" selected>' in page
    assert "збережено" not in page


def test_the_page_of_ones_own_leads_nowhere_by_a_link(cast: Cast, alice: Client) -> None:
    for address in ("/you/language/", "/you/others/", "/person/Bob/remove/", "/people/rotate/"):
        assert alice.get(address).status_code == 405
    assert read(alice.get("/you/")).form_with("language")
