"""Trouble on demand: each kind does what it says, for as long as it was asked for."""

import errno
import http.client
import json
import socket
import urllib.error
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.drill.bot_api.wire import OTHER, TOKEN, until

GET_ME, SEND = f"/bot{TOKEN}/getMe", f"/bot{TOKEN}/sendMessage?chat_id=7&text=x"
BROKEN = (http.client.RemoteDisconnected, ConnectionError, urllib.error.URLError)


def test_an_outage_answers_502_until_it_is_over(wire):
    wire.control("outage", seconds=60, kind="bad_gateway")
    status, body = wire.fetch(GET_ME)
    assert (status, b"502 Bad Gateway" in body) == (502, True)
    wire.act(7, "say", text="people still write")
    wire.control("clock", forward=61)
    assert wire.result("getMe")


def test_an_outage_may_cut_each_connection(wire):
    newest = wire.result("getUpdates")[-1]["update_id"]
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(wire.fetch, f"/bot{TOKEN}/getUpdates?offset={newest + 1}&timeout=20")
        wire.until_polled()
        wire.control("outage", seconds=60, kind="cut")
        with pytest.raises(BROKEN):
            poll.result()
    with pytest.raises(BROKEN):
        wire.fetch(GET_ME)
    wire.control("calm")
    assert wire.result("getMe")


def test_an_outage_may_close_the_port(wire):
    wire.control("outage", seconds=2, kind="refused")
    until(lambda: is_closed(wire))
    until(lambda: not is_closed(wire))
    assert wire.result("getMe")


def is_closed(wire):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", wire.server.port)) == errno.ECONNREFUSED


def test_the_next_calls_fail_and_nothing_is_done(wire):
    wire.control("fault", kind="server_error", calls=2)
    error = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    for _ in range(2):
        assert json.loads(wire.fetch(SEND)[1]) == error
    assert wire.texts(7) == ["/start"]
    assert wire.fetch(SEND)[0] == 200


def test_files_are_out_of_reach_in_an_outage_too(wire):
    wire.control("outage", seconds=60, kind="bad_gateway")
    with pytest.raises(BROKEN):
        wire.fetch(f"/file/bot{TOKEN}/photos/x")


def test_too_many_requests_on_demand(wire):
    wire.control("fault", kind="too_many", calls=1, retry_after=7, method="sendMessage")
    assert wire.result("getMe")
    assert wire.call("sendMessage", chat_id=7, text="x")["parameters"] == {"retry_after": 7}
    assert wire.result("sendMessage", chat_id=7, text="x")


def test_a_truncated_answer_hides_what_was_done(wire):
    wire.control("fault", kind="truncated", calls=1)
    status, body = wire.fetch(SEND)
    assert status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert wire.texts(7) == ["/start", "x"]


def test_a_lost_answer_hides_what_was_done(wire):
    wire.control("fault", kind="lost", calls=1)
    with pytest.raises(BROKEN):
        wire.fetch(SEND)
    assert wire.texts(7) == ["/start", "x"]


def test_each_update_is_delivered_three_times_in_any_order(wire):
    for word in "abcdefgh":
        wire.act(7, "say", text=word)
    wire.control("delivery", copies=3, shuffled=True)
    numbers = [update["update_id"] for update in wire.result("getUpdates")]
    assert len(numbers) == 27
    assert len(set(numbers)) == 9
    assert numbers != sorted(numbers)
    wire.control("calm")
    assert len(wire.result("getUpdates")) == 9


def test_calls_are_counted_and_noted_without_a_word(wire):
    wire.result("sendMessage", chat_id=7, text="a secret word")
    wire.refused("sendMessage", chat_id=8, text="a secret word")
    assert wire.state()["calls"] == {"sendMessage": 2}
    journal = wire.control("calls")
    assert [(one["method"], one["status"]) for one in journal["calls"]] == [
        ("sendMessage", 200),
        ("sendMessage", 400),
    ]
    assert all(one["bytes"] > 20 for one in journal["calls"])
    assert "secret" not in json.dumps(journal)
    assert TOKEN not in json.dumps(journal) + json.dumps(wire.state())
    assert wire.control("calls", since=2)["calls"] == []


def test_bots_are_added_and_then_named(wire):
    wire.control("bots", name="water", token=OTHER)
    assert wire.result("getMe", token=OTHER)["username"] == "water"
    assert wire.act(7, "say", text="to whom?") == {"error": "name one bot"}
    assert "message" in wire.act(7, "say", text="to you", bot="shore")


def test_what_cannot_be_controlled_is_named(wire):
    assert "controls are" in wire.control("weather")["error"]
    assert "kinds are" in wire.control("fault", kind="rain")["error"]
    assert "NUMBER" in wire.control("bots", name="x", token="x")["error"]
