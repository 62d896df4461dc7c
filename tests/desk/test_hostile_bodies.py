"""What a hostile door seals: the page of the case opens all the same, and an answer goes out."""

import json

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import FILE, NotReadable, Words, read_content
from safeconduct.domain.role import Team
from safeconduct.programme.current import current_bundle
from safeconduct.vault import arrivals, padding
from tests.desk.page import send, words
from tests.desk.place import Asking, take_all
from tests.making import facts, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

NOT_SHOWN = "Its words are not shown."
DEEP = b"[" * 60_000
WHEN = "2026-03-01T12:00:00+00:00"
BEGAN = {"script": "report", "digest": "d", "answers": {"message": "?"}, "at": WHEN}


def said(**members: object) -> bytes:
    """Write words as a door of ours would not: a lone surrogate stays in its six letters."""
    return json.dumps({"words": "?", "at": WHEN, **members}).encode()


def by(channel: str, **members: str) -> bytes:
    return said(reach={"channel": channel, "may": "text", "talk": "t", "address": "7", **members})


def file(head: bytes) -> bytes:
    return FILE + len(head).to_bytes(4, "big") + head


UNREADABLE = {
    "without end": DEEP,
    "a lone surrogate": said(words="\ud800"),
    "a lone surrogate in a choice": json.dumps({**BEGAN, "answers": {"who": "\udfff"}}).encode(),
    "a lone surrogate in an address": by("telegram", address="\ud800"),
    "a channel without end": by("t" * 13),
    "a channel that is none": by("pigeon"),
    "a channel of a byte that PostgreSQL does not take": by("\0"),
}


def adds(asking: Asking, plain: bytes, sizes: tuple[int, ...] = padding.ANSWERS) -> None:
    blank, public = facts(request_kind="", size_band=""), asking.arrival.case_public
    store(arrivals.add(blank, plain, asking.keys, public, sizes=sizes), timezone.now())
    take_all()


@pytest.mark.parametrize("plain", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_words_that_no_door_of_ours_wrote_are_named_and_the_case_is_answered(alice, plain) -> None:
    asking = Asking()
    adds(asking, plain)
    page = alice.get(asking.path)
    assert page.status_code == 200
    assert NOT_SHOWN in words(page)
    assert send(alice, page, "/reply/", words="Вас слышат.").status_code == 200
    assert asking.case.copies.filter(kind="reply").count() == 1


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_at_the_end_of_all_times_gives_way_to_the_minute_of_the_row(alice, when) -> None:
    asking = Asking()
    adds(asking, said(words="Мы здесь.", at=when))
    page = alice.get(asking.path)
    assert page.status_code == 200
    assert "Мы здесь." in words(page)
    assert send(alice, page, "/reply/", words="Вас слышат.").status_code == 200


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", WHEN])
def test_a_file_with_such_a_head_harms_nothing(alice, when) -> None:
    asking = Asking()
    adds(asking, file(json.dumps({"at": when, "said": "Карта"}).encode()), padding.ATTACHMENTS)
    place = asking.case.arrivals.latest("seq").seq
    opened = alice.get(f"{asking.path}file/{place}/")
    assert opened.status_code == 200
    assert "Карта" in words(opened)


@pytest.mark.parametrize("head", [DEEP, json.dumps({"at": WHEN, "said": "\ud800"}).encode()])
def test_a_file_with_a_head_that_is_none_is_not_opened(alice, head) -> None:
    asking = Asking()
    adds(asking, file(head), padding.ATTACHMENTS)
    place = asking.case.arrivals.latest("seq").seq
    opened = alice.get(f"{asking.path}file/{place}/")
    assert opened.status_code == 200
    assert "It is not opened." in words(opened)


def test_a_case_that_begins_so_opens_and_says_it(alice) -> None:
    teams = [current_bundle().team(team) for team in (Team.INTAKE, Team.LEAD)]
    store(arrivals.hand_in(facts(), DEEP, new_keys(), teams), timezone.now())
    take_all()
    key = models.Case.objects.get().reference.lower().replace(" ", "-")
    page = alice.get(f"/case/{key}/")
    assert page.status_code == 200
    assert NOT_SHOWN in words(page)


@pytest.mark.parametrize("channel", ["telegram", "phone", "sms", "mail", "site"])
def test_a_channel_of_ours_is_read(channel) -> None:
    found = read_content(by(channel))
    assert isinstance(found, Words)
    assert found.reach
    assert found.reach.channel == channel


@pytest.mark.parametrize("plain", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_nothing_else_is_raised_than_that_it_is_not_readable(plain) -> None:
    with pytest.raises(NotReadable):
        read_content(plain)
