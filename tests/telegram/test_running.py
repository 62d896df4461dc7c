"""The real process against the stand-in: what trouble on the line and a sudden end leave behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.home import Home
from safeconduct.programme.texts import texts
from tests.drill.bot_api.wire import HOUR, TOKEN, Wire
from tests.full_disk import no_room_for_files
from tests.product import ROOT

pytestmark = [
    pytest.mark.running,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("telegram process"),
]
PATIENCE = MINUTE = 60.0
CHOICES = {"safe": "yes", "who": "self", "needs": "none", "when": "days", "contact": "text"}


class Channel:
    """`safeconduct telegram` on a programme of its own; killed and started at will."""

    def __init__(self, home: Path, wire: Wire) -> None:
        self.home, self.wire = home, wire
        self.environment = {
            **os.environ,
            "SAFECONDUCT_HOME": str(home),
            "DATABASE_URL": "",
            "PYTHONPATH": str(ROOT / "src"),
            "TELEGRAM_API": wire.server.base,
            "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings.telegram",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "safeconduct", *words]

    def start(self) -> None:
        with self.home.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command("telegram"), env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    def end(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.lives:
            self.process.send_signal(how)
            self.process.wait(30)

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def rows(self, statement: str, database: str = "main") -> list[tuple[object, ...]]:
        path = self.home / f"{database}.sqlite3"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20) as found:
            return found.execute(statement).fetchall()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("telegram") / "home"
    environment = {
        **{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        "SAFECONDUCT_HOME": str(home),
        "DATABASE_URL": "",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "safeconduct", "prepare"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    token = home / "secrets" / "bot_shore"
    token.write_text(TOKEN)
    token.chmod(0o600)
    return home


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """One platform for all: it counts its updates on, as the real one does."""
    with Wire() as running:
        yield running


@pytest.fixture(scope="module")
def kept(prepared, wire) -> Iterator[Channel]:
    """A process that goes on from test to test: most begin and leave it as it is at rest."""
    running = Channel(prepared, wire)
    yield running
    running.end()


@pytest.fixture
def channel(kept: Channel) -> Iterator[Channel]:
    if not kept.lives:
        begins(kept)
    yield kept
    kept.wire.control("calm")


@pytest.fixture
def alone(kept: Channel) -> Iterator[Channel]:
    """A process of a test's own: what it lets happen would be felt in the next."""
    kept.end()
    begins(kept)
    yield kept
    kept.end()
    kept.wire.control("calm")


def begins(channel: Channel) -> None:
    """Wait for a new question: what an earlier process noted of its bot still stands."""
    before = polls(channel.wire)
    channel.start()
    until(lambda: polls(channel.wire) > before)


@pytest.fixture
def person(request) -> int:
    """Somebody nobody has met: each test has a chat of its own in the same programme."""
    return 1000 + abs(hash(request.node.name)) % 10**6


def polls(wire: Wire) -> int:
    return wire.state()["calls"].get("getUpdates", 0)


def until(holds, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def labels(wire: Wire, person: int) -> list[str]:
    return [
        label
        for message in wire.chat(person)["messages"]
        for row in message.get("buttons", [])
        for label in row
    ]


def newest_with(wire: Wire, person: int, label: str) -> int:
    """Return the newest message that has this button; a repeat may have sent it twice."""
    found = [
        message["id"]
        for message in wire.chat(person)["messages"]
        if any(label in row for row in message.get("buttons", []))
    ]
    return max(found, default=0)


def press(wire: Wire, person: int, label: str) -> None:
    until(lambda: newest_with(wire, person, label))
    wire.act(person, "press", label=label, message=newest_with(wire, person, label))


def code_lines(wire: Wire, person: int) -> list[str]:
    return [m["text"] for m in wire.chat(person)["messages"] if "Ваш код" in m["text"]]


def asks_for_help(wire: Wire, person: int, between=lambda: None) -> str:
    """Go from /start to the code by the buttons that are on the screen; return its message."""
    wire.act(person, "start", language_code="ru")
    for question in ("safe", "who", "needs", "when"):
        between()
        first_choice(wire, person, question)
    between()
    wire.act(person, "say", text="Мы у моста.")
    first_choice(wire, person, "contact")
    between()
    until(lambda: code_lines(wire, person))
    return code_lines(wire, person)[-1]


def first_choice(wire: Wire, person: int, question: str) -> None:
    option = SCRIPTS["report"].question(question).option(CHOICES[question])
    press(wire, person, texts("ru")[option.text].words)


def sent(wire: Wire) -> int:
    return int(wire.state()["calls"].get("sendMessage", 0))


def news_of(channel: Channel) -> int:
    return len(channel.rows("SELECT id FROM sc_arrival WHERE kind = 'new'"))


def test_killed_between_any_two_words_nothing_is_lost_or_handed_in_twice(channel, person) -> None:
    before = news_of(channel)

    def killed() -> None:
        channel.kill()
        channel.start()

    asks_for_help(channel.wire, person, between=killed)
    assert news_of(channel) == before + 1
    assert len(set(code_lines(channel.wire, person))) == 1


def test_words_that_were_sent_while_it_was_down_are_heard(channel, person) -> None:
    channel.kill()
    channel.wire.act(person, "start", language_code="ru")
    channel.wire.act(person, "say", text="Помогите.")
    channel.start()
    until(lambda: "Помогите." not in channel.wire.texts(person))
    until(lambda: labels(channel.wire, person))


@pytest.mark.parametrize(
    "kind",
    ["server_error", pytest.param("bad_gateway", marks=pytest.mark.long), "truncated", "lost"],
)
def test_a_fault_of_the_line_loses_nothing(channel, person, kind) -> None:
    before = news_of(channel)
    channel.wire.control("fault", kind=kind, calls=4)
    asks_for_help(
        channel.wire, person, between=lambda: channel.wire.control("fault", kind=kind, calls=1)
    )
    assert news_of(channel) == before + 1


def test_each_update_three_times_in_any_order_is_one_request(channel, person) -> None:
    before = news_of(channel)
    channel.wire.control("delivery", copies=3, shuffled=True)
    asks_for_help(channel.wire, person)
    assert news_of(channel) == before + 1


def test_a_pause_that_is_asked_for_is_kept(alone, person) -> None:
    wire = alone.wire
    until(lambda: bot_state(alone) == "reachable")
    before = sent(wire)
    wire.control("fault", kind="too_many", calls=1, retry_after=3, method="sendMessage")
    for other in range(5):
        wire.act(person + other, "start", language_code="ru")
    until(lambda: sent(wire) > before)
    refused_at = time.monotonic()
    # What was on its way when the answer came is no longer in our hands.
    time.sleep(0.7)
    so_far = sent(wire)
    while time.monotonic() - refused_at < 2.5:
        assert sent(wire) == so_far
        time.sleep(0.1)
    for other in range(5):
        until(lambda other=other: labels(wire, person + other))


def test_an_outage_of_an_hour_delays_and_loses_nothing(alone, person) -> None:
    wire = alone.wire
    before = news_of(alone)
    wire.act(person, "start", language_code="ru")
    first_choice(wire, person, "safe")
    wire.control("outage", seconds=HOUR, kind="bad_gateway")
    wire.act(person, "say", text="О себе")
    others = [person + other for other in range(1, 21)]
    for other in others:
        wire.act(other, "start", language_code="ru")
    until(lambda: bot_state(alone) == "unreachable", MINUTE)
    assert wire.state()["pending"] > len(others)
    wire.control("clock", forward=HOUR + 1)
    asks_for_help(wire, person)
    assert news_of(alone) == before + 1
    until(lambda: all(labels(wire, other) for other in others))
    until(lambda: bot_state(alone) == "reachable", MINUTE)


def test_on_a_full_disk_words_wait_at_the_platform_and_are_heard_once_there_is_room(
    alone, person
) -> None:
    wire = alone.wire
    until(lambda: bot_state(alone) == "reachable" and not wire.state()["pending"])
    taken = alone.rows("SELECT max(id) FROM sc_update", "fleeting")
    with no_room_for_files(alone.process.pid):
        wire.act(person, "start", language_code="ru")
        wire.act(person, "say", text="Помогите.")
        time.sleep(3)
        assert wire.state()["pending"] == 2
        assert alone.rows("SELECT max(id) FROM sc_update", "fleeting") == taken
    until(lambda: "Помогите." not in wire.texts(person))
    until(lambda: labels(wire, person))
    until(lambda: not wire.state()["pending"])


def test_a_start_on_a_full_disk_waits_for_room(alone, person) -> None:
    alone.end()
    before = polls(alone.wire)
    for key in (Home(root=alone.home).day_keys / "telegram").iterdir():
        key.unlink()
    alone.start()
    with no_room_for_files(alone.process.pid):
        time.sleep(8)
        assert alone.process.poll() is None
        assert polls(alone.wire) == before
    until(lambda: polls(alone.wire) > before)
    asks_for_help(alone.wire, person)


def bot_state(channel: Channel) -> str:
    rows = channel.rows("SELECT state FROM sc_bot WHERE name = 'shore'", "fleeting")
    return str(rows[0][0]) if rows else ""


def test_a_bot_that_is_switched_off_is_noted_within_a_minute(alone) -> None:
    until(lambda: bot_state(alone) == "reachable")
    alone.wire.control("switch", off=True)
    until(lambda: bot_state(alone) == "switched_off", 60)
    alone.wire.control("switch", off=False)
    until(lambda: bot_state(alone) == "reachable", 60)


def test_a_second_poller_is_noted_and_nothing_is_lost(alone, person) -> None:
    wire = alone.wire

    def noted() -> bool:
        wire.call("getUpdates", timeout=0)
        time.sleep(0.5)
        return bot_state(alone) == "contested"

    until(noted)
    asks_for_help(wire, person)


def test_who_blocked_the_bot_gets_nothing_more_and_others_do(channel, person) -> None:
    wire = channel.wire
    wire.act(person, "start", language_code="ru")
    until(lambda: labels(wire, person))
    wire.act(person, "block")
    asks_for_help(wire, person + 1)


def test_old_and_new_messages_are_cleared_as_far_as_can_be(channel, person) -> None:
    wire = channel.wire
    asks_for_help(wire, person)
    wire.act(person, "say", text="/stop")
    until(lambda: not [m for m in wire.chat(person)["messages"] if "код" in m["text"].lower()])


def test_the_log_of_the_process_holds_no_word_of_anybody(channel, person) -> None:
    channel.wire.control("fault", kind="truncated", calls=2)
    asks_for_help(channel.wire, person)
    told = channel.home.with_suffix(".log").read_text()
    assert "моста" not in told
    assert str(person) not in told
    assert TOKEN.partition(":")[2] not in told
