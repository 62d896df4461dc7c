"""A lost code is replaced at the desk: allowed by one, drawn by another, shown once."""

import re
import secrets
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import File, Words
from safeconduct.domain.return_code import parse
from safeconduct.vault import arrivals, padding
from safeconduct.vault.signatures import public_of
from tests.cast import Cast
from tests.desk.page import form_to, send, words
from tests.desk.place import Asking, sit_down, take_all
from tests.making import facts

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def allowed(asking: Asking, bob: Client) -> None:
    answer = send(bob, bob.get(asking.path), "/act/allow_new_code/")
    assert "You allowed a new code" in words(answer)
    assert form_to(answer, "/code/") is None


def test_a_new_code_is_shown_once_in_its_three_writings(alice, bob):
    asking = Asking()
    assert form_to(alice.get(asking.path), "/code/") is None
    allowed(asking, bob)
    page = alice.get(asking.path)
    assert "Bob allowed a new code" in words(page)
    shown = send(alice, page, "/code/")
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "It is shown once and stored nowhere." in words(shown)
    html = shown.content.decode()
    digits = html.split("data-digits>")[1].split("</p>")[0]
    phones = html.split("data-phones>")[1].split("</p>")[0]
    code = parse(digits.replace("<span>", "").replace("</span>", ""))
    assert parse(phones.replace("<span>", " ").replace("</span>", " ")) == code
    row = models.Replacement.objects.get()
    assert code not in b"".join(map(bytes, (row.record, row.copy, row.locator)))


def test_sending_the_page_again_draws_no_second_code(alice, bob):
    asking = Asking()
    allowed(asking, bob)
    page = alice.get(asking.path)
    send(alice, page, "/code/")
    again = send(alice, page, "/code/")
    assert again.status_code == 409
    assert models.Replacement.objects.count() == 1


def test_both_halves_are_quiet_lines_of_the_case(alice, bob):
    asking = Asking()
    allowed(asking, bob)
    send(alice, alice.get(asking.path), "/code/")
    told = words(bob.get(asking.path))
    assert "New code allowed · Bob" in told
    assert "Code replaced · Alice" in told


def test_who_may_not_open_the_case_draws_no_code(bob, cast: Cast):
    asking = Asking()
    allowed(asking, bob)
    assert sit_down(cast.carol).post(asking.path + "code/", {"seen": "99"}).status_code == 404
    assert bob.post(asking.path + "code/", {"seen": "99"}).status_code == 409
    assert not models.Replacement.objects.exists()


ENDS = {"erase": "erased", "withdraw": "withdrawn"}


def refused_where_it_ended(alice, bob, end: str, at: datetime) -> tuple[Asking, str]:
    """Let a person end what they asked for, then ask for a code; return what the page says."""
    asking = Asking()
    allowed(asking, bob)
    page = alice.get(asking.path)
    blank = facts(request_kind="", size_band="")
    store(getattr(arrivals, end)(blank, asking.keys), at)
    told = send(alice, page, "/code/")
    assert told.status_code == 409
    assert not models.Replacement.objects.exists()
    return asking, words(told)


@pytest.mark.parametrize("end", ENDS)
def test_what_the_person_ended_is_done_before_a_new_code_is_drawn(alice, bob, end: str):
    asking, told = refused_where_it_ended(alice, bob, end, timezone.now())
    assert "No new code was drawn" in told
    assert "Intake does that first, as a rule within seconds" in told
    assert "stands still" not in told
    take_all()
    assert asking.reload().state == ENDS[end]


@pytest.mark.parametrize("end", ENDS)
def test_where_intake_stands_still_the_refusal_says_so_instead_of_promising(alice, bob, end: str):
    _, told = refused_where_it_ended(alice, bob, end, timezone.now() - timedelta(minutes=10))
    assert re.search(r"Intake stands still: 1[01] min\. It is not done yet", told)
    assert "within seconds" not in told


BY_THE_OLD_CODE = "By the code that was replaced."


def tied(asking: Asking) -> bytes:
    """Tie a chat to the case; return the seed of its talk key."""
    seed = secrets.token_bytes(32)
    blank = facts(request_kind="", size_band="", talk_sign=public_of(seed))
    said = Words(text="Из чата.", at=timezone.now())
    store(
        arrivals.add(blank, said.encode(), asking.keys, asking.arrival.case_public), timezone.now()
    )
    take_all()
    return seed


def passes_on(asking: Asking, seed: bytes, said: Words | File, sizes: tuple[int, ...]) -> None:
    public, blank = asking.arrival.case_public, facts(request_kind="", size_band="")
    store(arrivals.add_by_talk(blank, said.encode(), public, seed, sizes=sizes), timezone.now())
    take_all()


def test_what_comes_from_a_chat_of_before_is_marked_words_and_files_alike(alice, bob):
    asking = Asking()
    seed = tied(asking)
    passes_on(asking, seed, Words(text="Ещё до того.", at=timezone.now()), padding.ANSWERS)
    allowed(asking, bob)
    send(alice, alice.get(asking.path), "/code/")
    assert BY_THE_OLD_CODE not in words(alice.get(asking.path))
    passes_on(asking, seed, Words(text="Это я.", at=timezone.now()), padding.ANSWERS)
    shown = words(alice.get(asking.path))
    assert shown.count(BY_THE_OLD_CODE) == 1
    assert "Это я." in shown.split(BY_THE_OLD_CODE)[1]
    passes_on(
        asking, seed, File(content=b"?", at=timezone.now(), words="Карта"), padding.ATTACHMENTS
    )
    place = asking.case.arrivals.latest("seq").seq
    file = words(alice.get(f"{asking.path}file/{place}/", headers={"hx-request": "true"}))
    assert BY_THE_OLD_CODE in file
    assert "Карта" in file


def test_an_older_chat_that_takes_back_its_permission_is_no_quiet_line(alice, bob):
    asking = Asking()
    seed = tied(asking)
    allowed(asking, bob)
    send(alice, alice.get(asking.path), "/code/")
    passes_on(asking, seed, Words(text="", at=timezone.now()), padding.ANSWERS)
    shown = words(alice.get(asking.path))
    assert BY_THE_OLD_CODE in shown
    assert "changed whether we may write" not in shown
