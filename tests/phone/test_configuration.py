"""What the switch may load, hear and do; and who may read its configuration."""

import configparser
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.phone import neighbours
from safeconduct.phone.configuration import MODULES, SEATS, Ports, Switch, files, write
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from safeconduct.talks.seats import NAME_BYTES
from tests.conftest import leave_out

WRITES = (b"ast_writefile", b"ast_writestream", b"ast_play_and_record", b"ast_record_review")
"""What a module of Asterisk calls that writes sound."""


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
        'n,GotoIf($["${STASISSTATUS}" != "FAILED"]?over)',
        "n,Ringing()",
        "n,Wait(1)",
        "n,Set(waited=$[0${waited} + 1])",
        "n,GotoIf($[${waited} < 20]?1)",
        "n,Hangup(42)",
        "n(over),Hangup()",
    ]


def test_where_another_switch_can_take_a_call_it_is_soon_told_to(switch: Switch) -> None:
    assert "n,GotoIf($[${waited} < 2]?1)" in dialplan(replace(switch, apart=True), "line")


def test_a_lone_switch_lets_no_other_ring_at_its_operators(switch: Switch) -> None:
    found = files(switch)
    assert "[nodes]" not in found["pjsip.conf"]
    assert "Dial" not in found["extensions.conf"]
    assert "app_dial" not in found["modules.conf"]


def test_another_node_can_do_nothing_here_but_ring_at_one_seat_by_its_whole_name(
    switch: Switch,
) -> None:
    several = replace(switch, node="north", apart=True, reached_at="127.0.0.1:5060")
    seat = "[0-9a-f]" * 2 * NAME_BYTES
    assert dialplan(several, neighbours.CONTEXT) == [
        f"_{seat},1,Dial(PJSIP/${{EXTEN}},20,gb(neighbours-ends^heard^1))",
        'n,GotoIf($["${DIALSTATUS}"="ANSWER"]?talked)',
        "n,Hangup(${HANGUPCAUSE})",
        "n(talked),Wait(0.3)",
        "n,Hangup(${ENDED})",
    ]
    assert dialplan(several, f"{neighbours.CONTEXT}-ends") == [
        "heard,1,Set(CHANNEL(hangup_handler_push)=neighbours-ends,told,1)",
        "n,Return()",
        "told,1,Set(MASTER_CHANNEL(ENDED)=${HANGUPCAUSE})",
        "n,Return()",
    ]
    written = configparser.ConfigParser(strict=False)
    written.read_string(files(several)["pjsip.conf"])
    comes, goes = written["nodes"], written["to-nodes"]
    assert (comes["auth"], comes["context"]) == ("nodes-auth", neighbours.CONTEXT)
    assert goes["outbound_auth"] == "nodes-auth"
    assert written["nodes-auth"]["password"] == switch.home.secret(neighbours.SECRET).hex()
    assert "load = app_dial.so\n" in files(several)["modules.conf"]


def test_only_who_calls_another_node_waits_for_its_sound(switch: Switch) -> None:
    """A caller on hold sends none: the operator at the other node would be cut off."""
    several = replace(switch, node="north", apart=True, reached_at="127.0.0.1:5060")
    written = configparser.ConfigParser(strict=False)
    written.read_string(files(several)["pjsip.conf"])
    assert written["to-nodes"]["rtp_timeout"] == "30"
    assert "rtp_timeout" not in written["nodes"]
    assert written["nodes"]["timers"] == "always"


def test_a_seats_name_is_as_long_as_the_dialplan_takes_it() -> None:
    assert neighbours.SEAT_LETTERS == 2 * NAME_BYTES


def test_nodes_on_a_private_network_have_a_way_of_their_own(switch: Switch) -> None:
    several = replace(switch, node="north", apart=True, reached_at="10.1.0.7:5070")
    found = files(several)["pjsip.conf"]
    assert "[nodes-way]\ntype = transport\nprotocol = udp\nbind = 10.1.0.7:5070\n" in found
    assert "transport = nodes-way\n" in found


@pytest.mark.parametrize(
    "words", ["8.8.8.8:5070", "0.0.0.0:5070", "10.1.0.7", "10.1.0.7:0", "10.1.0.7:70000", "me:5070",
              "10.1.0.300:5070", "10.1.0.7:5070\nbind=1"],
)  # fmt: skip
def test_an_address_that_others_should_not_or_cannot_reach_is_refused(monkeypatch, words) -> None:
    monkeypatch.setenv("LINE_NODE", "north")
    monkeypatch.setenv("LINE_ADDRESS", words)
    with pytest.raises(neighbours.WrongAddress, match="LINE_ADDRESS"):
        neighbours.address()


def test_only_one_of_several_is_reached_by_others(monkeypatch) -> None:
    monkeypatch.setenv("SIP_PORT", "5071")
    monkeypatch.delenv("LINE_NODE", raising=False)
    assert neighbours.address() == ""
    monkeypatch.setenv("LINE_NODE", "north")
    assert neighbours.address() == "127.0.0.1:5071"


def test_an_operator_can_call_nothing_but_an_echo(switch: Switch) -> None:
    assert dialplan(switch, SEATS) == ["echo,1,Answer()", "n,Echo()", "n,Hangup()"]


def test_a_trunk_is_known_by_its_address_alone_and_a_seat_by_its_name_first(switch: Switch) -> None:
    written = files(switch)["pjsip.conf"]
    assert "endpoint_identifier_order = username,auth_username,ip,anonymous\n" in written
    assert "identify_by = ip\n" in written


def test_a_call_whose_sound_stops_is_ended_by_the_switch_long_after_the_line(
    switch: Switch,
) -> None:
    assert "rtp_timeout = 3600\n" in files(switch)["pjsip.conf"]


def test_no_program_record_or_other_protocol_is_loaded() -> None:
    for refused in ("system", "exec", "agi", "cdr", "cel", "manager", "iax", "voicemail", "mixmon"):
        assert not [name for name in MODULES if refused in name]


def test_of_all_that_is_loaded_only_what_takes_messages_can_write_sound(switch: Switch) -> None:
    root = unpacked()
    if root is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    (folder,) = root.glob("usr/lib/*/asterisk/modules")
    several = replace(switch, node="north", apart=True, reached_at="127.0.0.1:5060")
    words = files(several)["modules.conf"].split("\n")
    loaded = [folder / line.removeprefix("load = ") for line in words if line.startswith("load")]
    writers = {path.stem for path in loaded if any(one in path.read_bytes() for one in WRITES)}
    # Another node's operator is rung by Dial(), which asks a caller's name where a letter says so:
    # the dialplan has none of these letters.
    assert writers == {"res_stasis_recording", "app_dial"}


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
