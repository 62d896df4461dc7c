"""Trunks in programme.toml: what is written is read again, and each wrong setting is named."""

import tomllib
from dataclasses import replace

import pytest

from safeconduct.programme.trunks import By, Srtp, Transport, WrongTrunk, read_trunks, to_toml

CARRIER = """
[[line.trunk]]
name = "carrier"
host = "sip.carrier.example"
transport = "tls"
by = "registration"
user = "380441234567"
srtp = "required"
numbers = ["+380441234567"]
"""


def read(words: str):
    return read_trunks(tomllib.loads(words).get("line", {}))


def test_what_is_left_out_is_the_safe_usual() -> None:
    (trunk,) = read(CARRIER)
    assert (trunk.port, trunk.bind, trunk.codecs) == (5061, "127.0.0.1", ("alaw", "ulaw"))
    assert (trunk.transport, trunk.by, trunk.srtp) == (
        Transport.TLS,
        By.REGISTRATION,
        Srtp.REQUIRED,
    )
    assert trunk.numbers == ("380441234567",)
    assert trunk.secret == "trunk_carrier"


def test_what_is_written_is_read_again() -> None:
    (trunk,) = read(CARRIER)
    other = replace(
        trunk, name="other", by=By.ADDRESS, user="", bind="192.0.2.1", authority="other.pem"
    )
    assert read(to_toml((trunk, other))) == (trunk, other)


def test_no_line_is_no_trunk() -> None:
    assert read("") == ()


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ('name = "carrier"', 'name = "A b"', "name is up to 20"),
        ('name = "carrier"', "", "lacks name"),
        ('host = "sip.carrier.example"', 'host = "a b"', "host"),
        ('host = "sip.carrier.example"', 'host = "a"\nport = 70000', "port"),
        ('host = "sip.carrier.example"', 'host = "a"\nport = "5060"', "port"),
        ('transport = "tls"', 'transport = "sctp"', "transport is udp, tcp, tls"),
        ('transport = "tls"', 'transport = "udp"', "keys in the open"),
        ('by = "registration"', 'by = "trust"', "by is registration, address, password"),
        ('user = "380441234567"', "", "needs a user"),
        ('user = "380441234567"', 'user = "a\\nb"', "user is one word"),
        ('srtp = "required"', "srtp = true", "srtp is required, offered, off"),
        ('srtp = "required"', 'srtp = "off"\ncodecs = ["g729"]', "codecs: alaw, ulaw"),
        ('srtp = "required"', 'srtp = "off"\nbind = "eth0"', "bind"),
        ('srtp = "required"', 'srtp = "off"\nauthority = "../x"', "authority"),
        ('srtp = "required"', 'srtp = "off"\npassword = "drawn"', "what is password"),
        ('numbers = ["+380441234567"]', 'numbers = ["100; n"]', "numbers are digits"),
        ("[[line.trunk]]", "[line.trunk]", "two brackets"),
        ("[[line.trunk]]", "[[line.trunks]]", "nothing else"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(line: str, instead: str, told: str) -> None:
    assert line in CARRIER
    with pytest.raises(WrongTrunk, match=told) as found:
        read(CARRIER.replace(line, instead))
    assert "\n" not in str(found.value)


def test_where_we_register_a_number_says_whither_the_carrier_calls() -> None:
    nameless = CARRIER.replace('user = "380441234567"', 'user = "shore"')
    assert read(nameless)[0].contact == "380441234567"
    with pytest.raises(WrongTrunk, match="name the number"):
        read(nameless.replace('numbers = ["+380441234567"]', ""))


def test_two_trunks_of_one_name_or_one_user_are_refused() -> None:
    with pytest.raises(WrongTrunk, match="two trunks have it"):
        read(CARRIER + CARRIER)


def test_two_trunks_at_one_place_check_certificates_alike() -> None:
    other = CARRIER.replace('"carrier"', '"other"').replace("380441234567", "380447654321")
    assert len(read(CARRIER + other)) == 2
    with pytest.raises(WrongTrunk, match="unlike authority"):
        read(CARRIER + other + 'authority = "other.pem"\n')
