"""What the switch does with operators: their places, ringing, and who hears whom."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from safeconduct.domain.calls import Part
from safeconduct.phone.ari import Ari, Gone, Refused
from safeconduct.phone.configuration import APPLICATION, LEG, SEATS
from safeconduct.phone.neighbours import dialled
from safeconduct.talks.seats import NAME_BYTES, REALM, Kind, Seat

RING_SECONDS = 20
SILENT_SECONDS = 30
"""A leg that sends no sound for so long is lost: a muted browser or telephone sends silence."""
NAME_LENGTH = 2 * NAME_BYTES
SHOWN, LISTENS = "line", "listen"
"""What an operator's browser or telephone shows in place of a number; `LISTENS`: asked to hear.

By that their page knows what it may answer by itself. No trunk between nodes carries it: at another
node a call to listen to rings as every other.
"""

OF_BROWSERS = {
    "webrtc": "yes",
    "dtls_auto_generate_cert": "yes",
    "allow": "opus,ulaw,alaw",
}
OF_PHONES = {
    "allow": "alaw,ulaw",
    "rtp_symmetric": "yes",
    "rewrite_contact": "yes",
    "media_encryption_optimistic": "yes",
    "media_encryption": "sdes",
    "dtmf_mode": "rfc4733",
}
BY_KIND = {Kind.BROWSER: OF_BROWSERS, Kind.PHONE: OF_PHONES}
OF_ALL = {
    "context": SEATS,
    "disallow": "all",
    "direct_media": "no",
    "send_connected_line": "no",
    "rtp_timeout": str(SILENT_SECONDS),
    "rtp_timeout_hold": str(SILENT_SECONDS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat as the switch holds it: its name, and whether somebody is registered there."""

    name: str
    registered: bool


class Switchboard:
    """One switch's operators; raises Gone and Unreachable as `Ari` does."""

    def __init__(self, ari: Ari) -> None:
        self._ari = ari
        self.far: Mapping[str, str] = {}
        """Where the switch is reached at which a seat is registered, of those not here."""

    async def places(self) -> list[Place]:
        """Return the seats that the switch knows."""
        found = await self._ari.ask("GET", "endpoints/PJSIP")
        ends = found if isinstance(found, list) else []
        return [
            Place(name=str(one["resource"]), registered=one.get("state") == "online")
            for one in ends
            if _is_drawn(str(one["resource"]))
        ]

    async def seat(self, seat: Seat) -> None:
        """Let a seat register with its password; a seat that is there gets the new one."""
        login = {
            "auth_type": "md5", "username": seat.name, "realm": REALM, "md5_cred": seat.digest,
        }  # fmt: skip
        await self._put("auth", seat.name, login)
        await self._put("aor", seat.name, {"max_contacts": "1", "remove_existing": "yes"})
        facts = {**OF_ALL, "auth": seat.name, "aors": seat.name, **BY_KIND[seat.kind]}
        await self._put("endpoint", seat.name, facts)

    async def unseat(self, name: str) -> None:
        """Let a seat register no more."""
        for kind in ("endpoint", "aor", "auth"):
            with suppress(Gone):
                await self._ari.ask("DELETE", f"asterisk/config/dynamic/res_pjsip/{kind}/{name}")

    async def ring(self, name: str, leg: str, part: Part) -> None:
        """Ring at a seat, here or through the switch where it is registered."""
        far = self.far.get(name)
        endpoint = dialled(name, far) if far else f"PJSIP/{name}"
        await self._ari.ask(
            "POST", "channels", endpoint=endpoint, app=APPLICATION, channelId=leg,
            callerId=LISTENS if part is Part.HEARS else SHOWN, timeout=str(RING_SECONDS),
        )  # fmt: skip

    async def ear(self, call: str, ear: str) -> None:
        """Make a channel that hears both sides of a call and is heard by none."""
        await self._ari.ask(
            "POST", f"channels/{call}/snoop/{ear}", spy="both", whisper="none", app=APPLICATION
        )

    async def join(self, bridge: str, legs: Sequence[str]) -> None:
        """Let channels hear each other; the bridge is made where there is none."""
        with suppress(Gone):
            # It says 409 of a bridge that is there already.
            await self._ari.ask("POST", f"bridges/{bridge}", type="mixing")
        try:
            await self._ari.ask("POST", f"bridges/{bridge}/addChannel", channel=",".join(legs))
        except Refused as fault:
            # It says 400 or 422 of a channel that has just gone.
            raise Gone from fault

    async def part(self, bridge: str, leg: str) -> None:
        """Take a channel out; one that is not in the bridge is no matter (422)."""
        with suppress(Gone, Refused):
            await self._ari.ask("POST", f"bridges/{bridge}/removeChannel", channel=leg)

    async def joined(self, bridge: str) -> list[str]:
        """Return who is in a bridge, none where there is no such bridge."""
        with suppress(Gone):
            found = await self._ari.ask("GET", f"bridges/{bridge}")
            channels = found.get("channels") if isinstance(found, dict) else None
            return [str(one) for one in channels] if isinstance(channels, list) else []
        return []

    async def dissolve(self, bridge: str) -> None:
        with suppress(Gone):
            await self._ari.ask("DELETE", f"bridges/{bridge}")

    async def legs(self) -> list[str]:
        """Return every channel that we made."""
        names = [str(one["id"]) for one in await self._ari.channels()]
        return [name for name in names if name.startswith(LEG)]

    async def hang_up(self, leg: str) -> None:
        await self._ari.hang_up(leg)

    async def _put(self, kind: str, name: str, facts: dict[str, str]) -> None:
        fields = [{"attribute": key, "value": value} for key, value in facts.items()]
        path = f"asterisk/config/dynamic/res_pjsip/{kind}/{name}"
        await self._ari.ask("PUT", path, {"fields": fields})


def leg_of(seat: Seat) -> str:
    """Draw a name for a leg that tells, after a fault, whose it is."""
    return f"{LEG}{seat.name}-{uuid.uuid4().hex[:8]}"


def name_in(leg: str) -> str:
    """Return the seat that a leg belongs to."""
    return leg.removeprefix(LEG).rpartition("-")[0]


def _is_drawn(name: str) -> bool:
    return len(name) == NAME_LENGTH and not name.strip("0123456789abcdef")
