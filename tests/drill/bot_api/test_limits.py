"""Telegram's limits: one message a second in a chat, thirty of a bot."""

import time


def test_a_chat_takes_a_burst_and_then_one_message_a_second(limited):
    limited.act(7, "start")
    for _ in range(5):
        limited.result("sendMessage", chat_id=7, text="x")
    refused = limited.call("sendMessage", chat_id=7, text="x")
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    limited.control("clock", forward=1)
    assert limited.result("sendMessage", chat_id=7, text="x")


def test_a_bot_sends_thirty_messages_a_second_over_all_chats(limited):
    for person in range(1, 40):
        limited.act(person, "start")
    answers = [limited.call("sendMessage", chat_id=n, text="x")["ok"] for n in range(1, 40)]
    assert sum(answers) == 30


def test_what_is_no_message_is_not_counted(limited):
    limited.act(7, "start")
    for number in range(2, 7):
        limited.result("sendMessage", chat_id=7, text="x")
        limited.result("deleteMessage", chat_id=7, message_id=number)
    assert limited.result("sendChatAction", chat_id=7, action="typing")


def test_without_limits_nothing_is_counted(limited):
    limited.control("limits", on=False)
    limited.act(7, "start")
    for _ in range(50):
        limited.result("sendMessage", chat_id=7, text="x")


def test_who_asks_again_with_the_same_offset_gets_one_at_a_time(limited):
    limited.act(7, "start")
    limited.act(7, "say", text="two")
    assert len(limited.result("getUpdates")) == 2
    assert len(limited.result("getUpdates")) == 1
    limited.control("clock", forward=1)
    assert len(limited.result("getUpdates")) == 2


def test_who_asks_again_with_the_same_offset_waits_three_seconds_for_news(limited):
    limited.result("getUpdates")
    begun = time.monotonic()
    assert limited.result("getUpdates") == []
    assert 2.5 < time.monotonic() - begun < 5


def test_a_webhook_is_set_once_a_second(limited):
    limited.result("setWebhook", url="http://127.0.0.1:9/")
    assert limited.refused("setWebhook", url="http://127.0.0.1:9/x")[0] == 429


def test_an_instance_is_not_closed_in_its_first_ten_minutes(limited):
    assert limited.refused("close") == (429, "Too Many Requests: retry after 600")
    limited.control("clock", forward=600)
    assert limited.result("close")


def test_a_bot_that_logged_out_is_told_so_for_ten_minutes(limited):
    assert limited.result("logOut")
    assert limited.refused("getMe") == (400, "Logged out")
    limited.control("clock", forward=600)
    assert limited.result("getMe")
