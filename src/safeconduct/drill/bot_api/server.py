"""The stand-in as a server: bots, people and control behind one loopback port."""

import asyncio
from functools import partial
from http import HTTPStatus

from aiohttp import web

from safeconduct.drill.bot_api.answers import as_json, not_found
from safeconduct.drill.bot_api.arguments import arguments_of
from safeconduct.drill.bot_api.bot_side import BotSide
from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.control import CONTROLS
from safeconduct.drill.bot_api.faults import Trouble
from safeconduct.drill.bot_api.methods import perform
from safeconduct.drill.bot_api.people_side import PeopleSide
from safeconduct.drill.bot_api.refusals import Broken, Refused, bad
from safeconduct.drill.bot_api.world import World

HOST = "127.0.0.1"
PATIENCE = 0.5
"""Seconds that a stop leaves to those who watch or poll."""


class Server:
    """Answers on the loopback address until it is stopped; port 0 takes a free one."""

    def __init__(self, world: World, port: int) -> None:
        self.world, self.port = world, port
        world.perform = partial(perform, world)
        self._bots, self._people = BotSide(world), PeopleSide(world)
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self._reopening: asyncio.Task[None] | None = None

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        self._runner = web.ServerRunner(
            web.Server(self.answer, access_log=None), shutdown_timeout=PATIENCE
        )
        await self._runner.setup()
        await self._open(self._runner)

    async def stop(self) -> None:
        bots = self.world.bots.values()
        under_way = [task for task in (self._reopening, *(bot.delivery for bot in bots)) if task]
        for bot in bots:
            bot.queue.end_poll(Broken())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        if self._runner:
            await self._runner.cleanup()

    async def _open(self, runner: web.ServerRunner) -> None:
        self._site = web.TCPSite(runner, HOST, self.port, backlog=1024)
        await self._site.start()
        self.port = runner.addresses[0][1]

    async def _close_for(self, seconds: float) -> None:
        """Refuse connections for a while, as a machine does that is down."""
        if self._site and self._runner:
            await self._site.stop()
            await asyncio.sleep(seconds)
            self.world.faults.outage = None
            await self._open(self._runner)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            return await self._bots.answer(request, path.removeprefix("/bot"))
        if path.startswith("/file/bot"):
            return self._bots.file(request, path.removeprefix("/file/bot"))
        _, side, rest = f"{path}/".split("/", 2)
        sides = {"people": self._people.answer, "control": self._control}
        if side not in sides:
            return not_found()
        try:
            return as_json(await sides[side](request, rest.strip("/")))
        except Refused as refused:
            return as_json({"error": str(refused)}, HTTPStatus.BAD_REQUEST)

    async def _control(self, request: web.BaseRequest, name: str) -> Json:
        if name not in CONTROLS:
            raise bad(f"controls are {', '.join(CONTROLS)}")
        said = CONTROLS[name](self.world, await arguments_of(request))
        faults = self.world.faults
        if name == "outage" and faults.outage is Trouble.REFUSED:
            seconds = faults.outage_until - self.world.clock.now()
            self._reopening = asyncio.create_task(self._close_for(seconds))
        return said
