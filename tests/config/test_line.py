"""With or without the phone line: what is there decides, and why it does not run is said."""

import socket
from pathlib import Path

import pytest

from safeconduct.config.processes import phone
from safeconduct.config.up import look_for_line
from safeconduct.phone import switch


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASTERISK_ARI_URL", "PHONE_LINE", "SIP_PORT", "ARI_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def asterisk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ready").write_text("forky\n")
    monkeypatch.setattr(switch, "UNPACKED", tmp_path)
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        for probe, name in ((tcp, "ARI_PORT"), (udp, "SIP_PORT")):
            probe.bind(("127.0.0.1", 0))
            monkeypatch.setenv(name, str(probe.getsockname()[1]))


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
