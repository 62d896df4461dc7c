"""The side of the simulated people: their acts, one or many, and what they see of a chat."""

from dataclasses import dataclass

from aiohttp import web

from safeconduct.drill.bot_api.acts import act
from safeconduct.drill.bot_api.arguments import Arguments, arguments_of, whole
from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.refusals import Refused, bad
from safeconduct.drill.bot_api.world import World

LONGEST_WATCH = 60.0


@dataclass(frozen=True, slots=True)
class PeopleSide:
    world: World

    async def answer(self, request: web.BaseRequest, path: str) -> Json:
        given = await arguments_of(request)
        if path == "acts":
            return {"done": [self._done(one) for one in many(given)]}
        number, _, name = path.partition("/")
        if name == "chat":
            return await self._chat(whole(number), given)
        return act(self.world, whole(number), name, given)

    def _done(self, one: Json) -> Json:
        given = Arguments(one)
        try:
            return act(self.world, given.whole("person"), given.text("act"), given)
        except Refused as refused:
            return {"error": str(refused)}

    async def _chat(self, number: int, given: Arguments) -> Json:
        chat = self.world.bot_named(given.text("bot")).chats.get(number)
        if chat is None:
            raise bad("this person has not started the bot")
        patience = min(given.number("timeout"), LONGEST_WATCH)
        await chat.later_than(given.whole("since", -1), patience)
        return chat.seen()


def many(given: Arguments) -> list[Json]:
    acts = given.structure("acts", called="acts")
    if not isinstance(acts, list):
        raise bad("acts is a list")
    return [one for one in acts if isinstance(one, dict)]
