"""A carrier calls through the real switch: TLS and SRTP, or nothing at all; and the line lives."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.carrier import Authority, Carrier
from tests.phone.conftest import Line, until
from tests.postgres_server import free_port

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

PORT, REGISTRAR = free_port(), free_port()
KNOWN, REGISTERED, BY_PASSWORD = "127.0.0.2", "127.0.0.3", "127.0.0.4"
TRUNKS = f"""
[[line.trunk]]
name = "known"
host = "{KNOWN}"
port = {PORT}
transport = "tls"
by = "address"
srtp = "required"
authority = "carriers.pem"
numbers = ["+380441234567"]

[[line.trunk]]
name = "registered"
host = "{REGISTERED}"
port = {REGISTRAR}
transport = "tls"
by = "registration"
user = "380447654321"
srtp = "required"
authority = "carriers.pem"

[[line.trunk]]
name = "anywhere"
host = "carrier.invalid"
transport = "tls"
by = "password"
user = "carrier-two"
srtp = "required"
authority = "carriers.pem"
numbers = ["380449999999"]
"""
PASSWORD = 'pass;word "1"'
WRITTEN = PASSWORD.replace(";", "\\;")
CODE = "13.0 1 1.5 1 1.5 1 1.5 1 1.5 1 11.0"
TO_A_CODE = f"2.5 3 1.5 1 1.5 1 1.5 6 0.6 # {CODE} 2 2.0".split()

Carriers = Callable[..., Carrier]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(folder=tmp_path_factory.mktemp("authority"), name="carriers")


@pytest.fixture(scope="module")
def line(authority: Authority) -> Iterator[Line]:
    """Return a line that two carriers lead to."""
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    with Line() as running:
        until(lambda: running.applications() == ["safeconduct"], 30)
        home = Home(root=running.home)
        certificate, key = authority.certify("127.0.0.1")
        for path, name in ((certificate, "line_certificate"), (key, "line_key")):
            shutil.copy(path, home.secrets / name)
        for name in ("registered", "anywhere"):
            (home.secrets / f"trunk_{name}").write_text(f"{PASSWORD}\n")
        shutil.copy(authority.file, home.root / "carriers.pem")
        with home.programme.open("a") as file:
            file.write(TRUNKS)
        running.kill("switch")
        until(lambda: not running.applications(), 10)
        running.wait_for_prompts()
        yield running
    shutil.rmtree(home.switch_in_memory)


@pytest.fixture
def carrier(line: Line, authority: Authority, tmp_path: Path) -> Carriers:
    def made(**facts: object) -> Carrier:
        usual = {"authority": authority, "trusts": authority, "port": PORT}
        return Carrier(
            folder=tmp_path / f"carrier-{time.monotonic_ns()}", line=line.sip_port + 1,
            **{**usual, **facts},
        )  # fmt: skip

    return made


def arrivals(line: Line) -> list[str]:
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT kind FROM sc_arrival WHERE channel = 'phone' ORDER BY rowid"
        return [kind for (kind,) in database.execute(asked)]


def begins(line: Line, carrier: Carrier, number: str = "380441234567") -> None:
    """Show that the line lives: a call through a good carrier is answered."""
    carrier.calls(number)
    until(lambda: "200 OK" in carrier.trace, 10)
    assert line.applications() == ["safeconduct"]


def test_a_call_over_tls_with_encrypted_sound_ends_with_a_code(line, carrier) -> None:
    before = len(arrivals(line))
    with carrier(acts=TO_A_CODE) as calling:
        calling.calls("+380441234567")
        until(lambda: "new" in arrivals(line)[before:], 60)
        until(lambda: "add" in arrivals(line)[before:], 60)
        until(lambda: not calling.up(), 30)
        assert "RTP/SAVP" in calling.trace
        assert "a=crypto:1 AES_CM_128_HMAC_SHA1" in calling.trace


def test_a_call_without_encrypted_sound_is_refused_and_the_line_lives(line, carrier) -> None:
    with carrier(srtp=False) as calling:
        calling.calls("380441234567")
        until(lambda: "SIP/2.0 488" in calling.trace, 10)
        assert "SIP/2.0 200" not in calling.trace
    with carrier(acts=["1.0"]) as good:
        begins(line, good)


def test_a_carrier_with_a_certificate_of_nobody_is_not_spoken_to(line, carrier, tmp_path) -> None:
    nobody = Authority(folder=tmp_path, name="nobody")
    with carrier(authority=nobody) as calling:
        calling.calls("380441234567")
        time.sleep(3)
        assert "SIP/2.0 " not in calling.trace
    with carrier(acts=["1.0"]) as good:
        begins(line, good)


def test_a_number_that_no_carrier_leads_here_is_not_answered(line, carrier) -> None:
    with carrier() as calling:
        calling.calls("380000000000")
        until(lambda: "SIP/2.0 404" in calling.trace, 10)


def test_the_line_registers_and_calls_come_by_that_carrier(line, carrier) -> None:
    facts = {"user": "380447654321", "password": WRITTEN, "port": REGISTRAR, "here": REGISTERED}
    with carrier(acts=["1.0"], **facts) as calling:
        until(lambda: "Added contact" in calling.trace, 60)
        begins(line, calling, "380447654321")


def test_a_wrong_password_at_the_carrier_registers_nothing_and_the_line_lives(
    line, carrier
) -> None:
    facts = {"user": "380447654321", "password": "another", "port": REGISTRAR, "here": REGISTERED}
    with carrier(**facts) as calling:
        until(lambda: calling.trace.count("SIP/2.0 401") > 1, 90)
        assert "Added contact" not in calling.trace
    with carrier(acts=["1.0"]) as good:
        begins(line, good)


def test_who_calls_with_the_right_password_is_answered_and_with_a_wrong_one_is_not(
    line, carrier
) -> None:
    facts = {"user": "carrier-two", "here": BY_PASSWORD, "port": free_port()}
    with carrier(password="another", **facts) as calling:
        calling.calls("380449999999")
        until(lambda: calling.trace.count("SIP/2.0 401") > 1, 20)
        assert "SIP/2.0 200" not in calling.trace
    with carrier(password=WRITTEN, acts=["1.0"], **facts) as calling:
        begins(line, calling, "380449999999")


def test_a_stranger_with_a_good_certificate_and_no_password_is_not_answered(line, carrier) -> None:
    with carrier(user="nobody", here=BY_PASSWORD, port=free_port()) as calling:
        for number in ("380441234567", "380449999999", "100"):
            calling.calls(number)
        until(lambda: "SIP/2.0 401" in calling.trace, 20)
        assert "SIP/2.0 200" not in calling.trace
        assert "SIP/2.0 183" not in calling.trace
