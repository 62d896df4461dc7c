"""The stand-in in a thread of its own, spoken to over real HTTP."""

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from typing import Self
from urllib.parse import urlencode

from safeconduct.drill.bot_api.clock import Clock
from safeconduct.drill.bot_api.pace import Limits
from safeconduct.drill.bot_api.server import Server
from safeconduct.drill.bot_api.world import World

TOKEN = "4242:quiet-shore"
OTHER = "4343:still-water"
HOUR, DAY = 3600.0, 86_400.0


class StoppedClock(Clock):
    """Time moves only when a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = time.time()

    def now(self) -> float:
        return self._begun + self._ahead


class Wire:
    """A running stand-in with one bot; a context manager."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.world = World(limits=limits or Limits(on=False), clock=StoppedClock())
        self.world.add_bot("shore", TOKEN)
        self.server = Server(self.world, 0)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.wait_for(self.server.start())
        return self

    def __exit__(self, *_: object) -> None:
        self.wait_for(self.server.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def wait_for(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(20)

    def fetch(self, path, body=None, headers=None, timeout=20):
        """Return status and body; a status is never an exception here."""
        asked = urllib.request.Request(self.server.base + path, data=body, headers=headers or {})
        try:
            with urllib.request.urlopen(asked, timeout=timeout) as got:
                return got.status, got.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def call(self, method, /, token=TOKEN, **arguments):
        """Call a method as a bot; return the whole answer."""
        values = {
            name: value if isinstance(value, str | int) else json.dumps(value)
            for name, value in arguments.items()
        }
        status, body = self.fetch(f"/bot{token}/{method}", urlencode(values).encode())
        answer = json.loads(body)
        assert answer["ok"] == (status == 200)
        assert answer.get("error_code", 200) == status
        return answer

    def result(self, method, /, **arguments):
        answer = self.call(method, **arguments)
        assert answer["ok"], answer
        return answer["result"]

    def refused(self, method, /, **arguments):
        """Return status and words of a refusal."""
        answer = self.call(method, **arguments)
        assert not answer["ok"]
        return answer["error_code"], answer["description"]

    def act(self, person, act, /, **what):
        return self.json(f"/people/{person}/{act}", what)

    def chat(self, person, since=-1, timeout=0):
        _, body = self.fetch(f"/people/{person}/chat?since={since}&timeout={timeout}")
        return json.loads(body)

    def control(self, name, /, **what):
        return self.json(f"/control/{name}", what)

    def state(self):
        (bot,) = self.control("state")["bots"]
        return bot

    def json(self, path, what):
        headers = {"Content-Type": "application/json"}
        return json.loads(self.fetch(path, json.dumps(what).encode(), headers)[1])

    def until_polled(self):
        """Wait until a long poll of the bot is under way."""
        queue = self.world.bots[TOKEN].queue
        until(lambda: queue._poll is not None and not queue._poll.done())

    def until_watched(self, person):
        until(lambda: self.world.bots[TOKEN].chats[person]._waiting)

    def texts(self, person):
        return [message["text"] for message in self.chat(person)["messages"]]


def until(truth, patience=20.0):
    end = time.monotonic() + patience
    while not truth():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)
