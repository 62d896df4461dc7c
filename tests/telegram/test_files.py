"""Files sent to the bot, through the real process against the stand-in: fetched, sealed, gone."""

import base64

import pytest

from tests.drill.bot_api.wire import Wire
from tests.telegram import test_running
from tests.telegram.test_running import Channel, asks_for_help, labels, until

# The process and its platform, as the tests beside this one start them.
channel, person, kept = test_running.channel, test_running.person, test_running.kept
prepared, wire = test_running.prepared, test_running.wire

pytestmark = [
    pytest.mark.running,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("telegram process"),
]
SEEN = b"\xff\xd8\xff" + b"what the picture shows " * 500


def sends(wire: Wire, person: int, kind: str, content: bytes = SEEN, **beside: object) -> int:
    packed = base64.b64encode(content).decode()
    return int(wire.act(person, kind, content=packed, **beside)["message"])


def texts_of(wire: Wire, person: int) -> str:
    return "\n".join(message["text"] for message in wire.chat(person)["messages"])


def on_screen(wire: Wire, person: int, message: int) -> bool:
    return message in {one["id"] for one in wire.chat(person)["messages"]}


def files(channel: Channel) -> list[bytes]:
    rows = channel.rows("SELECT body FROM sc_arrival WHERE length(body) > 262144")
    return [bytes(body) for (body,) in rows]


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
def test_a_file_of_who_asked_is_sealed_and_taken_off_the_screen(channel, person, kind) -> None:
    asks_for_help(channel.wire, person)
    before = len(files(channel))
    message = sends(channel.wire, person, kind, caption="Вот что там")
    until(lambda: "Файл передан" in texts_of(channel.wire, person))
    assert not on_screen(channel.wire, person, message)
    assert len(files(channel)) == before + 1
    for path in channel.home.rglob("*"):
        if path.is_file():
            assert b"what the picture shows" not in path.read_bytes()
            assert "Вот что там".encode() not in path.read_bytes()


def test_before_the_request_is_handed_in_a_file_is_removed_unopened(channel, person) -> None:
    channel.wire.act(person, "start", language_code="ru")
    until(lambda: labels(channel.wire, person))
    before = len(files(channel))
    message = sends(channel.wire, person, "photo")
    until(lambda: "когда запрос будет передан" in texts_of(channel.wire, person))
    until(lambda: not on_screen(channel.wire, person, message))
    assert len(files(channel)) == before
    assert not channel.wire.state()["calls"].get("getFile", 0) or before


def test_a_file_larger_than_any_door_takes_is_refused_with_a_kind_word(channel, person) -> None:
    asks_for_help(channel.wire, person)
    before = len(files(channel))
    for size in (17 * 2**20, 21 * 2**20):
        message = int(channel.wire.act(person, "document", size=size)["message"])
        until(lambda gone=message: not on_screen(channel.wire, person, gone))
    until(lambda: "слишком большой" in texts_of(channel.wire, person))
    assert len(files(channel)) == before


def test_ten_files_at_once_are_each_stored_once_though_the_process_is_killed(
    channel, person
) -> None:
    asks_for_help(channel.wire, person)
    before = len(files(channel))
    for number in range(10):
        sends(channel.wire, person, "photo", SEEN + bytes([number]))
    channel.kill()
    channel.start()
    until(lambda: "Файл передан" in texts_of(channel.wire, person))
    until(lambda: len(files(channel)) == before + 10)


def test_a_sticker_is_removed_unopened(channel, person) -> None:
    asks_for_help(channel.wire, person)
    message = sends(channel.wire, person, "sticker")
    until(lambda: not on_screen(channel.wire, person, message))
    until(lambda: "мы здесь не принимаем" in texts_of(channel.wire, person))
