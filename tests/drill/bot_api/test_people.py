"""What people do, as the bot hears of it."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.drill.bot_api.wire import HOUR, TOKEN


def newest(wire):
    return wire.result("getUpdates", offset=-1)[-1]


def test_a_start_carries_its_payload_as_a_command(wire):
    wire.act(9, "start", payload="abc", first_name="Ольга", username="olya", language_code="uk")
    message = newest(wire)["message"]
    assert message["text"] == "/start abc"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": 9,
        "is_bot": False,
        "first_name": "Ольга",
        "username": "olya",
        "language_code": "uk",
    }
    assert message["chat"]["type"] == "private"


def test_nobody_speaks_before_they_start(wire):
    assert wire.act(9, "say", text="x") == {"error": "this person has not started the bot"}
    assert "people do not" in wire.act(9, "fly")["error"]


def test_what_is_too_long_for_one_message_comes_in_several(wire):
    wire.act(7, "say", text="a" * 4096 + "b")
    assert [len(text) for text in wire.texts(7)] == [6, 4096, 1]


def test_a_pressed_button_brings_the_message_it_hangs_on(wire):
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    number = wire.result("sendMessage", chat_id=7, text="?", reply_markup=markup)["message_id"]
    wire.act(7, "press", label="Да")
    query = newest(wire)["callback_query"]
    assert (query["data"], query["message"]["message_id"], query["from"]["id"]) == (
        "yes",
        number,
        7,
    )
    wire.act(7, "press", data="yes", message=number)
    assert wire.act(7, "press", label="Нет") == {"error": "there is no such button"}


def test_the_newest_button_of_a_name_is_pressed(wire):
    for data in ("old", "new"):
        markup = {"inline_keyboard": [[{"text": "Да", "callback_data": data}]]}
        wire.result("sendMessage", chat_id=7, text="?", reply_markup=markup)
    wire.act(7, "press", label="Да")
    assert newest(wire)["callback_query"]["data"] == "new"


def test_a_button_under_the_chat_says_its_label(wire):
    markup = {"keyboard": [["Да"]], "one_time_keyboard": True}
    wire.result("sendMessage", chat_id=7, text="?", reply_markup=markup)
    wire.act(7, "press", label="Да")
    assert newest(wire)["message"]["text"] == "Да"
    assert wire.chat(7)["keyboard"] == []


@pytest.mark.parametrize(
    ("act", "what", "holds"),
    [
        ("contact", {"phone_number": "+100"}, {"phone_number": "+100", "user_id": 7}),
        ("location", {"latitude": 1.5, "longitude": 2}, {"latitude": 1.5}),
        ("live_location", {"latitude": 1, "longitude": 2}, {"live_period": 3600}),
        ("audio", {"size": 9}, {"mime_type": "audio/mpeg"}),
        ("video_note", {"size": 9}, {"length": 240}),
        ("voice", {"size": 9, "duration": 4}, {"file_size": 9, "duration": 4}),
        ("document", {"size": 9, "name": "a.pdf"}, {"file_name": "a.pdf"}),
        ("sticker", {"emoji": "🙂"}, {"emoji": "🙂", "width": 512}),
    ],
)
def test_people_send_what_phones_can_send(wire, act, what, holds):
    wire.act(7, act, **what)
    field = act.removeprefix("live_")
    sent = newest(wire)["message"][field]
    assert holds.items() <= sent.items()
    assert wire.chat(7)["messages"][-1]["kind"] == field


def test_a_photo_comes_in_sizes_with_its_caption(wire):
    wire.act(7, "photo", size=5000, caption="вот")
    message = newest(wire)["message"]
    assert message["caption"] == "вот"
    assert len(message["photo"]) == 2
    assert message["photo"][-1]["file_size"] == 5000


def test_an_album_comes_as_messages_of_one_group(wire):
    for _ in range(2):
        wire.act(7, "video", size=9, album="a1")
    updates = wire.result("getUpdates", offset=-2)
    assert [one["message"]["media_group_id"] for one in updates] == ["a1", "a1"]


def test_a_live_location_moves_as_an_edited_message(wire):
    number = wire.act(7, "live_location", latitude=1, longitude=2)["message"]
    wire.act(7, "move", message=number, latitude=3, longitude=4)
    edited = newest(wire)["edited_message"]
    assert edited["location"]["latitude"] == 3
    assert edited["edit_date"]
    assert wire.act(7, "move", message=1) == {"error": "that is no live location"}


def test_an_edited_message_is_an_update_of_its_own(wire):
    number = wire.act(7, "say", text="before")["message"]
    wire.act(7, "edit", message=number, text="after")
    assert newest(wire)["edited_message"]["text"] == "after"
    assert wire.texts(7)[-1] == "after"


def test_blocking_and_coming_back_is_told(wire):
    wire.act(7, "block")
    change = newest(wire)["my_chat_member"]
    assert change["new_chat_member"]["status"] == "kicked"
    assert "error" in wire.act(7, "say", text="x")
    wire.act(7, "start")
    changes = wire.result("getUpdates", offset=-2)
    assert changes[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert changes[1]["message"]["text"] == "/start"


def test_a_watcher_hears_of_each_change(wire):
    version = wire.chat(7)["version"]
    assert wire.chat(7, since=version, timeout=0)["version"] == version
    with ThreadPoolExecutor() as pool:
        watch = pool.submit(wire.chat, 7, version, 10)
        wire.until_watched(7)
        wire.result("sendMessage", chat_id=7, text="news")
        assert watch.result()["messages"][-1]["text"] == "news"


def test_many_act_in_one_request(wire):
    starts = [{"person": number, "act": "start"} for number in range(100, 400)]
    done = wire.json("/people/acts", {"acts": [*starts, {"person": 999, "act": "say"}]})["done"]
    assert len(done) == 301
    assert "error" in done[-1]
    assert wire.control("state")["people"] == 301


def fetched(wire, file_id):
    path = wire.result("getFile", file_id=file_id)["file_path"]
    return path, wire.fetch(f"/file/bot{TOKEN}/{path}")


def test_a_file_is_fetched_by_its_link_for_an_hour(wire):
    wire.act(7, "document", content=base64.b64encode(b"pages").decode(), name="a.pdf")
    file_id = newest(wire)["message"]["document"]["file_id"]
    path, answer = fetched(wire, file_id)
    assert answer == (200, b"pages")
    wire.control("clock", forward=HOUR + 1)
    assert wire.fetch(f"/file/bot{TOKEN}/{path}")[0] == 404
    assert fetched(wire, file_id)[1] == (200, b"pages")


def test_a_file_over_20_megabytes_cannot_be_fetched(wire):
    for size, good in ((20 * 1024 * 1024, True), (20 * 1024 * 1024 + 1, False)):
        wire.act(7, "voice", size=size)
        answer = wire.call("getFile", file_id=newest(wire)["message"]["voice"]["file_id"])
        assert answer["ok"] is good
    assert answer["description"] == "Bad Request: file is too big"
    assert wire.refused("getFile", file_id="none") == (400, "Bad Request: invalid file_id")


def test_a_bot_uploads_a_file_and_sends_it_again_by_its_number(wire):
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    parts = (
        '--line\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n7\r\n'
        '--line\r\nContent-Disposition: form-data; name="document"; filename="a.txt"\r\n'
        "Content-Type: text/plain\r\n\r\nhello\r\n--line--\r\n"
    )
    _, body = wire.fetch(f"/bot{TOKEN}/sendDocument", parts.encode(), headers)
    sent = json.loads(body)["result"]["document"]
    assert (sent["file_name"], sent["file_size"]) == ("a.txt", 5)
    again = wire.result("sendDocument", chat_id=7, document=sent["file_id"], caption="again")
    assert again["document"]["file_id"] == sent["file_id"]
    assert fetched(wire, sent["file_id"])[1] == (200, b"hello")
    assert wire.refused("sendPhoto", chat_id=7) == (
        400,
        "Bad Request: there is no photo in the request",
    )
