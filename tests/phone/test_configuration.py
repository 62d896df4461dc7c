"""What the switch may load, hear and do; and who may read its configuration."""

import configparser
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.phone.configuration import MODULES, SEATS, Ports, Switch, files, write
from safeconduct.programme.home import Home


@pytest.fixture
def switch(tmp_path: Path) -> Iterator[Switch]:
    root, home = tmp_path / "root", Home(root=tmp_path / "home")
    yield Switch(
        home=home, root=root, libraries=root / "usr/lib/x",
        ports=Ports(sip=5060, ari=8004, rtp=10_000), user="safeconduct", password="drawn",
    )  # fmt: skip
    shutil.rmtree(home.switch_in_memory)


def test_everything_listens_on_this_machine_alone(switch: Switch) -> None:
    found = files(switch)
    assert "bindaddr = 127.0.0.1\n" in found["http.conf"]
    assert "bind = 127.0.0.1:5060\n" in found["pjsip.conf"]
    assert "match = 127.0.0.1\n" in found["pjsip.conf"]
    assert "bind_rtp_to_media_address = yes" in found["pjsip.conf"]


def dialplan(switch: Switch, context: str) -> list[str]:
    sections = files(switch)["extensions.conf"].split("\n[")
    section = next(one for one in sections if one.startswith(f"{context}]"))
    return [line.split("=>")[1].strip() for line in section.splitlines() if "=>" in line]


def test_a_call_can_do_nothing_but_enter_the_application(switch: Switch) -> None:
    assert dialplan(switch, "line") == [
        "_[+0-9]!,1,Stasis(safeconduct,${EXTEN})",
        "n,Hangup()",
    ]


def test_an_operator_can_call_nothing_but_an_echo(switch: Switch) -> None:
    assert dialplan(switch, SEATS) == ["echo,1,Answer()", "n,Echo()", "n,Hangup()"]


def test_a_trunk_is_known_by_its_address_alone_and_a_seat_by_its_name_first(switch: Switch) -> None:
    written = files(switch)["pjsip.conf"]
    assert "endpoint_identifier_order = username,auth_username,ip,anonymous\n" in written
    assert "identify_by = ip\n" in written


def test_a_call_whose_sound_stops_is_over_after_the_programmes_time(switch: Switch) -> None:
    assert "rtp_timeout = 180\n" in files(switch)["pjsip.conf"]
    assert "rtp_timeout = 8\n" in files(replace(switch, silent_seconds=8))["pjsip.conf"]


def test_no_program_record_or_other_protocol_is_loaded() -> None:
    for refused in ("system", "exec", "agi", "cdr", "cel", "manager", "iax", "voicemail", "mixmon"):
        assert not [name for name in MODULES if refused in name]


def test_nothing_is_written_about_calls(switch: Switch) -> None:
    found = files(switch)
    assert "enable = no" in found["cdr.conf"]
    assert "enable = no" in found["cel.conf"]
    parsed = configparser.ConfigParser()
    parsed.read_string(found["logger.conf"].replace("=>", "="))
    assert dict(parsed["logfiles"]) == {"console": "error"}


def test_only_its_owner_can_read_the_configuration(switch: Switch) -> None:
    main = write(switch)
    for path in main.parent.iterdir():
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(main.parent.stat().st_mode) == 0o700


def test_the_password_stands_in_no_repr(switch: Switch) -> None:
    assert "drawn" not in repr(switch)
