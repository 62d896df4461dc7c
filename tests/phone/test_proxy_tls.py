"""A carrier calls by TLS through Kamailio to the real switch, and its sound is encrypted."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.carrier import Authority, Carrier
from tests.phone.conftest import Line, until
from tests.phone.test_carriers import TO_A_CODE, arrivals
from tests.phone.two_nodes import DEPLOYED_TLS, TLS_OF_KAMAILIO, UNPACKED, Kamailio
from tests.postgres_server import free_port

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

CARRIER, PROXY, PORT = "127.0.0.2", "127.0.0.5", free_port()
TRUNK = f"""
[[line.trunk]]
name = "proxy"
host = "{PROXY}"
port = {PORT}
transport = "tls"
by = "address"
srtp = "required"
authority = "carriers.pem"
numbers = ["+380441234567"]
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(folder=tmp_path_factory.mktemp("authority"), name="carriers")


@pytest.fixture(scope="module")
def line(authority: Authority) -> Iterator[Line]:
    """Return a line whose one carrier is a proxy, by TLS."""
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if not list(UNPACKED.glob(TLS_OF_KAMAILIO)):
        leave_out("there is no Kamailio with TLS; `scripts/make_phone.py --two-nodes` unpacks one")
    with Line() as running:
        until(lambda: running.applications() == ["safeconduct"], 30)
        home = Home(root=running.home)
        certificate, key = authority.certify("127.0.0.1")
        for path, name in ((certificate, "line_certificate"), (key, "line_key")):
            shutil.copy(path, home.secrets / name)
        shutil.copy(authority.file, home.root / "carriers.pem")
        with home.programme.open("a") as file:
            file.write(TRUNK)
        running.kill("switch")
        until(lambda: not running.applications(), 10)
        running.wait_for_prompts()
        yield running
    shutil.rmtree(home.switch_in_memory)


@pytest.fixture
def proxy(line: Line, authority: Authority, tmp_path: Path) -> Iterator[Kamailio]:
    certificate, key = authority.certify(PROXY)
    written = DEPLOYED_TLS.read_text("utf-8")
    for named, path in (
        ("certificate.pem", certificate),
        ("key.pem", key),
        ("authorities.pem", authority.file),
    ):
        assert f"/etc/kamailio/{named}" in written
        written = written.replace(f"/etc/kamailio/{named}", str(path))
    tls = tmp_path / "tls.cfg"
    tls.write_text(written, "utf-8")
    with Kamailio(
        folder=tmp_path / "proxy", nodes=(line.sip_port + 1,), carriers=CARRIER, here=PROXY,
        tls=tls, tls_port=PORT,
    ) as running:  # fmt: skip
        time.sleep(5)
        assert running.running.poll() is None, (running.folder / "log").read_text()
        yield running


@pytest.fixture
def carrier(proxy: Kamailio, authority: Authority, tmp_path: Path) -> Callable[..., Carrier]:
    def made(**facts: object) -> Carrier:
        usual = {"authority": authority, "trusts": authority, "here": CARRIER}
        folder = tmp_path / f"carrier-{time.monotonic_ns()}"
        return Carrier(folder=folder, line_at=PROXY, line=proxy.tls_port, **{**usual, **facts})

    return made


def test_a_call_by_tls_through_the_proxy_with_encrypted_sound_ends_with_a_code(
    line: Line, carrier: Callable[..., Carrier]
) -> None:
    before = len(arrivals(line))
    with carrier(acts=TO_A_CODE) as calling:
        calling.calls("+380441234567")
        until(lambda: "new" in arrivals(line)[before:], 60)
        until(lambda: "add" in arrivals(line)[before:], 60)
        until(lambda: not calling.up(), 30)
        assert "RTP/SAVP" in calling.trace
        assert "transport=tls" in calling.trace.split("Record-Route:")[1].splitlines()[0]
        assert f"sip:{PROXY}:{PORT}" in calling.trace
    until(lambda: not line.switch("channels"), 10)


def test_a_carrier_with_a_certificate_of_nobody_is_not_spoken_to(
    line: Line, carrier: Callable[..., Carrier], tmp_path: Path
) -> None:
    before = len(arrivals(line))
    with carrier(authority=Authority(folder=tmp_path, name="nobody")) as calling:
        calling.calls("380441234567")
        time.sleep(3)
        assert "SIP/2.0 " not in calling.trace
    assert len(arrivals(line)) == before
    with carrier(acts=["1.0"]) as good:
        good.calls("380441234567")
        until(lambda: "SIP/2.0 200" in good.trace, 10)
