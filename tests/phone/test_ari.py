"""Of all that a named switch carries, the calls of this line are ours, and no others."""

import asyncio
import json
from collections.abc import Mapping, Sequence

from safeconduct.phone.ari import Ari
from safeconduct.phone.switch import Account

TRY = "north-back-" + 32 * "a"


def channel(name: str, context: str, app: str = "", data: str = "") -> dict[str, object]:
    """Return a channel as Asterisk 22 tells of it, in what is looked at."""
    dialplan = {"context": context, "exten": "100", "app_name": app, "app_data": data}
    return {"id": name, "state": "Up", "dialplan": dialplan}


def calls(*channels: dict[str, object]) -> list[str]:
    class Told(Ari):
        async def channels(self) -> Sequence[Mapping[str, object]]:
            return channels

    async def asked() -> list[str]:
        ari = Told(Account(url="http://127.0.0.1:1", user="", password=""))
        try:
            return await ari.calls()
        finally:
            await ari.close()

    return asyncio.run(asked())


def test_who_is_in_our_application_calls_us_from_whatever_context() -> None:
    ours = [
        channel("north-1.1", "line", "Stasis", "safeconduct,100"),
        channel("1764000000.7", "from-carrier", "Stasis", "safeconduct"),
    ]
    assert calls(*ours) == ["north-1.1", "1764000000.7"]


def test_what_else_a_switch_carries_is_no_call_of_ours() -> None:
    others = [
        channel("1764000000.1", "office", "Dial", "PJSIP/12"),
        channel("1764000000.2", "office", "Stasis", "safeconduct2,100"),
        channel("1764000000.3", "office", "VoiceMail", "12@office"),
        channel("1764000000.4", "seats", "Echo"),
        channel("1764000000.5", "neighbours", "Dial", f"PJSIP/{24 * 'a'}"),
        {"id": "1764000000.6"},
    ]
    assert calls(*others) == []


def test_a_call_that_we_make_is_ours_before_it_is_answered_and_a_leg_of_an_operator_never() -> None:
    made = channel(TRY, "default", "AppDial2", "(Outgoing Line)")
    leg = channel(f"own-{24 * 'a'}-01234567", "seats", "Stasis", "safeconduct")
    assert calls(made, leg) == [TRY]


def test_all_that_a_switch_carries_is_asked_beside_the_stream_on_which_calls_wait() -> None:
    class Waited:
        answers = True

        async def ask(self, *_words: object) -> tuple[int, bytes]:
            raise AssertionError("every call would wait for this answer")

    class Asked(Ari):
        async def _by_http(self, *words: object) -> tuple[int, bytes]:
            assert words[:2] == ("GET", "channels")
            return 200, json.dumps([channel("north-1.1", "line", "Stasis", "safeconduct")]).encode()

    async def asked() -> list[str]:
        ari = Asked(Account(url="http://127.0.0.1:1", user="", password=""))
        ari._over_stream = Waited()
        try:
            return await ari.calls()
        finally:
            await ari.close()

    assert asyncio.run(asked()) == ["north-1.1"]
