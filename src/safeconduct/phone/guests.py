"""Guests: who tries the line from a browser, by an account that can enter our application only.

An account has no place where it could be rung or registered. Practice alone lets guests in; on a
live programme there is none, and the doctor looks for it.
"""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

from safeconduct.phone.ari import Ari, Gone
from safeconduct.talks.seats import REALM, digest

PREFIX = "guest-"
NAME_BYTES, PASSWORD_BYTES = 8, 24
SILENT_SECONDS = 30
LOOKS, LOOK_SECONDS = 30, 0.1
OF_GUESTS = {
    "context": "line",
    "webrtc": "yes",
    "dtls_auto_generate_cert": "yes",
    "disallow": "all",
    # As a telephone sounds: opus would have keys sent at a pace that the switch does not offer.
    "allow": "alaw,ulaw",
    "dtmf_mode": "rfc4733",
    "direct_media": "no",
    "send_connected_line": "no",
    "rtp_timeout": str(SILENT_SECONDS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One account at the switch; its password is told to one page and kept nowhere."""

    name: str
    password: str = field(repr=False)


class Guests:
    """The guests of one switch; raises Unreachable where it does not answer."""

    def __init__(self, ari: Ari) -> None:
        self._ari = ari

    async def let_in(self) -> Guest:
        """Draw an account."""
        name = PREFIX + secrets.token_hex(NAME_BYTES)
        guest = Guest(name=name, password=secrets.token_urlsafe(PASSWORD_BYTES))
        login = {
            "auth_type": "md5", "username": name, "realm": REALM,
            "md5_cred": digest(name, guest.password),
        }  # fmt: skip
        await self._put("auth", name, login)
        await self._put("endpoint", name, {**OF_GUESTS, "auth": name})
        return guest

    async def show_out(self, name: str) -> None:
        """Take an account away, and hang up the calls that it has.

        Its password goes first, so that no call begins meanwhile. The rest waits for its calls to
        end: an endpoint that goes before them stays in the switch's list, as if it were there.
        """
        await self._remove("auth", name)
        for _ in range(LOOKS):
            calls = await self._calls(name)
            if not calls:
                break
            for call in calls:
                await self._ari.hang_up(call)
            await asyncio.sleep(LOOK_SECONDS)
        await self._remove("endpoint", name)

    async def hang_up(self, call: str) -> None:
        await self._ari.hang_up(call)

    async def names(self) -> list[str]:
        """Return the accounts of guests that the switch holds."""
        found = await self._ari.ask("GET", "endpoints/PJSIP")
        ends = found if isinstance(found, list) else []
        return [name for one in ends if (name := str(one["resource"])).startswith(PREFIX)]

    async def _calls(self, name: str) -> list[str]:
        with suppress(Gone):
            found = await self._ari.ask("GET", f"endpoints/PJSIP/{name}")
            calls = found.get("channel_ids") if isinstance(found, dict) else None
            return [str(call) for call in calls] if isinstance(calls, list) else []
        return []

    async def _remove(self, kind: str, name: str) -> None:
        with suppress(Gone):
            await self._ari.ask("DELETE", f"asterisk/config/dynamic/res_pjsip/{kind}/{name}")

    async def _put(self, kind: str, name: str, facts: dict[str, str]) -> None:
        fields = [{"attribute": key, "value": value} for key, value in facts.items()]
        path = f"asterisk/config/dynamic/res_pjsip/{kind}/{name}"
        await self._ari.ask("PUT", path, {"fields": fields})
