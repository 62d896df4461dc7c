"""`getUpdates` as the real server answers it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.drill.bot_api.wire import DAY, TOKEN


def texts(updates):
    return [update["message"]["text"] for update in updates]


def say(wire, *words):
    for word in words:
        wire.act(7, "say", text=word)


def test_an_update_comes_again_until_a_higher_offset_acknowledges_it(wire):
    say(wire, "one")
    first = wire.result("getUpdates")
    assert wire.result("getUpdates") == first
    highest = first[-1]["update_id"]
    assert texts(wire.result("getUpdates", offset=highest)) == ["one"]
    assert wire.result("getUpdates", offset=highest + 1) == []
    assert wire.result("getUpdates") == []


def test_an_offset_in_the_future_acknowledges_nothing(wire):
    say(wire, "one")
    assert texts(wire.result("getUpdates", offset=2_000_000_000)) == ["/start", "one"]


def test_a_negative_offset_asks_for_the_last_ones_and_forgets_those_before(wire):
    say(wire, "one", "two", "three")
    assert texts(wire.result("getUpdates", offset=-2)) == ["two", "three"]
    assert texts(wire.result("getUpdates")) == ["two", "three"]


@pytest.mark.parametrize(("asked", "given"), [(None, 100), (100, 100), (500, 100), (3, 3), (0, 1)])
def test_at_most_a_hundred_come_at_once(wire, asked, given):
    acts = [{"person": 7, "act": "say", "text": str(n)} for n in range(120)]
    wire.json("/people/acts", {"acts": acts})
    limit = {} if asked is None else {"limit": asked}
    assert len(wire.result("getUpdates", **limit)) == given


def test_a_long_poll_ends_with_the_first_update(wire):
    wire.result("getUpdates", offset=wire.result("getUpdates")[-1]["update_id"] + 1)
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(wire.result, "getUpdates", timeout=10)
        wire.until_polled()
        assert not poll.done()
        begun = time.monotonic()
        say(wire, "news")
        assert texts(poll.result()) == ["news"]
        assert time.monotonic() - begun < 2


def test_a_long_poll_without_news_ends_empty(wire):
    wire.result("getUpdates", offset=-1)
    newest = wire.result("getUpdates")[-1]["update_id"]
    begun = time.monotonic()
    assert wire.result("getUpdates", offset=newest + 1, timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 3


def test_a_second_poller_ends_the_first_with_409(wire):
    newest = wire.result("getUpdates")[-1]["update_id"]
    with ThreadPoolExecutor() as pool:
        first = pool.submit(wire.refused, "getUpdates", offset=newest + 1, timeout=10)
        wire.until_polled()
        second = pool.submit(wire.result, "getUpdates", offset=newest + 1, timeout=10)
        assert first.result() == (
            409,
            (
                "Conflict: terminated by other getUpdates request; make sure that only one bot"
                " instance is running"
            ),
        )
        say(wire, "for the second")
        assert texts(second.result()) == ["for the second"]


def test_polling_beside_a_webhook_is_a_conflict(wire):
    wire.result("setWebhook", url="http://127.0.0.1:9/")
    assert wire.refused("getUpdates") == (
        409,
        (
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to"
            " delete the webhook first"
        ),
    )
    wire.result("deleteWebhook")
    assert wire.result("getUpdates")


def test_setting_a_webhook_ends_a_poll(wire):
    newest = wire.result("getUpdates")[-1]["update_id"]
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(wire.refused, "getUpdates", offset=newest + 1, timeout=10)
        wire.until_polled()
        wire.result("setWebhook", url="http://127.0.0.1:9/")
        assert poll.result() == (409, "Conflict: terminated by setWebhook request")


@pytest.mark.parametrize(("waited", "left"), [(DAY - 60, 1), (DAY + 60, 0)])
def test_an_update_that_nobody_fetched_dies_after_24_hours(wire, waited, left):
    wire.control("clock", forward=waited)
    assert len(wire.result("getUpdates")) == left
    assert wire.state()["pending"] == left


def test_kinds_that_the_bot_does_not_want_never_arrive(wire):
    wire.result("getUpdates", allowed_updates=["callback_query"], offset=-1)
    newest = wire.result("getUpdates")[-1]["update_id"]
    say(wire, "unheard")
    assert wire.result("getUpdates", offset=newest + 1) == []
    wire.result("getUpdates", allowed_updates=[])
    say(wire, "heard")
    assert texts(wire.result("getUpdates", offset=newest + 1)) == ["heard"]


@pytest.mark.parametrize("token", ["4242:wrong", "999:unknown"])
def test_an_unknown_token_is_unauthorized(wire, token):
    assert wire.refused("getMe", token=token) == (401, "Unauthorized")


def test_a_malformed_token_is_told_so(wire):
    assert wire.refused("getMe", token="x") == (401, "Unauthorized: invalid token specified")


def test_a_bot_that_is_switched_off_is_unauthorized_also_while_it_polls(wire):
    newest = wire.result("getUpdates")[-1]["update_id"]
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(wire.refused, "getUpdates", offset=newest + 1, timeout=10)
        wire.until_polled()
        wire.control("switch", off=True)
        assert poll.result() == (401, "Unauthorized")
    assert wire.refused("getMe") == (401, "Unauthorized")
    wire.control("switch", off=False)
    assert wire.result("getMe")["id"] == 4242


def test_an_unknown_method_is_not_found(wire):
    assert wire.refused("sendLove") == (404, "Not Found: method not found")


def test_names_of_methods_are_read_in_any_case(wire):
    assert wire.result("GETME")["username"] == "shore"


def test_arguments_come_by_query_form_json_and_multipart(wire):
    by_query = wire.fetch(f"/bot{TOKEN}/sendMessage?chat_id=7&text=query")
    by_form = wire.fetch(f"/bot{TOKEN}/sendMessage", b"chat_id=7&text=form")
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"chat_id": 7, "text": "json"}).encode()
    by_json = wire.fetch(f"/bot{TOKEN}/sendMessage", body, headers)
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    parts = "".join(
        f'--line\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("chat_id", "7"), ("text", "parts"))
    )
    by_parts = wire.fetch(f"/bot{TOKEN}/sendMessage", f"{parts}--line--\r\n".encode(), headers)
    assert {status for status, _ in (by_query, by_form, by_json, by_parts)} == {200}
    assert wire.texts(7)[1:] == ["query", "form", "json", "parts"]
