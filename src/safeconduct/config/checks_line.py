"""Checks of the line: who may listen on the way, who may steer the switch, what is missing."""

import asyncio
import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from safeconduct.config.findings import Check, Finding, Patient, good, note, unsafe
from safeconduct.phone import switch
from safeconduct.phone.ari import Ari, Gone, Unreachable
from safeconduct.phone.guests import Guests
from safeconduct.phone.trunks import ANY, CERTIFICATE, KEY
from safeconduct.programme.trunks import By, Srtp, Transport, Trunk

TLS_RELAY = "turns:"
NEAR = frozenset({"localhost"})


def steering(patient: Patient) -> Iterator[Finding]:
    """Who reaches ARI hears every call and places calls of their own."""
    place = urlsplit(switch.address())
    if not _near(place.hostname or "") and place.scheme != "https":
        yield patient.grave(
            f"ASTERISK_ARI_URL leads to {place.hostname} in the open: a tunnel, or https"
        )


def trunks(patient: Patient) -> Iterator[Finding]:
    if patient.deployment is None or switch.refused():
        return
    for trunk in patient.deployment.trunks:
        faults = [*_way(patient, trunk), *_files(patient, trunk)]
        yield from faults
        if not faults:
            yield good(f"trunk {trunk.name}: {trunk.transport}, srtp {trunk.srtp}")
    if patient.deployment.live and not patient.deployment.trunks and _runs():
        yield note("the line has no trunk: nobody can call it; docs/operations.md, The phone line")


def relays(patient: Patient) -> Iterator[Finding]:
    """Who listens on an operator's network sees what goes to a relay without TLS."""
    for address in patient.deployment.relays if patient.deployment else ():
        if address.startswith(TLS_RELAY):
            yield good(f"relay {address}")
        else:
            yield note(f"{address} goes in the open, and fails where only TLS passes: use turns:")


def guests(patient: Patient) -> Iterator[Finding]:
    """Who tries the line belongs to practice: on a live one they would ring real operators."""
    if patient.deployment is None or not patient.deployment.live or not switch.runs():
        return
    count = len(asyncio.run(_guests(switch.account(patient.home))))
    if count:
        yield unsafe(
            f"the switch of a live line holds {count} accounts for trying it: end `safeconduct"
            " try-line`, and start the switch anew"
        )


async def _guests(account: switch.Account) -> list[str]:
    ari = Ari(account)
    try:
        return await Guests(ari).names()
    except (Gone, Unreachable):
        return []
    finally:
        await ari.close()


def _way(patient: Patient, trunk: Trunk) -> Iterator[Finding]:
    here = f"trunk {trunk.name}"
    public = not _private(trunk.host)
    if public and trunk.transport is not Transport.TLS:
        yield patient.grave(
            f"{here}: {trunk.transport} shows numbers and sound on the way: use tls"
        )
    elif public and trunk.srtp is not Srtp.REQUIRED:
        yield patient.grave(f'{here}: sound may go in the open: srtp = "required"')
    if trunk.bind in ANY:
        yield patient.grave(f"{here}: bind {trunk.bind} listens on every address: name one")
    if trunk.by is By.PASSWORD:
        yield note(
            f"{here}: anybody may try its password; let the firewall admit its carrier alone"
        )


def _files(patient: Patient, trunk: Trunk) -> Iterator[Finding]:
    here, secrets = f"trunk {trunk.name}", patient.home.secrets
    if trunk.secret and not (secrets / trunk.secret).exists():
        yield unsafe(f"{here}: its password belongs in {secrets / trunk.secret}")
    if trunk.authority and not (patient.home.root / trunk.authority).exists():
        yield unsafe(f"{here}: there is no {patient.home.root / trunk.authority}")
    if trunk.transport is Transport.TLS and trunk.by is not By.REGISTRATION:
        for name in (CERTIFICATE, KEY):
            if not (secrets / name).exists():
                yield unsafe(f"{here}: it is called by TLS, which needs {secrets / name}")


def _runs() -> bool:
    return switch.named() or switch.unpacked() is not None


def _near(host: str) -> bool:
    return host in NEAR or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _private(host: str) -> bool:
    return _near(host) or (_is_address(host) and ipaddress.ip_address(host).is_private)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


LINE: tuple[Check, ...] = (steering, trunks, relays, guests)
