"""A place at the desk, and people who ask: what the desk's tests are built from."""

import uuid
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import HandIn, Words
from safeconduct.cases.intake import take_in
from safeconduct.domain import urgency
from safeconduct.domain.role import Team
from safeconduct.domain.scripts.report import REPORT, claimed_signs, request_kind, size_band
from safeconduct.people.sessions import COOKIE, remember
from safeconduct.programme.current import current_bundle
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import Arrival
from safeconduct.vault.return_keys import ReturnKeys
from tests.cast import Member
from tests.making import facts, new_keys

BACKEND = "safeconduct.people.backend.PhraseBackend"
ANSWERS = {"safe": "yes", "who": "self", "needs": "wounded", "when": "days"}
WORDS = "Хочу выйти. Ранен в ногу."


def sit_down(member: Member, **cookies: str) -> Client:
    """Return a browser in which this member has signed in and unlocked."""
    client = Client()
    client.force_login(member.staff, backend=BACKEND)
    request, response = HttpRequest(), HttpResponse()
    request.session = client.session
    remember(request, response, member.seed)
    request.session.save()
    client.cookies[COOKIE] = response.cookies[COOKIE].value
    client.cookies["sc_desk_language"] = cookies.get("language", "en")
    return client


def take_all() -> None:
    while take_in():
        pass


class Asking:
    """Someone who has asked: keys, first arrival, and the case that intake made of it."""

    def __init__(self, words: str = WORDS, *, ago: int = 5, language: str = "ru", **answers: str):
        self.keys: ReturnKeys = new_keys()
        said = {**ANSWERS, **answers, "message": words}
        at = timezone.now() - timedelta(minutes=ago)
        self.arrival = _handed_in(self.keys, said, at, language)
        store(self.arrival, at)
        take_all()
        self.case = models.Case.objects.get(first_id=self.arrival.id)

    @property
    def reference(self) -> str:
        return self.case.reference

    @property
    def path(self) -> str:
        return f"/case/{self.reference.lower().replace(' ', '-')}/"

    def writes_again(self, words: str) -> None:
        said = Words(text=words, at=timezone.now())
        blank = facts(request_kind="", size_band="", id=uuid.uuid4())
        added = arrivals.add(blank, said.encode(), self.keys, self.arrival.case_public)
        store(added, timezone.now())
        take_all()

    def reload(self) -> models.Case:
        self.case.refresh_from_db()
        return self.case


def _handed_in(keys: ReturnKeys, said: dict[str, str], at: datetime, language: str) -> Arrival:
    bundle = current_bundle()
    given = facts(
        language=language,
        directory_serial=bundle.serial,
        request_kind=request_kind(said).value,
        size_band=size_band(said).value,
        urgency=urgency.written(claimed_signs(said)),
    )
    body = HandIn(script="report", digest=REPORT.digest, answers=said, at=at)
    teams = [bundle.team(Team.INTAKE), bundle.team(Team.LEAD)]
    return arrivals.hand_in(given, body.encode(), keys, teams)
