"""Trouble of a drill: it comes and goes, and never piles up for who talks to the bot later."""

import asyncio
from contextlib import suppress

from aiohttp import web
from aiohttp.test_utils import TestServer

from safeconduct.drill import trouble


async def asked_for(seconds: float) -> list[str]:
    """Return what is asked of a stand-in for so long, the last trouble's end included."""
    asked: list[str] = []

    async def note(request: web.Request) -> web.Response:
        asked.append(request.match_info["name"])
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/control/{name}", note)
    async with TestServer(app) as server:
        making = asyncio.create_task(trouble.make_trouble(str(server.make_url("")).rstrip("/")))
        await asyncio.sleep(seconds)
        making.cancel()
        with suppress(asyncio.CancelledError):
            await making
    return asked


def test_each_trouble_begins_in_calm_and_the_last_one_ends_so(monkeypatch) -> None:
    monkeypatch.setattr(trouble, "BETWEEN", 0.05)
    asked = asyncio.run(asked_for(0.6))
    troubles = [place for place, name in enumerate(asked) if name in {"fault", "outage"}]
    assert len(troubles) > 2
    assert all(asked[place - 2 : place] == ["calm", "delivery"] for place in troubles)
    assert asked[-1] == "calm"
