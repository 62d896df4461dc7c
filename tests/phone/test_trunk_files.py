"""What the switch is told of trunks: who may call, how it is encrypted, and whither a call goes."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.phone.configuration import Ports, Switch, files
from safeconduct.phone.trunks import NoPassword
from safeconduct.programme.home import Home
from safeconduct.programme.trunks import By, Srtp, Transport, Trunk

CARRIER = Trunk(
    name="carrier", host="192.0.2.7", port=5061, transport=Transport.TLS, by=By.ADDRESS,
    srtp=Srtp.REQUIRED, bind="192.0.2.1", authority="carrier.pem", numbers=("380441234567",),
)  # fmt: skip
REGISTERED = replace(
    CARRIER, name="other", host="192.0.2.8", by=By.REGISTRATION, user="380447654321"
)


@pytest.fixture
def switch(tmp_path: Path) -> Iterator[Switch]:
    home = Home(root=tmp_path / "home")
    home.secrets.mkdir(parents=True)
    (home.secrets / "trunk_other").write_text("a;b\n")
    yield Switch(
        home=home, root=tmp_path, libraries=tmp_path, ports=Ports(sip=5060, ari=8004, rtp=10_000),
        user="safeconduct", password="drawn", practice=False,
    )  # fmt: skip
    shutil.rmtree(home.switch_in_memory)


def sections(switch: Switch, *trunks: Trunk) -> dict[str, list[str]]:
    """Return each section of pjsip.conf; of one that is there twice, all lines."""
    found: dict[str, list[str]] = {}
    for part in files(replace(switch, trunks=trunks))["pjsip.conf"].split("\n[")[1:]:
        name, _, lines = part.partition("]\n")
        found.setdefault(name, []).extend(lines.splitlines())
    return found


def test_a_live_line_without_a_trunk_knows_nobody(switch: Switch) -> None:
    assert "type = endpoint" not in files(switch)["pjsip.conf"]
    practice = files(replace(switch, practice=True))["pjsip.conf"]
    assert practice.count("type = endpoint") == practice.count("match = 127.0.0.1") == 1


def test_a_carrier_is_known_by_its_address_and_everybody_else_is_refused(switch: Switch) -> None:
    found = sections(switch, CARRIER)
    assert "match = 192.0.2.7" in found["carrier-from"]
    assert "identify_by = ip" in found["carrier"]
    permitted = [line for line in found["carriers"] if line.startswith("permit")]
    assert permitted == ["permit = 127.0.0.0/8", "permit = ::1", "permit = 192.0.2.7"]
    assert "deny = 0.0.0.0/0" in found["carriers"]


def test_it_listens_where_it_is_told_and_proves_and_asks_for_certificates(switch: Switch) -> None:
    lines = sections(switch, CARRIER)["tls-192.0.2.1"]
    assert "bind = 192.0.2.1:5061" in lines
    assert f"ca_list_file = {switch.home.root}/carrier.pem" in lines
    assert "verify_server = yes" in lines
    assert "require_client_cert = yes" in lines


def test_a_proxy_on_this_machine_is_heard_where_the_switch_listens_already(switch: Switch) -> None:
    proxy = replace(
        CARRIER, name="proxy", host="127.0.0.5", transport=Transport.UDP, srtp=Srtp.OFF,
        bind="127.0.0.1", authority="",
    )  # fmt: skip
    found = sections(switch, proxy)
    assert "transport = loopback" in found["proxy"]
    binds = [line for lines in found.values() for line in lines if line == "bind = 127.0.0.1:5060"]
    assert len(binds) == 1
    outside = sections(switch, replace(proxy, external="192.0.2.9"), CARRIER)
    assert "external_media_address = 192.0.2.9" in outside["udp-127.0.0.1"]


def test_who_is_to_prove_who_they_are_is_asked_whichever_trunk_stands_first(switch) -> None:
    for trunks in ((CARRIER, REGISTERED), (REGISTERED, CARRIER)):
        assert "require_client_cert = yes" in sections(switch, *trunks)["tls-192.0.2.1"]
    alone = sections(switch, REGISTERED)["tls-192.0.2.1"]
    assert "require_client_cert = no" in alone
    assert "verify_server = yes" in alone


@pytest.mark.parametrize(
    ("srtp", "lines"),
    [
        (Srtp.REQUIRED, ["media_encryption = sdes", "media_encryption_optimistic = no"]),
        (Srtp.OFFERED, ["media_encryption = sdes", "media_encryption_optimistic = yes"]),
        (Srtp.OFF, ["media_encryption = no", "media_encryption_optimistic = no"]),
    ],
)
def test_sound_is_encrypted_as_the_trunk_says(switch, srtp, lines) -> None:
    found = sections(switch, replace(CARRIER, srtp=srtp))["carrier"]
    assert [line for line in found if line.startswith("media_encryption")] == lines


def test_a_password_comes_from_its_file_and_cannot_become_a_remark(switch: Switch) -> None:
    assert "password = a\\;b" in sections(switch, REGISTERED)["other-auth"]
    (switch.home.secrets / "trunk_other").unlink()
    with pytest.raises(NoPassword, match="trunk other: its password belongs in"):
        sections(switch, REGISTERED)


def test_a_password_of_two_lines_is_refused(switch: Switch) -> None:
    (switch.home.secrets / "trunk_other").write_text("a\n[evil]\n")
    with pytest.raises(NoPassword, match="one line"):
        sections(switch, REGISTERED)


def test_who_calls_by_password_is_known_by_its_user_from_any_address(switch: Switch) -> None:
    other = replace(REGISTERED, by=By.PASSWORD, user="carrier-two")
    found = sections(switch, other)
    assert "identify_by = auth_username" in found["carrier-two"]
    assert "auth = other-auth" in found["carrier-two"]
    assert "carriers" not in found


def test_a_call_goes_to_the_numbers_of_its_trunk_alone(switch: Switch) -> None:
    found = files(replace(switch, trunks=(CARRIER,)))["extensions.conf"]
    context = found.partition("[line-carrier]\n")[2]
    assert [line for line in context.splitlines() if "exten" in line] == [
        "exten => 380441234567,1,Stasis(safeconduct,380441234567)",
        "exten => +380441234567,1,Stasis(safeconduct,380441234567)",
    ]


def test_several_switches_on_one_machine_have_a_folder_each(switch: Switch) -> None:
    north, south = (replace(switch, node=name, apart=True) for name in ("north", "south"))
    assert north.folder != south.folder
    assert north.fleeting != south.fleeting
    assert "systemname = north\n" in files(north)["asterisk.conf"]
