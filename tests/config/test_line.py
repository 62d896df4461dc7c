"""With or without the phone line: what is there decides, and why it does not run is said."""

import resource
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.config import processes as started
from safeconduct.config import softphone
from safeconduct.config.processes import phone, try_line
from safeconduct.config.switch import run as run_switch
from safeconduct.config.up import look_for_line, without_taken
from safeconduct.phone import switch
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.home import Home
from safeconduct.programme.trunks import By, Srtp, Transport, Trunk
from tests.programme.test_deployment import SHORE


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASTERISK_ARI_URL", "PHONE_LINE", "SIP_PORT", "ARI_PORT", "LINE_NODE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def asterisk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ready").write_text("forky\n")
    monkeypatch.setattr(switch, "UNPACKED", tmp_path)
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        for probe, name in ((tcp, "ARI_PORT"), (udp, "SIP_PORT")):
            probe.bind(("127.0.0.1", 0))
            monkeypatch.setenv(name, str(probe.getsockname()[1]))


def trying(
    monkeypatch: pytest.MonkeyPatch, home: Path, purpose: Purpose, *, port: int = 1
) -> list[str]:
    """Return which processes let somebody try the line of a programme from a browser."""
    (home / "programme.toml").write_text(replace(SHORE, purpose=purpose).to_toml())
    monkeypatch.setattr(started, "current_home", lambda: Home(root=home))
    monkeypatch.setattr(softphone, "folders", lambda: [home])
    return [process.name for process in try_line(port, site=1, desk=2)]


def names() -> list[str]:
    return [process.name for process in phone()]


def test_without_an_asterisk_all_else_runs_and_one_line_says_how_to_get_it(
    tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(switch, "UNPACKED", tmp_path)
    look_for_line()
    assert names() == []
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "make phone" in said
    assert "ASTERISK_ARI_URL" in said


def test_an_unpacked_asterisk_runs_beside_the_line_and_knows_no_database(asterisk) -> None:
    look_for_line()
    assert names() == ["switch", "phone"]
    assert phone()[0].environment()["DATABASE_URL"] == ""


def test_an_asterisk_that_is_only_half_unpacked_does_not_count(tmp_path, monkeypatch) -> None:
    (tmp_path / "root").mkdir()
    monkeypatch.setattr(switch, "UNPACKED", tmp_path)
    assert names() == []


def test_an_asterisk_of_ones_own_is_spoken_to_and_none_is_started(asterisk, monkeypatch) -> None:
    monkeypatch.setenv("ASTERISK_ARI_URL", "http://127.0.0.1:8088/")
    monkeypatch.setenv("ASTERISK_ARI_PASSWORD", "theirs")
    look_for_line()
    assert names() == ["phone"]


def test_a_taken_port_costs_the_line_and_nothing_else(asterisk, monkeypatch, capsys) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        monkeypatch.setenv("SIP_PORT", str(other.getsockname()[1]))
        monkeypatch.setenv("PHONE_LINE", "on")
        look_for_line()
    assert names() == []
    assert "SIP_PORT" in capsys.readouterr().out


def test_who_wants_no_line_has_none_and_hears_nothing_of_it(asterisk, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PHONE_LINE", "off")
    look_for_line()
    assert names() == []
    assert not capsys.readouterr().out


def test_a_switch_has_a_name_of_its_own_or_the_one_that_is_given(monkeypatch) -> None:
    monkeypatch.setenv("ARI_PORT", "8004")
    first = switch.node()
    monkeypatch.setenv("ARI_PORT", "8014")
    assert switch.node() != first
    monkeypatch.setenv("LINE_NODE", "south")
    assert switch.node() == "south"


@pytest.mark.parametrize("name", ["South", "a/b", "x" * 41, "a b", "a\n", "own", "own-1"])
def test_a_name_that_is_none_is_refused(monkeypatch, name: str) -> None:
    monkeypatch.setenv("LINE_NODE", name)
    with pytest.raises(switch.WrongNode, match="LINE_NODE"):
        switch.node()


def test_a_trunk_without_its_password_is_told_in_one_line(
    asterisk, tmp_path, monkeypatch, capsys
) -> None:
    libraries = tmp_path / "root/usr/lib/x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    (libraries / "libc.so.6").touch()
    (tmp_path / "root/lib64").mkdir()
    (tmp_path / "root/lib64/ld-linux-x86-64.so.2").touch()
    trunk = Trunk(
        name="carrier", host="192.0.2.7", port=5061, transport=Transport.TLS, by=By.REGISTRATION,
        user="380441234567", srtp=Srtp.REQUIRED,
    )  # fmt: skip
    home = Home(root=tmp_path / "var")
    home.root.mkdir()
    home.programme.write_text(replace(SHORE, trunks=(trunk,)).to_toml(), "utf-8")
    monkeypatch.setenv("SAFECONDUCT_HOME", str(home.root))
    assert run_switch([]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "trunk carrier: its password belongs in" in said
    shutil.rmtree(home.switch_in_memory)


@pytest.mark.parametrize("purpose", [Purpose.DEMONSTRATION, Purpose.DRILL])
def test_on_practice_a_page_tries_the_line_and_knows_no_database(
    asterisk, monkeypatch, tmp_path, purpose
) -> None:
    assert trying(monkeypatch, tmp_path, purpose) == ["try-line"]
    (process,) = try_line(1, site=1, desk=2)
    assert process.environment()["DATABASE_URL"] == ""


def test_a_live_programme_has_no_such_page(asterisk, monkeypatch, tmp_path) -> None:
    assert trying(monkeypatch, tmp_path, Purpose.LIVE) == []


def test_a_folder_without_a_programme_has_no_such_page(asterisk, monkeypatch, tmp_path) -> None:
    assert trying(monkeypatch, tmp_path, Purpose.DRILL)
    (tmp_path / "programme.toml").unlink()
    assert try_line(1, site=1, desk=2) == ()


@pytest.mark.parametrize("taken", ["ASTERISK_ARI_URL", "PHONE_LINE"])
def test_the_page_calls_our_own_switch_or_none(asterisk, monkeypatch, tmp_path, taken) -> None:
    monkeypatch.setenv(taken, "off")
    assert trying(monkeypatch, tmp_path, Purpose.DEMONSTRATION) == []


def test_a_taken_port_costs_that_page_and_nothing_else(
    asterisk, monkeypatch, tmp_path, capsys
) -> None:
    trying(monkeypatch, tmp_path, Purpose.DEMONSTRATION)
    running = (*phone(), *try_line(1, site=1, desk=2))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        kept = without_taken(running, other.getsockname()[1])
    assert [process.name for process in kept] == ["switch", "phone"]
    assert "TRY_PORT" in capsys.readouterr().out


def test_the_switch_may_open_all_the_files_that_this_machine_allows() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] - 1, before[1]))
    try:
        switch.open_many()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
