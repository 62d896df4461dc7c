"""Webhooks: the secret header, order within a chat, retries with growing pauses, 24 hours."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.drill.bot_api.wire import DAY, until

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """A bot's own server: notes what arrives and answers as it is told."""

    def __init__(self) -> None:
        self.heard, self.secrets = [], []
        self.status, self.answer, self.headers = 200, b"", {}
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.heard.append(json.loads(body))
                hook.secrets.append(self.headers[SECRET])
                self.send_response(hook.status)
                for name, value in hook.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(hook.answer)))
                self.end_headers()
                self.wfile.write(hook.answer)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def texts(self):
        return [update["message"]["text"] for update in self.heard]


@pytest.fixture
def hook() -> Iterator[Hook]:
    running = Hook()
    yield running
    running.server.shutdown()
    running.server.server_close()


def test_updates_arrive_in_the_order_of_a_chat_with_the_secret(wire, hook):
    assert wire.call("setWebhook", url=hook.url, secret_token="s-1_A") == {
        "ok": True,
        "result": True,
        "description": "Webhook was set",
    }
    for word in ("one", "two", "three"):
        wire.act(7, "say", text=word)
    until(lambda: len(hook.heard) == 4)
    assert hook.texts() == ["/start", "one", "two", "three"]
    assert set(hook.secrets) == {"s-1_A"}
    until(lambda: wire.state()["pending"] == 0)


def test_what_is_not_taken_comes_again_with_growing_pauses(wire, hook):
    hook.status = 500
    wire.result("setWebhook", url=hook.url)
    until(lambda: len(hook.heard) == 2)
    time.sleep(0.3)
    assert len(hook.heard) == 2
    info = wire.result("getWebhookInfo")
    assert info["pending_update_count"] == 1
    assert (
        info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    )
    wire.control("clock", forward=2)
    until(lambda: len(hook.heard) == 3)
    wire.control("clock", forward=2)
    time.sleep(0.3)
    assert len(hook.heard) == 3
    hook.status = 200
    wire.control("clock", forward=2)
    until(lambda: wire.state()["pending"] == 0)
    assert len({update["update_id"] for update in hook.heard}) == 1


def test_a_webhook_that_nobody_answers_is_tried_until_the_update_is_too_old(wire):
    wire.result("setWebhook", url="http://127.0.0.1:9/")
    until(lambda: "last_error_message" in wire.result("getWebhookInfo"))
    assert wire.result("getWebhookInfo")["last_error_message"] == "Connection refused"
    wire.control("clock", forward=DAY)
    until(lambda: wire.result("getWebhookInfo")["pending_update_count"] == 0)


def test_one_chat_that_fails_does_not_hold_up_another(wire, hook):
    wire.result("setWebhook", url=hook.url)
    until(lambda: len(hook.heard) == 1)
    hook.status = 503
    wire.act(7, "say", text="waits")
    until(lambda: len(hook.heard) == 3)
    hook.status = 200
    wire.act(8, "start")
    until(lambda: len(hook.heard) == 4)
    assert hook.heard[-1]["message"]["chat"]["id"] == 8


def test_nothing_is_delivered_in_an_outage_nor_for_a_bot_that_is_off(wire, hook):
    wire.result("setWebhook", url=hook.url)
    until(lambda: len(hook.heard) == 1)
    wire.control("outage", seconds=60)
    wire.act(7, "say", text="later")
    time.sleep(0.3)
    assert len(hook.heard) == 1
    wire.control("switch", off=True)
    wire.control("calm")
    time.sleep(0.3)
    assert len(hook.heard) == 1
    wire.control("switch", off=False)
    until(lambda: len(hook.heard) == 2)


def test_a_method_in_the_answer_is_carried_out(wire, hook):
    hook.answer = json.dumps({"method": "sendMessage", "chat_id": 7, "text": "by answer"}).encode()
    wire.result("setWebhook", url=hook.url)
    until(lambda: "by answer" in wire.texts(7))


def test_the_same_webhook_again_is_already_set_and_a_deleted_one_deleted(wire, hook):
    wire.result("setWebhook", url=hook.url)
    assert wire.call("setWebhook", url=hook.url)["description"] == "Webhook is already set"
    assert wire.call("deleteWebhook")["description"] == "Webhook was deleted"
    assert wire.call("deleteWebhook")["description"] == "Webhook is already deleted"


def test_pending_updates_are_dropped_on_request(wire):
    assert wire.state()["pending"] == 1
    wire.result("deleteWebhook", drop_pending_updates="true")
    assert wire.state()["pending"] == 0


def test_only_the_loopback_address_can_be_a_webhook(wire):
    refused = wire.refused("setWebhook", url="https://example.com/hook")
    assert refused[0] == 400
    assert refused[1].startswith("Bad Request: bad webhook: ")
    assert wire.result("getWebhookInfo")["url"] == ""


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("a b", "secret token contains unallowed characters"),
        ("a" * 257, "secret token is too long"),
    ],
)
def test_a_secret_is_256_plain_characters_at_most(wire, hook, secret, words):
    refused = wire.refused("setWebhook", url=hook.url, secret_token=secret)
    assert refused == (400, f"Bad Request: {words}")
    assert wire.result("setWebhook", url=hook.url, secret_token="a" * 256)


def test_copies_and_disorder_reach_a_webhook_too(wire, hook):
    wire.result("setWebhook", url=hook.url)
    until(lambda: len(hook.heard) == 1)
    wire.control("delivery", copies=3)
    wire.act(7, "say", text="thrice")
    until(lambda: hook.texts() == ["/start", *["thrice"] * 3])
    wire.control("delivery", copies=1, shuffled=True)
    for word in "abcdefgh":
        wire.act(7, "say", text=word)
    until(lambda: len(hook.heard) == 12)
    assert sorted(hook.texts()[4:]) == list("abcdefgh")
