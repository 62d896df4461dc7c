"""Who sends slowly or too much takes nothing from anybody else."""

import asyncio
import logging
import time

import pytest
from django.core.wsgi import get_wsgi_application

from safeconduct.config.bodies import CUT, Gathered, Message, Room
from safeconduct.config.quiet_logs import PlaceOnly
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


WITH_FILE = {**SCOPE, "headers": [(b"content-type", b"multipart/form-data; boundary=x")]}


def told(environ, start):
    start("200 OK", [])
    body = environ["wsgi.input"].read()
    return [environ.get(CUT, "whole").encode(), b" %d" % len(body)]


def with_room(free: int = 2, patience: float = 5.0, grace: float = 5.0) -> Gathered:
    room = Room(most=10 * LIMIT, free=free, patience=patience, least=LIMIT, grace=grace)
    return Gathered(Threaded(told), most=LIMIT, patience=0.2, room=room)


async def sent(
    app: Gathered, *pieces: bytes, whole: bool = True, scope: Message = SCOPE
) -> tuple[int, bytes]:
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

    await app(scope, receive, send)
    return answer[0]["status"], answer[1]["body"]


def test_a_body_in_pieces_comes_in_one_with_its_true_length() -> None:
    assert asyncio.run(sent(site(), b"co", b"de")) == (200, b"4 code")


def in_headers(*headers: tuple[bytes, bytes]) -> Message:
    return {**SCOPE, "headers": [*SCOPE["headers"], *headers]}


@pytest.mark.parametrize(
    "headers",
    [
        # Python parses such a value for two minutes, and one request of a stranger is enough.
        [(b"content-type", b'a/b; x="' + b";" * 390_000)],
        [(b"content-type", b'a/b; x="' + b";" * 1_000)],
        [(b"content-type", b'a/b; x="' + b";" * 100)] * 10,
        [(b"cookie", b"a=b; " * 5_000)],
        [(b"x-%d" % number, b"a" * 100) for number in range(300)],
    ],
    ids=["longest", "long", "repeated", "one of another name", "many"],
)
def test_no_header_is_worked_on_that_is_longer_than_any_of_ours(headers) -> None:
    begun = time.monotonic()
    door = Gathered(Threaded(get_wsgi_application()), most=LIMIT)
    assert asyncio.run(sent(door, b"code", scope=in_headers(*headers))) == (431, b"")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "header",
    [
        (b"content-type", b"multipart/form-data; boundary=" + b"-" * 70),
        (b"cookie", b"a=" + b"b" * 4_000),
    ],
    ids=["content-type", "cookie"],
)
def test_the_longest_headers_that_browsers_send_us_come_through(header) -> None:
    assert asyncio.run(sent(site(), b"code", scope=in_headers(header))) == (200, b"4 code")


@pytest.mark.parametrize("kind", [b"a/b; x*=nowhere''y", b"a/b; x*=idna''" + b"a" * 100])
def test_what_breaks_before_a_page_can_say_so_is_told_by_type_and_place_alone(
    kind: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told to the server it would stand in the log in full, with what was sent."""
    door = Gathered(Threaded(get_wsgi_application()), most=LIMIT)
    heard = logging.StreamHandler()
    heard.setFormatter(PlaceOnly())
    logging.getLogger("safeconduct.config.threads").addHandler(heard)
    try:
        answer = asyncio.run(sent(door, b"code", scope=in_headers((b"content-type", kind))))
    finally:
        logging.getLogger("safeconduct.config.threads").removeHandler(heard)
    told = capsys.readouterr().err
    assert answer == (500, b"")
    assert "Error" in told
    assert "nowhere" not in told
    assert "idna" not in told


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


def test_a_form_with_a_file_comes_in_whole_where_there_is_room() -> None:
    app = with_room(free=1)
    for _ in range(2):
        answer = asyncio.run(sent(app, b"a" * LIMIT, b"b" * LIMIT, scope=WITH_FILE))
        assert answer == (200, b"whole 2000")


def test_of_too_long_a_form_with_a_file_only_the_head_is_kept() -> None:
    pieces = [b"a" * LIMIT] * 11
    assert asyncio.run(sent(with_room(), *pieces, scope=WITH_FILE)) == (200, b"large 1000")


def test_a_long_body_without_a_file_gets_no_room() -> None:
    assert asyncio.run(sent(with_room(), b"a" * LIMIT, b"b")) == (200, b"whole 0")


def test_of_ten_files_at_once_no_more_are_held_than_there_is_room_for() -> None:
    async def crowd() -> list[tuple[int, bytes]]:
        app = with_room(free=2)
        slow = [
            asyncio.create_task(sent(app, b"a" * 2 * LIMIT, whole=False, scope=WITH_FILE))
            for _ in range(2)
        ]
        await asyncio.sleep(0)
        try:
            eight = (sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE) for _ in range(8))
            return await asyncio.gather(*eight)
        finally:
            for one in slow:
                one.cancel()

    assert asyncio.run(crowd()) == [(200, b"busy 1000")] * 8


def test_room_is_free_again_after_who_went_away_and_who_was_too_slow() -> None:
    async def one_after_the_other() -> tuple[int, bytes]:
        app = with_room(free=1, patience=0.1)
        late = await sent(app, b"a" * 2 * LIMIT, whole=False, scope=WITH_FILE)
        assert late == (408, b"")
        return await sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE)

    assert asyncio.run(one_after_the_other()) == (200, b"whole 2000")


def test_who_sends_a_file_gets_more_time_than_who_sends_words() -> None:
    async def slowly() -> tuple[int, bytes]:
        pieces = [b"a" * 2 * LIMIT, b"b"]
        answer = []

        async def receive():
            await asyncio.sleep(0.15)
            more = len(pieces) > 1
            return {"type": "http.request", "body": pieces.pop(0), "more_body": more}

        async def send(message):
            answer.append(message)

        await with_room()(WITH_FILE, receive, send)
        return answer[0]["status"], answer[1]["body"]

    assert asyncio.run(slowly()) == (200, b"whole 2001")


async def sending(
    app: Gathered, pieces: int, every: float, answers: list[tuple[int, bytes]]
) -> None:
    """Ask for room at once, then send so many pieces of the limit's length, one each time."""
    left, answer = [b"a" * 2 * LIMIT, *([b"b" * LIMIT] * pieces)], []

    async def receive():
        await asyncio.sleep(every if len(left) <= pieces else 0)
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message):
        answer.append(message)

    await app(WITH_FILE, receive, send)
    answers.append((answer[0]["status"], answer[1]["body"]))


def test_who_dawdles_with_a_file_makes_way_for_the_next_and_is_told_so() -> None:
    """Three a worker once kept all files out for ten minutes at a time."""

    async def one_after_the_other() -> list[tuple[int, bytes]]:
        app, answers = with_room(free=1, grace=0.3), []
        slow = asyncio.create_task(sending(app, 1, 1.0, answers))
        await asyncio.sleep(0.6)
        answers.append(await sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE))
        await slow
        answers.append(await sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE))
        return answers

    whole, cut = (200, b"whole 2000"), (200, b"busy 1000")
    assert asyncio.run(one_after_the_other()) == [whole, cut, whole]


def test_who_sends_at_a_fair_pace_keeps_the_place_and_so_does_who_just_came() -> None:
    async def at_once() -> list[tuple[int, bytes]]:
        answers = []
        for grace, every in ((0.1, 0.2), (5.0, 0.4)):
            app = with_room(free=1, grace=grace)
            steady = asyncio.create_task(sending(app, 2, every, answers))
            await asyncio.sleep(1.5 * every)
            answers.append(await sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE))
            await steady
        return answers

    assert asyncio.run(at_once()) == [(200, b"busy 1000"), (200, b"whole 4000")] * 2


def test_who_has_sent_everything_is_not_cut_while_the_answer_is_made() -> None:
    async def slowly_answered() -> list[tuple[int, bytes]]:
        told_slowly = asyncio.Event()

        async def door(scope, receive, send):
            body = (await receive())["body"]
            await told_slowly.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"%d" % len(body)})

        room = Room(most=10 * LIMIT, free=1, patience=5.0, least=LIMIT, grace=0.05)
        app = Gathered(door, most=LIMIT, room=room)
        first = asyncio.create_task(sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(sent(app, b"a" * 2 * LIMIT, scope=WITH_FILE))
        await asyncio.sleep(0.05)
        told_slowly.set()
        return [await first, await second]

    assert asyncio.run(slowly_answered()) == [(200, b"2000"), (200, b"1000")]
