"""What the doctor says of the phone line: one line for each thing that is unsafe."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.utils import timezone

from safeconduct.config.checks_line import guests, relays, steering, trunks
from safeconduct.config.findings import Check, Patient, Weight
from safeconduct.phone import switch
from safeconduct.programme.deployment import Deployment, Purpose
from safeconduct.programme.home import Home
from safeconduct.programme.trunks import By, Srtp, Transport, Trunk
from tests.programme.test_deployment import SHORE

CARRIER = Trunk(
    name="carrier", host="sip.carrier.example", port=5061, transport=Transport.TLS,
    by=By.REGISTRATION, user="380441234567", srtp=Srtp.REQUIRED,
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("ASTERISK_ARI_URL", "PHONE_LINE"):
        monkeypatch.delenv(name, raising=False)
    found = Home(root=tmp_path)
    found.secrets.mkdir()
    (found.secrets / "trunk_carrier").write_text("drawn\n")
    return found


def said(home: Home, check: Check, deployment: Deployment = SHORE) -> list[tuple[Weight, str]]:
    patient = Patient(home=home, deployment=deployment, at=timezone.now())
    return [(one.weight, one.words) for one in check(patient)]


def of_trunk(home: Home, **facts: object) -> str:
    found = said(home, trunks, replace(SHORE, trunks=(replace(CARRIER, **facts),)))
    return "\n".join(words for weight, words in found if weight is Weight.UNSAFE)


def test_a_sound_trunk_has_nothing_unsafe(home: Home) -> None:
    found = said(home, trunks, replace(SHORE, trunks=(CARRIER,)))
    assert found == [(Weight.GOOD, "trunk carrier: tls, srtp required")]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"transport": Transport.UDP, "srtp": Srtp.OFF}, "use tls"),
        ({"srtp": Srtp.OFF}, "required"),
        ({"srtp": Srtp.OFFERED}, "required"),
        ({"bind": "::"}, "every address"),
        ({"name": "other"}, "trunk_other"),
        ({"authority": "carrier.pem"}, "carrier.pem"),
        ({"by": By.ADDRESS}, "line_certificate"),
    ],
)
def test_what_is_unsafe_is_named(home: Home, facts: dict[str, object], told: str) -> None:
    assert told in of_trunk(home, **facts)


def test_a_carrier_in_the_same_house_may_speak_in_the_open(home: Home) -> None:
    facts = {"transport": Transport.UDP, "srtp": Srtp.OFF}
    assert not of_trunk(home, host="10.0.0.7", **facts)


def test_on_a_demonstration_it_is_a_note(home: Home) -> None:
    open_trunk = replace(CARRIER, transport=Transport.UDP, srtp=Srtp.OFF)
    practice = replace(SHORE, purpose=Purpose.DRILL, trunks=(open_trunk,))
    assert [weight for weight, _ in said(home, trunks, practice)] == [Weight.NOTE]


def test_a_password_that_anybody_may_try_is_told(home: Home) -> None:
    found = said(home, trunks, replace(SHORE, trunks=(replace(CARRIER, by=By.PASSWORD),)))
    assert any("firewall" in words for _, words in found)


def test_a_live_line_without_a_trunk_is_told(home: Home, monkeypatch) -> None:
    monkeypatch.setattr(switch, "unpacked", lambda: home.root)
    assert [weight for weight, _ in said(home, trunks)] == [Weight.NOTE]


@pytest.mark.parametrize(
    ("url", "weights"),
    [
        ("http://10.0.0.7:8088", [Weight.UNSAFE]),
        ("http://switch.example:8088", [Weight.UNSAFE]),
        ("https://switch.example:8089", []),
        ("http://127.0.0.1:8088", []),
    ],
)
def test_a_switch_that_is_steered_in_the_open_is_unsafe(home, monkeypatch, url, weights) -> None:
    monkeypatch.setenv("ASTERISK_ARI_URL", url)
    assert [weight for weight, _ in said(home, steering)] == weights


def test_a_relay_without_tls_is_told(home: Home) -> None:
    addresses = ("turns:relay.example", "turn:relay.example", "stun:relay.example")
    found = said(home, relays, replace(SHORE, relays=addresses))
    assert [weight for weight, _ in found] == [Weight.GOOD, Weight.NOTE, Weight.NOTE]
    assert said(home, relays, replace(SHORE, relays=())) == []


@contextmanager
def a_switch(monkeypatch: pytest.MonkeyPatch, *names: str) -> Iterator[None]:
    """Stand in for a switch that holds some endpoints."""

    class Holds(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps([{"resource": name} for name in names]).encode())

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Holds) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("ASTERISK_ARI_URL", f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()


def test_an_account_for_trying_the_line_is_unsafe_on_a_live_one(home, monkeypatch) -> None:
    with a_switch(monkeypatch, "trunk", "guest-0123456789abcdef"):
        ((weight, words),) = said(home, guests)
        assert weight is Weight.UNSAFE
        assert "1 accounts for trying it" in words
        assert said(home, guests, replace(SHORE, purpose=Purpose.DEMONSTRATION)) == []


def test_a_live_line_without_such_accounts_or_without_a_switch_is_silent(home, monkeypatch) -> None:
    with a_switch(monkeypatch, "trunk", "0123456789abcdef01234567"):
        assert said(home, guests) == []
    assert said(home, guests) == []
