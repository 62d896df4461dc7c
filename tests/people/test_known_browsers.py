"""A browser where the second factor was passed today: whom it spares the code, and until when."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from safeconduct.people.known_browsers import COOKIE, forget, know, known_as, known_in
from safeconduct.people.models import Staff
from tests.cast import Cast, Member

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def seconds() -> int:
    return int(timezone.now().timestamp())


def known(member: Member, began: int | None = None) -> HttpRequest:
    """Return what a browser sends next, once it is known for this member."""
    request, response = HttpRequest(), HttpResponse()
    know(request, response, member.staff, seconds() if began is None else began)
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return request


def test_a_browser_is_known_for_its_member_and_for_nobody_else(cast: Cast) -> None:
    request = known(cast.alice)
    assert known_as(request, cast.alice.staff)
    assert known_as(request, cast.bob.staff) is None
    assert known_in(HttpRequest()) is None


def test_a_day_after_the_second_factor_it_is_known_no_more(cast: Cast) -> None:
    almost = known(cast.alice, seconds() - int(timedelta(hours=12).total_seconds()) + 60)
    assert known_in(almost)
    assert known_in(known(cast.alice, seconds() - 12 * 3600)) is None


def test_a_forgotten_browser_is_a_strangers(cast: Cast) -> None:
    request = known(cast.alice)
    forget(request)
    assert known_in(request) is None
    assert not Session.objects.exists()


def test_a_browser_is_known_for_whoever_came_last(cast: Cast) -> None:
    request, response = known(cast.alice), HttpResponse()
    know(request, response, cast.bob.staff, seconds())
    assert known_in(request) is None
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    assert known_as(request, cast.bob.staff)


def test_a_removed_member_is_known_nowhere(cast: Cast) -> None:
    request = known(cast.alice)
    Staff.objects.filter(call_sign="Alice").update(is_active=False)
    assert known_in(request) is None


def test_who_reads_the_store_finds_no_token_there(cast: Cast) -> None:
    request = known(cast.alice)
    row = Session.objects.get()
    assert request.COOKIES[COOKIE] not in f"{row.session_key} {row.get_decoded()}"
    stolen = HttpRequest()
    stolen.COOKIES[COOKIE] = row.session_key
    assert known_in(stolen) is None


def test_a_row_copied_to_ones_own_token_makes_no_browser_known(cast: Cast) -> None:
    """Mallory writes the database, saw Alice's phrase, and has no second factor of hers."""
    known(cast.alice)
    alices = Session.objects.get()
    request = known(cast.mallory)
    mine = Session.objects.exclude(pk=alices.pk).get()
    Session.objects.filter(pk=mine.pk).update(session_data=alices.session_data)
    assert known_in(request) is None


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_ends_with_the_browser(
    cast: Cast,
) -> None:
    response = HttpResponse()
    know(HttpRequest(), response, cast.alice.staff, seconds())
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
