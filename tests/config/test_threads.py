"""What a door answers goes out whole; a long answer in pieces, as its listener takes them."""

import asyncio

import pytest

from safeconduct.cases.attachments.redrawing import DRAWING_TURNS
from safeconduct.config.threads import AT_ONCE, PIECE, Threaded
from safeconduct.desk.views.log import CHECKING
from safeconduct.people.kdf import STRETCHING

SCOPE = {
    "type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1",
    "scheme": "http", "headers": [], "server": ("localhost", 80),
}  # fmt: skip


def seen(**scope: object) -> dict[str, object]:
    """Return the words in which an app is told of a request."""
    told: dict[str, object] = {}

    def app(environ, start):
        told.update(environ)
        start("200 OK", [])
        return [b""]

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(_message):
        return None

    made = Threaded(app, with_addresses=bool(scope.pop("with_addresses", False)))
    asyncio.run(made({**SCOPE, **scope}, receive, send))
    return told


def test_the_public_door_does_not_learn_from_where_a_request_comes():
    client = ("192.0.2.7", 4711)
    assert "192.0.2.7" not in map(str, seen(client=client).values())
    assert seen(client=client, with_addresses=True)["REMOTE_ADDR"] == "192.0.2.7"


def test_cookies_that_come_in_several_headers_are_several_cookies():
    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y")]
    told = seen(headers=headers)
    assert (told["HTTP_COOKIE"], told["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


def sent(content: bytes) -> list[dict[str, object]]:
    """Return the messages with which a body goes out."""
    messages: list[dict[str, object]] = []

    def app(_environ, start):
        start("200 OK", [])
        return [content]

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        messages.append(message)

    asyncio.run(Threaded(app)(dict(SCOPE), receive, send))
    return [message for message in messages if message["type"] == "http.response.body"]


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_an_answer_of_any_length_arrives_whole_and_ends_once(size):
    content = bytes(place % 251 for place in range(size))
    pieces = sent(content)
    assert b"".join(piece["body"] for piece in pieces) == content
    assert [piece["more_body"] for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    assert max(len(piece["body"]) for piece in pieces) <= PIECE


def test_all_costly_steps_of_the_desk_together_leave_a_thread_free():
    """For the queue, the calls and the panic key."""
    assert sum(steps.holds for steps in (DRAWING_TURNS, STRETCHING, CHECKING)) < AT_ONCE
