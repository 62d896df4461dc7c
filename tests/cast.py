"""The fixed cast, enrolled by the same code as `init`, once a run and copied into each test.

Alice operates, Bob leads the shift, Carol coordinates, Dora receives, Emil is the second witness,
Greta holds the other keys, Victor audits, Sam runs the system, and Mallory must see nothing.
"""

import fcntl
import os
import pickle
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache as used_codes
from django.test import Client
from django.utils import timezone

from safeconduct.cases.founding import write_founding
from safeconduct.config import cast as shown
from safeconduct.config.init import own_files
from safeconduct.domain.role import Role
from safeconduct.people.models import Staff, UsedCode
from safeconduct.people.readers import Reader
from safeconduct.people.unlock import reader, unlock
from safeconduct.people.vouching import Trusted
from safeconduct.programme.bundle import DIRECTORY
from safeconduct.programme.demonstration import fictional
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.founding import Founding, found
from safeconduct.programme.plan import Holder, Plan
from safeconduct.vault import phrase as phrases
from safeconduct.vault.public_keys import read_directory
from safeconduct.vault.signed_files import read_file

ROLES = {
    "Alice": {Role.OPERATOR},
    "Bob": {Role.SHIFT_LEAD},
    "Carol": {Role.COORDINATOR},
    "Dora": {Role.RECEPTION_OFFICER},
    "Emil": {Role.MEDICAL_OFFICER},
    "Greta": {
        Role.REGISTRAR,
        Role.TECHNICAL_INSPECTOR,
        Role.FAMILY_OFFICER,
        Role.EXCHANGE_OFFICER,
        Role.LEGAL_ADVISER,
    },
    "Victor": {Role.AUDITOR},
    "Sam": {Role.ADMINISTRATOR},
    "Mallory": set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the cast: what they sign in with, and who they are in this test's database."""

    call_sign: str
    phrase: str
    totp_secret: str

    @property
    def staff(self) -> Staff:
        return Staff.objects.get(call_sign=self.call_sign)

    @property
    def reader(self) -> Reader:
        return reader(self.staff, self.seed, published())

    @property
    def seed(self) -> bytes:
        return seed_of(self.call_sign, self.phrase)

    def code(self, at: float | None = None) -> str:
        return shown.code(self.totp_secret, time.time() if at is None else at)

    def sign_in(self, client: Client) -> None:
        """Sign in as a browser does: phrase, then code."""
        form = {"login": self.call_sign, "password": self.phrase}
        assert client.post("/sign-in/", form).headers["Location"] == "/sign-in/second/"
        self.enter_code(client)

    def enter_code(self, client: Client) -> None:
        """Take the second step with the code of now, whoever used it in this half minute."""
        used_codes.clear()
        UsedCode.objects.filter(staff__call_sign=self.call_sign).delete()
        assert client.post("/sign-in/second/", {"code": self.code()}).status_code == 302


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody by name: `cast.alice.reader`."""

    founding: Founding
    alice: Member
    bob: Member
    carol: Member
    dora: Member
    emil: Member
    greta: Member
    victor: Member
    sam: Member
    mallory: Member
    second_witness: Member = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "second_witness", self.emil)


def a_plan() -> Plan:
    holders = tuple(Holder(call_sign=name, roles=frozenset(roles)) for name, roles in ROLES.items())
    plan = fictional(Purpose.DEMONSTRATION, "http://localhost:8001/")
    return Plan(**{**{name: getattr(plan, name) for name in plan.__slots__}, "holders": holders})


@cache
def founded() -> bytes:
    """Return the run's programme as bytes, made by whichever worker comes first."""
    root: Path = settings.HOME.root
    root.mkdir(parents=True, exist_ok=True)
    kept = root / "founding.pickle"
    with (root / "founding.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with pytest.MonkeyPatch.context() as patch:
                cheapen(patch)
                founding = found(a_plan(), timezone.now())
            for name, content in own_files(founding).items():
                put(root / name, content)
            put(kept, pickle.dumps(founding))
        return kept.read_bytes()


def cheapen(patch: pytest.MonkeyPatch) -> None:
    """Stretch phrases at a hundredth of the cost; tests/vault proves the real one."""
    patch.setattr(phrases, "MEMORY_KIB", 1024)
    patch.setattr(phrases, "PASSES", 1)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)


@cache
def seed_of(call_sign: str, phrase: str) -> bytes:
    """Unlock a member once a run: every test has the same rows, and the stretching takes time."""
    seed = unlock(Staff.objects.get(call_sign=call_sign), phrase)
    assert seed
    return seed


@cache
def published() -> Trusted:
    """The team keys of the directory that the founding signed."""
    founding: Founding = pickle.loads(founded())  # noqa: S301 - written by this very run
    body = read_file(founding.bundle[DIRECTORY]).body
    return {one.team: one for one in read_directory(body).teams}


@pytest.fixture(scope="session")
def programme() -> bytes:
    """The programme's files, in place: `programme.toml`, bundle, secrets; no database needed."""
    return founded()


@pytest.fixture
def quick_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen(monkeypatch)


@pytest.fixture
def cast(programme: bytes, quick_phrases: None, db: None) -> Cast:
    """The cast in this test's database; who signs in marks `django_db(databases="__all__")`."""
    founding: Founding = pickle.loads(programme)  # noqa: S301 - written by this very run
    write_founding(founding, timezone.now())
    members = {
        card.call_sign.lower(): Member(
            call_sign=card.call_sign, phrase=card.phrase, totp_secret=card.totp_secret
        )
        for card in founding.cards
    }
    return Cast(founding=founding, **members)
