"""Each role on each address of the desk, from a table: allowed or refused, and nothing between."""

import pytest
from django.test import Client
from django.urls import get_resolver

from safeconduct.desk.rights import INSIDE, NO_ACTIVITY, OPEN, RIGHT_OF, SENT_TO
from safeconduct.domain.role import Role
from safeconduct.people.models import StaffRole
from tests.cast import Cast
from tests.desk.place import Asking, sit_down

pytestmark = pytest.mark.django_db(databases="__all__")

READERS = {
    Role.OPERATOR, Role.SHIFT_LEAD, Role.COORDINATOR, Role.RECEPTION_OFFICER,
    Role.MEDICAL_OFFICER, Role.FAMILY_OFFICER, Role.LEGAL_ADVISER,
}  # fmt: skip
EVERYONE = set(Role)
PRESSERS = {Role.OPERATOR, Role.SHIFT_LEAD, Role.COORDINATOR, Role.ADMINISTRATOR}
RECORDERS = {Role.OPERATOR, Role.SHIFT_LEAD, Role.COORDINATOR, Role.SPOKESPERSON}
TAKES_CALLS = {Role.OPERATOR, Role.SHIFT_LEAD}
A_CALL = "/calls/00000000-0000-4000-8000-000000000000/"
A_DOUBT = "/case/heron-999/doubt/00000000-0000-4000-8000-000000000000/"
SIGNERS = {Role.SHIFT_LEAD, Role.COORDINATOR}
RUNS_THE_SYSTEM = {Role.ADMINISTRATOR}
HOLDS_A_KEY = EVERYONE - {Role.ADMINISTRATOR, Role.SPOKESPERSON}

# address: (method, who is let in)
ADDRESSES = {
    "start": ("get", "/", EVERYONE),
    "queue": ("get", "/queue/", READERS),
    "mine": ("get", "/mine/", READERS),
    "recent": ("get", "/recent/", READERS),
    "rows": ("get", "/rows/queue/", READERS),
    "find": ("get", "/find/?reference=Heron+999", READERS),
    "case": ("get", "/case/heron-999/", READERS),
    "reply": ("post", "/case/heron-999/reply/", READERS),
    "note": ("post", "/case/heron-999/note/", READERS),
    "file": ("get", "/case/heron-999/file/2/", READERS),
    "file_bytes": ("get", "/case/heron-999/file/2/bytes/", READERS),
    "doubted": ("get", A_DOUBT, READERS),
    "doubted_bytes": ("get", f"{A_DOUBT}bytes/", READERS),
    "act": ("post", "/case/heron-999/act/take/", READERS),
    "calls": ("get", "/calls/", TAKES_CALLS),
    "calls_now": ("get", "/calls/now/", TAKES_CALLS),
    "go_on_duty": ("post", "/calls/duty/", TAKES_CALLS),
    "sit_down": ("post", "/calls/seat/", TAKES_CALLS),
    "sit_again": ("post", "/calls/seat/again/", TAKES_CALLS),
    "be_ready": ("post", "/calls/ready/", TAKES_CALLS),
    "be_away": ("post", "/calls/away/", TAKES_CALLS),
    "go_off_duty": ("post", "/calls/off/", TAKES_CALLS),
    "pass_test": ("post", "/calls/tested/", TAKES_CALLS),
    "wish": ("post", f"{A_CALL}wish/hold/", TAKES_CALLS),
    "call_back": ("post", "/case/heron-999/call-back/", TAKES_CALLS),
    "wrap_up": ("post", f"{A_CALL}wrap-up/", TAKES_CALLS),
    "listen": ("post", f"{A_CALL}listen/", {Role.SHIFT_LEAD}),
    "keep_brief": ("post", "/calls/brief/", {Role.SHIFT_LEAD}),
    "people": ("get", "/people/", HOLDS_A_KEY | RUNS_THE_SYSTEM),
    "invite": ("post", "/people/invite/", RUNS_THE_SYSTEM),
    "rotate": ("post", "/people/rotate/", HOLDS_A_KEY),
    "person": ("get", "/person/Nobody/", HOLDS_A_KEY | RUNS_THE_SYSTEM),
    "propose": ("post", "/person/Nobody/propose/", RUNS_THE_SYSTEM),
    "confirm": ("post", "/person/Nobody/confirm/", HOLDS_A_KEY),
    "refuse": ("post", "/person/Nobody/refuse/", HOLDS_A_KEY),
    "remove": ("post", "/person/Nobody/remove/", HOLDS_A_KEY | RUNS_THE_SYSTEM),
    "you": ("get", "/you/", EVERYONE),
    "speak": ("post", "/you/language/", EVERYONE),
    "end_others": ("post", "/you/others/", EVERYONE),
    "plan": ("post", "/case/heron-999/plan/point/", READERS),
    "new_code": ("post", "/case/heron-999/code/", READERS),
    "on": ("post", "/on/", READERS),
    "others": ("get", "/case/heron-999/others/", READERS),
    "stream": ("get", "/stream/", EVERYONE),
    "doors": ("get", "/doors/", EVERYONE),
    "log": ("get", "/log/", {Role.SHIFT_LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    "verify_log": ("post", "/log/verify/", {Role.SHIFT_LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    "destroyed": ("get", "/destroyed/", {Role.SHIFT_LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    "rules": ("get", "/rules/", EVERYONE),
    "programme": (
        "get",
        "/programme/",
        SIGNERS | {Role.LEGAL_ADVISER, Role.SPOKESPERSON, Role.AUDITOR, Role.ADMINISTRATOR},
    ),
    "draft": ("post", "/programme/draft/", SIGNERS),
    "sign": ("post", "/programme/sign/", SIGNERS),
    "recordings": ("get", "/recordings/", RECORDERS),
    "recording": ("get", "/recordings/page/none/", RECORDERS),
    "recording_sound": ("get", "/recordings/page/none/sound/", RECORDERS),
    "take_recording": ("post", "/recordings/page/none/take/", RECORDERS),
    "approve_recording": ("post", "/recordings/page/none/approve/", SIGNERS),
    "refuse_recording": ("post", "/recordings/page/none/refuse/", SIGNERS),
    "panic": ("get", "/panic/", PRESSERS),
    "press_panic": ("post", "/panic/press/", PRESSERS),
    "reopen_doors": ("post", "/panic/reopen/", PRESSERS),
    "here": ("post", "/here/", EVERYONE),
    "lock": ("post", "/lock/", EVERYONE),
}

# Who of the cast holds the keys that a role must be backed by.
HOLDS_KEYS_OF = {
    Role.OPERATOR: "bob",
    Role.SHIFT_LEAD: "bob",
    Role.COORDINATOR: "carol",
    Role.RECEPTION_OFFICER: "dora",
    Role.MEDICAL_OFFICER: "emil",
    Role.REGISTRAR: "greta",
    Role.TECHNICAL_INSPECTOR: "greta",
    Role.COMMISSION_MEMBER: "greta",
    Role.PAYMENT_OFFICER: "greta",
    Role.FAMILY_OFFICER: "greta",
    Role.LEGAL_ADVISER: "greta",
    Role.EXCHANGE_OFFICER: "greta",
    Role.SPOKESPERSON: "sam",
    Role.AUDITOR: "victor",
    Role.ADMINISTRATOR: "sam",
}


def addresses() -> set[str]:
    return {str(pattern.name) for pattern in get_resolver().url_patterns}


def as_role(cast: Cast, role: Role) -> Client:
    member = getattr(cast, HOLDS_KEYS_OF[role])
    StaffRole.objects.filter(staff=member.staff).delete()
    StaffRole.objects.create(staff=member.staff, role=role)
    return sit_down(member)


def test_every_address_stands_in_the_table_of_rights() -> None:
    assert addresses() == RIGHT_OF.keys() | OPEN | INSIDE
    assert not RIGHT_OF.keys() & (OPEN | INSIDE)
    assert not OPEN & INSIDE
    assert RIGHT_OF.keys() >= NO_ACTIVITY


def test_every_address_is_tried_with_every_role() -> None:
    assert ADDRESSES.keys() == RIGHT_OF.keys() | INSIDE
    assert HOLDS_KEYS_OF.keys() == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_the_table_says_and_nothing_else(cast: Cast, role: Role) -> None:
    client = as_role(cast, role)
    opened = set()
    for name, (method, address, _) in ADDRESSES.items():
        answer = getattr(client, method)(address)
        assert answer.status_code in {200, 204, 302, 403, 404, 409, 422}
        if answer.status_code != 403:
            opened.add(name)
    assert opened == {name for name, (_, _, roles) in ADDRESSES.items() if role in roles}


def test_who_has_no_role_yet_opens_their_own_page_and_nothing_else(cast: Cast) -> None:
    client = sit_down(cast.mallory)
    for name, (method, address, _) in ADDRESSES.items():
        answer = getattr(client, method)(address)
        assert (answer.status_code == 403) is (name not in INSIDE), name
        client = sit_down(cast.mallory)


@pytest.mark.parametrize("name", list(ADDRESSES))
def test_who_has_not_signed_in_is_led_to_the_door(cast: Cast, name: str, client: Client) -> None:
    method, address, _ = ADDRESSES[name]
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


def test_a_phrase_without_the_code_opens_nothing(cast: Cast, client: Client) -> None:
    Asking()
    client.post("/sign-in/", {"login": "Alice", "password": cast.alice.phrase})
    assert client.get("/queue/").headers["Location"].startswith("/sign-in/")


def test_a_form_without_its_token_changes_nothing(cast: Cast) -> None:
    asking, strict = Asking(), Client(enforce_csrf_checks=True)
    strict.cookies = sit_down(cast.alice).cookies
    answer = strict.post(f"{asking.path}reply/", {"words": "Мы здесь.", "seen": "9"})
    assert answer.status_code == 403
    assert "Мы здесь." in answer.content.decode()
    assert not asking.case.entries.exists()


def test_the_addresses_that_only_take_forms_are_named() -> None:
    posted = {name for name, (method, _, _) in ADDRESSES.items() if method == "post"}
    assert posted | {"language"} == SENT_TO
