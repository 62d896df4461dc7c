"""Requests over the stream of events: each gets its own answer, and none is waited for in vain."""

import asyncio
import json

import pytest

from safeconduct.phone.over_stream import OverStream


class Stream:
    """A stream that keeps what was sent on it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []

    async def send_str(self, text: str) -> None:
        self.sent.append(json.loads(text))


def answer(request: dict[str, object], status: int = 200, **more: object) -> dict[str, object]:
    named = {"type": "RESTResponse", "request_id": request["request_id"]}
    return {**named, "status_code": status, **more}


def in_scene(scene) -> None:
    stream = Stream()
    asyncio.run(scene(stream, OverStream(stream)))


async def asked(over: OverStream, *paths: str) -> list[asyncio.Task[tuple[int, bytes]]]:
    tasks = [asyncio.create_task(over.ask("GET", path, {}, None)) for path in paths]
    await asyncio.sleep(0)
    return tasks


def test_answers_in_another_order_reach_who_asked() -> None:
    async def scene(stream, over) -> None:
        tasks = await asked(over, "one", "two")
        for request in reversed(stream.sent):
            over.heard(answer(request, message_body=str(request["uri"])))
        assert await asyncio.gather(*tasks) == [(200, b"one"), (200, b"two")]

    in_scene(scene)


def test_what_is_asked_is_named_as_the_switch_wants_it() -> None:
    async def scene(stream, over) -> None:
        task = asyncio.create_task(over.ask("POST", "channels", {"media": "a"}, {"app": "b"}))
        await asyncio.sleep(0)
        (request,) = stream.sent
        assert request["query_strings"] == [{"name": "media", "value": "a"}]
        assert request["message_body"] == '{"app": "b"}'
        over.heard(answer(request, 204))
        assert await task == (204, b"")

    in_scene(scene)


def test_a_switch_that_does_not_know_this_way_is_never_asked_on_it() -> None:
    async def scene(stream, over) -> None:
        await over.try_it()
        assert not over.heard({"type": "StasisStart"})
        assert not over.answers
        over.heard(answer(stream.sent[0], 403))
        assert over.answers

    in_scene(scene)


def test_a_stream_that_is_cut_leaves_nobody_waiting() -> None:
    async def scene(_stream, over) -> None:
        (task,) = await asked(over, "one")
        over.cut()
        with pytest.raises(ConnectionResetError):
            await task
        assert not over.answers

    in_scene(scene)


def test_an_answer_that_comes_too_late_is_no_matter() -> None:
    async def scene(stream, over) -> None:
        (task,) = await asked(over, "one")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert over.heard(answer(stream.sent[0]))

    in_scene(scene)
