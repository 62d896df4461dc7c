"""The bots' side: `/bot<token>/<method>` and `/file/bot<token>/<path>`, in fair weather or foul."""

from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from safeconduct.drill.bot_api.answers import cut, dumped, not_found, refusal
from safeconduct.drill.bot_api.arguments import Arguments, arguments_of
from safeconduct.drill.bot_api.bots import Bot
from safeconduct.drill.bot_api.calls import Call, Told
from safeconduct.drill.bot_api.faults import Fault, Trouble
from safeconduct.drill.bot_api.methods import GET_UPDATES, METHODS, NAMES
from safeconduct.drill.bot_api.polling import get_updates
from safeconduct.drill.bot_api.refusals import Broken, Refused, logged_out, too_many
from safeconduct.drill.bot_api.world import World

NGINX = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"


@dataclass(frozen=True, slots=True)
class BotSide:
    world: World

    async def answer(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        token, _, method = path.partition("/")
        name = NAMES.get(method.lower(), "")
        fault = self.world.faults.strike(name, self.world.clock.now())
        try:
            status, body = await self._weathered(request, token, name, fault)
        except Broken:
            return cut(request)
        known = self.world.bots.get(token)
        size = request.content_length or 0
        self.world.note(known.name if known else "", name or "?", status, size)
        kind = "text/html" if body == NGINX else "application/json"
        return web.Response(status=status, text=body, content_type=kind)

    async def _weathered(
        self, request: web.BaseRequest, token: str, name: str, fault: Fault | None
    ) -> tuple[int, str]:
        """Answer a call; what is wrong may come before it is carried out, or after."""
        match fault.kind if fault else None:
            case Trouble.REFUSED | Trouble.CUT:
                raise Broken
            case Trouble.BAD_GATEWAY:
                return HTTPStatus.BAD_GATEWAY, NGINX
            case Trouble.SERVER_ERROR:
                return refusal(Refused(HTTPStatus.INTERNAL_SERVER_ERROR))
            case Trouble.TOO_MANY if fault:
                return refusal(too_many(fault.retry_after))
        status, body = await self._called(request, token, name)
        if fault and fault.kind is Trouble.LOST:
            raise Broken
        return status, body[: len(body) // 2] if fault else body

    async def _called(self, request: web.BaseRequest, token: str, name: str) -> tuple[int, str]:
        try:
            bot = self.world.bot_of(token)
            count(bot, name, self.world.clock.now())
            return HTTPStatus.OK, await self._result(bot, name, await arguments_of(request))
        except Refused as refused:
            return refusal(refused)

    async def _result(self, bot: Bot, name: str, arguments: Arguments) -> str:
        call = Call(self.world, bot, arguments)
        if name == GET_UPDATES:
            return f'{{"ok":true,"result":{await get_updates(call)}}}'
        result = METHODS[name](call)
        if isinstance(result, Told):
            return dumped({"ok": True, "result": result.result, "description": result.description})
        return dumped({"ok": True, "result": result})

    def file(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        if self.world.faults.strike("", self.world.clock.now()):
            return cut(request)
        token, _, rest = path.partition("/")
        bot = self.world.bots.get(token)
        content = bot.files.fetched(rest, self.world.clock.now()) if bot and not bot.off else None
        if content is None:
            return not_found()
        return web.Response(body=content, content_type="application/octet-stream")


def count(bot: Bot, name: str, now: float) -> None:
    if now < bot.away_until:
        raise logged_out()
    if not name:
        raise Refused(HTTPStatus.NOT_FOUND, "method not found")
    bot.calls[name] += 1
