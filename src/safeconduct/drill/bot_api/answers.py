"""How answers look on the wire."""

import json
from http import HTTPStatus

from aiohttp import web

from safeconduct.drill.bot_api.refusals import Refused


def dumped(body: object) -> str:
    return json.dumps(body, ensure_ascii=False)


def refusal(refused: Refused) -> tuple[int, str]:
    return refused.status, dumped(refused.body())


def as_json(body: object, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, text=dumped(body), content_type="application/json")


def not_found() -> web.Response:
    return as_json(Refused(HTTPStatus.NOT_FOUND).body(), HTTPStatus.NOT_FOUND)


def cut(request: web.BaseRequest) -> web.Response:
    """Break the connection; nobody will read the response."""
    if request.transport:
        request.transport.abort()
    return web.Response()
