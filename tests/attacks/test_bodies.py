"""Who sends slowly or too much takes nothing from anybody else."""

import asyncio

from safeconduct.config.bodies import Gathered
from safeconduct.config.threads import AT_ONCE, Threaded

LIMIT = 1000
SCOPE = {
    "type": "http", "method": "POST", "path": "/ru/write/", "query_string": b"", "scheme": "http",
    "http_version": "1.1", "server": ("127.0.0.1", 1),
    "headers": [(b"content-length", b"5"), (b"content_length", b"9"), (b"x-one", b"a")],
}  # fmt: skip


def echo(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["CONTENT_LENGTH"].encode(), b" ", environ["wsgi.input"].read()]


def site(patience: float = 5.0) -> Gathered:
    return Gathered(Threaded(echo), most=LIMIT, patience=patience)


async def sent(app: Gathered, *pieces: bytes, whole: bool = True) -> tuple[int, bytes]:
    """Send pieces; a body that is not whole never ends."""
    waiting = [{"type": "http.request", "body": one, "more_body": True} for one in pieces]
    if whole:
        waiting[-1]["more_body"] = False
    answer = []

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message):
        answer.append(message)

    await app(SCOPE, receive, send)
    return answer[0]["status"], answer[1]["body"]


def test_a_body_in_pieces_comes_in_one_with_its_true_length() -> None:
    assert asyncio.run(sent(site(), b"co", b"de")) == (200, b"4 code")


def test_many_who_dawdle_hold_no_thread() -> None:
    async def crowd() -> tuple[int, bytes]:
        app = site()
        slow = [asyncio.create_task(sent(app, b"c", whole=False)) for _ in range(5 * AT_ONCE)]
        await asyncio.sleep(0)
        try:
            return await asyncio.wait_for(sent(app, b"code"), 2)
        finally:
            for one in slow:
                one.cancel()

    assert asyncio.run(crowd()) == (200, b"4 code")


def test_who_never_ends_is_let_go() -> None:
    status, body = asyncio.run(sent(site(patience=0.05), b"c", whole=False))
    assert (status, body) == (408, b"")


def test_of_too_long_a_body_nothing_is_kept_but_its_length() -> None:
    status, body = asyncio.run(sent(site(), b"a" * LIMIT, b"b"))
    assert (status, body) == (200, b"1001 ")
