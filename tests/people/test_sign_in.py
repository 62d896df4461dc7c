"""Signing in: a phrase and a code unlock what a cookie keeps, and nothing less does."""

import base64
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache as used_codes
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from safeconduct.domain.role import Role
from safeconduct.people import kdf, second_factor, sessions
from safeconduct.people.backend import PhraseBackend
from safeconduct.people.models import Staff, StaffRole, TeamKey, UsedCode
from safeconduct.people.readers import Reader
from safeconduct.people.second_factor import NotSetHere, SecondFactorAdapter
from safeconduct.people.sessions import COOKIE, reader_of, watcher_of
from safeconduct.people.unlock import unlock
from safeconduct.people.used_codes import use
from safeconduct.vault import phrase, seals
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.seals import Purpose, info
from safeconduct.vault.symmetric import CannotOpen, lock
from tests.cast import Cast, Member, published

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
FIRST, SECOND = "/sign-in/", "/sign-in/second/"


@pytest.fixture(autouse=True)
def _door(settings):
    settings.ROOT_URLCONF = "safeconduct.people.urls"
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ]
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", PAGES)],
                "context_processors": [],
            },
        }
    ]
    used_codes.clear()


PAGES = {
    "account/login.html": "{{ form.errors }}",
    "mfa/authenticate.html": "{{ form.errors }}",
}


def as_request(client: Client) -> HttpRequest:
    """Return the request that this browser would send next, as a view sees it."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.session = client.session
    user_id = request.session.get("_auth_user_id")
    request.user = Staff.objects.get(pk=user_id) if user_id else AnonymousUser()
    return request


def signed_in(client: Client, member: Member) -> HttpRequest:
    member.sign_in(client)
    return as_request(client)


def test_phrase_and_code_open_what_is_sealed_to_the_team(cast: Cast, client: Client) -> None:
    reader = reader_of(signed_in(client, cast.alice), published())
    assert reader
    team = TeamKey.objects.get(team="intake")
    sealed = seals.seal(b"a case key", bytes(team.kem_public), info(Purpose.CASE_WRAP))
    kem_seed = pair_of(reader.team_seeds["intake", 1]).kem_seed
    assert seals.open_sealed(sealed, kem_seed, info(Purpose.CASE_WRAP)) == b"a case key"
    assert set(reader.team_seeds) == {("intake", 1)}


@pytest.mark.parametrize(
    ("name", "teams"),
    [
        ("bob", {"intake", "lead"}),
        ("carol", {"coordination"}),
        ("dora", {"reception"}),
        ("victor", {"oversight"}),
        ("sam", set()),
        ("mallory", set()),
    ],
)
def test_everybody_holds_the_keys_of_their_teams_only(cast: Cast, name: str, teams: set) -> None:
    assert {team for team, _ in getattr(cast, name).reader.team_seeds} == teams


def test_a_phrase_alone_reads_nothing(cast: Cast, client: Client) -> None:
    client.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    request = as_request(client)
    assert isinstance(request.user, AnonymousUser)
    assert reader_of(request, published()) is None


def test_a_wrong_code_lets_nobody_in(cast: Cast, client: Client) -> None:
    client.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    answer = client.post(SECOND, {"code": "000000"})
    assert answer.status_code == 200
    assert reader_of(as_request(client), published()) is None


def test_a_code_counts_once(cast: Cast, client: Client) -> None:
    client.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    code = cast.alice.code()
    assert client.post(SECOND, {"code": code}).status_code == 302
    other = Client()
    other.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    assert other.post(SECOND, {"code": code}).status_code == 200


def test_no_restart_brings_a_used_code_back(cast: Cast, client: Client) -> None:
    client.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    code = cast.alice.code()
    assert client.post(SECOND, {"code": code}).status_code == 302
    used_codes.clear()
    other = Client()
    other.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    assert other.post(SECOND, {"code": code}).status_code == 200
    assert reader_of(as_request(other), published()) is None


def test_what_is_noted_of_a_code_is_its_half_minute_and_dies_with_it(cast: Cast) -> None:
    now = int(time.time()) // 30
    UsedCode.objects.create(staff=cast.bob.staff, step=now - 5)
    assert use(cast.alice.staff, cast.alice.totp_secret, cast.alice.code())
    (row,) = UsedCode.objects.all()
    assert (row.staff, row.step - now in (0, 1)) == (cast.alice.staff, True)
    assert not use(cast.alice.staff, cast.alice.totp_secret, cast.alice.code())
    assert use(cast.bob.staff, cast.bob.totp_secret, cast.bob.code())


@pytest.mark.parametrize("later", [31, 59])
def test_a_code_counts_once_for_as_long_as_it_is_taken(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    """The library takes the code of the next half minute, too, and that one for a minute more."""
    clock = time.time
    code = cast.alice.code(clock() + 30)
    client.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    assert client.post(SECOND, {"code": code}).status_code == 302
    monkeypatch.setattr(time, "time", lambda: clock() + later)
    other = Client()
    other.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    assert other.post(SECOND, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    assert reader_of(as_request(other), published()) is None


def test_who_has_no_second_factor_is_not_let_in(cast: Cast, client: Client) -> None:
    cast.alice.staff.authenticator_set.all().delete()
    answer = client.post(FIRST, {"login": "Alice", "password": cast.alice.phrase})
    assert answer.headers["Location"] == FIRST
    assert reader_of(as_request(client), published()) is None


@pytest.mark.parametrize("login", ["Alice", "Nobody", ""])
def test_wrong_phrase_and_unknown_call_sign_are_told_alike(
    cast: Cast, client: Client, login: str
) -> None:
    page = client.post(FIRST, {"login": login or "x", "password": "six words that do not fit here"})
    assert "do not belong together" in page.content.decode()


def test_an_unknown_call_sign_costs_what_a_wrong_phrase_costs(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[str] = []
    real = kdf.stretch

    def counted(words: str, salt: bytes, pepper: bytes) -> phrase.Stretched:
        costs.append(words)
        return real(words, salt, pepper)

    monkeypatch.setattr(kdf, "stretch", counted)
    for login in ("Alice", "Nobody"):
        assert PhraseBackend().authenticate(None, username=login, password="a b c d e f") is None
    assert costs == ["a b c d e f"] * 2


def test_a_removed_member_is_not_let_in(cast: Cast) -> None:
    Staff.objects.filter(call_sign="Alice").update(is_active=False)
    assert PhraseBackend().authenticate(None, username="Alice", password=cast.alice.phrase) is None


def test_a_phrase_may_be_typed_in_capitals_and_another_layout(cast: Cast) -> None:
    typed = f"  {cast.alice.phrase.upper().replace(' ', '  ')} "
    assert PhraseBackend().authenticate(None, username="alice", password=typed) is not None


def test_failures_from_elsewhere_do_not_shut_a_member_out(
    cast: Cast, client: Client, settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "2/5m/key"}
    wrong = {"login": "Alice", "password": "x"}
    for _ in range(3):
        page = client.post(FIRST, wrong, REMOTE_ADDR="192.0.2.9").content.decode()
    assert "Too many attempts" in page
    right = {"login": "Alice", "password": cast.alice.phrase}
    assert client.post(FIRST, right, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_behind_a_proxy_too_they_do_not(cast: Cast, client: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "2/5m/key"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for place in range(3):
        told = {"x-forwarded-for": f"192.0.2.{place}, 203.0.113.9"}
        wrong = {"login": "Alice", "password": "x"}
        page = client.post(FIRST, wrong, headers=told).content.decode()
    assert "Too many attempts" in page
    right = {"login": "Alice", "password": cast.alice.phrase}
    told = {"x-forwarded-for": "192.0.2.1"}
    assert client.post(FIRST, right, headers=told).status_code == 302


def test_without_the_cookie_the_session_opens_nothing(cast: Cast, client: Client) -> None:
    request = signed_in(client, cast.alice)
    request.COOKIES.pop(COOKIE)
    assert reader_of(request, published()) is None
    assert isinstance(request.user, AnonymousUser)


def test_another_members_cookie_opens_nothing(cast: Cast, client: Client) -> None:
    request, other = signed_in(client, cast.alice), signed_in(Client(), cast.bob)
    request.COOKIES[COOKIE] = other.COOKIES[COOKIE]
    assert reader_of(request, published()) is None


def test_the_cookie_is_kept_from_scripts_and_other_sites(cast: Cast, client: Client) -> None:
    cast.alice.sign_in(client)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]


def test_the_session_store_shows_neither_seed_nor_phrase(cast: Cast, client: Client) -> None:
    cast.alice.sign_in(client)
    kept = str(dict(client.session))
    assert cast.alice.seed.hex() not in kept
    assert cast.alice.phrase not in kept


def test_locking_destroys_the_session(cast: Cast, client: Client) -> None:
    request = signed_in(client, cast.alice)
    sessions.lock(request)
    assert not Session.objects.exists()
    assert reader_of(request, published()) is None


def at_minute(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    begun = timezone.now()
    later = begun + timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_idling_locks(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    request = signed_in(client, cast.alice)
    at_minute(monkeypatch, configured.SESSION_COOKIE_AGE / 60 - 1)
    assert watcher_of(request, published())
    at_minute(monkeypatch, 2)
    assert watcher_of(request, published()) is None


def test_activity_keeps_unlocked_and_watching_does_not(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    active, watching = signed_in(client, cast.alice), signed_in(Client(), cast.bob)
    for _ in range(2):
        at_minute(monkeypatch, 10)
        found = reader_of(active, published()), watcher_of(watching, published())
    assert found[0]
    assert found[1] is None


def test_a_day_at_the_desk_ends(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = signed_in(client, cast.alice)
    for _ in range(71):
        at_minute(monkeypatch, 10)
        assert reader_of(request, published())
    at_minute(monkeypatch, 11)
    assert reader_of(request, published()) is None


def test_idle_sessions_are_destroyed_without_any_key(cast: Cast, client: Client) -> None:
    cast.alice.sign_in(client)
    now = timezone.now()
    assert sessions.forget_idle(now) == 0
    assert sessions.forget_idle(now + timedelta(minutes=16)) == 1


def test_a_planted_role_gives_no_rights_without_the_key(cast: Cast) -> None:
    StaffRole.objects.create(staff=cast.mallory.staff, role=Role.SHIFT_LEAD)
    StaffRole.objects.create(staff=cast.alice.staff, role=Role.COORDINATOR)
    assert cast.mallory.reader.roles == frozenset()
    assert cast.alice.reader.roles == {Role.OPERATOR}


def test_a_reader_shows_the_call_sign_only(cast: Cast) -> None:
    assert repr(cast.alice.reader) == "Reader(call_sign='Alice')"
    assert isinstance(cast.alice.reader, Reader)


def test_the_second_factor_lies_sealed(cast: Cast) -> None:
    (stored,) = cast.alice.staff.authenticator_set.all()
    assert cast.alice.totp_secret not in str(stored.data)


def factor_of(member: Member) -> Authenticator:
    (stored,) = member.staff.authenticator_set.all()
    return stored


def let_in(client: Client, phrase: Member, code: Member) -> bool:
    """Try one member's phrase with another's code."""
    client.post(FIRST, {"login": phrase.call_sign, "password": phrase.phrase})
    client.post(SECOND, {"code": code.code()})
    return reader_of(as_request(client), published()) is not None


def test_a_factor_put_into_anothers_place_lets_nobody_in(cast: Cast, client: Client) -> None:
    """Mallory saw Alice's phrase, writes the database, and owns a second factor."""
    alices = factor_of(cast.alice)
    alices.data = factor_of(cast.mallory).data
    alices.save()
    assert not let_in(client, phrase=cast.alice, code=cast.mallory)


def test_a_factor_that_only_names_another_member_lets_nobody_in(cast: Cast, client: Client) -> None:
    alices = factor_of(cast.alice)
    sealed = factor_of(cast.mallory).data["secret"].partition(":")[2]
    assert sealed.startswith("seed:")
    alices.data = {"secret": f"{cast.alice.staff.id}:{sealed}"}
    alices.save()
    assert not let_in(client, phrase=cast.alice, code=cast.mallory)


def as_before(member: Member, secret: str) -> str:
    """Seal a secret as versions before this one did: under the desk's file alone."""
    bound = second_factor._bound(member.staff.id)
    locked = lock(configured.SECOND_FACTOR_KEY, secret.encode(), bound)
    return f"{member.staff.id}:{base64.b64encode(locked).decode()}"


def test_the_file_of_the_desk_alone_opens_no_factor_and_neither_does_the_phrase(
    cast: Cast, settings
) -> None:
    text = factor_of(cast.alice).data["secret"]
    seed = unlock(cast.alice.staff, cast.alice.phrase)
    assert second_factor.opened(text, seed) == cast.alice.totp_secret
    for other in (None, b"", unlock(cast.mallory.staff, cast.mallory.phrase)):
        with pytest.raises(CannotOpen):
            second_factor.opened(text, other)
    settings.SECOND_FACTOR_KEY = b"x" * 32
    with pytest.raises(CannotOpen):
        second_factor.opened(text, seed)


def test_a_factor_of_before_lets_its_member_in_once_and_is_sealed_under_their_seed(
    cast: Cast, client: Client
) -> None:
    row = factor_of(cast.alice)
    row.data = {"secret": as_before(cast.alice, cast.alice.totp_secret)}
    row.save()
    assert let_in(client, phrase=cast.alice, code=cast.alice)
    text = factor_of(cast.alice).data["secret"]
    assert text.split(":")[1] == "seed"
    with pytest.raises(CannotOpen):
        second_factor.opened(text, None)


@pytest.mark.parametrize("kind", ["recovery_codes", "webauthn"])
def test_a_factor_of_another_kind_beside_it_lets_nobody_in(
    cast: Cast, client: Client, kind: str
) -> None:
    mine = factor_of(cast.mallory).data["secret"]
    planted = {"migrated_codes": [mine], "used_mask": 0}
    Authenticator.objects.create(user=cast.alice.staff, type=kind, data=planted)
    assert not let_in(client, phrase=cast.alice, code=cast.alice)
    client.post(SECOND, {"code": cast.mallory.totp_secret})
    assert reader_of(as_request(client), published()) is None


def test_beside_them_ones_own_factor_lets_one_in(cast: Cast, client: Client) -> None:
    assert let_in(client, phrase=cast.alice, code=cast.alice)


def test_the_library_seals_no_factor_of_its_own() -> None:
    with pytest.raises(NotSetHere):
        SecondFactorAdapter().encrypt("a secret")
