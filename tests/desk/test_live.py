"""The living desk: who hears what, who is where, and what ends a stream."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import OperationalError
from django.test import Client

from safeconduct.cases.tail import Tail, Told
from safeconduct.desk.live import hub as hubs
from safeconduct.desk.live import signals
from safeconduct.desk.live.hub import HUB, Hub, Stream, look_again
from safeconduct.desk.live.presence import PRESENCE, Presence
from safeconduct.desk.live.signals import Signal
from safeconduct.desk.live.streaming import Wanted, spoken
from safeconduct.domain.role import Team
from safeconduct.domain.urgency import Sign
from safeconduct.people.readers import Reader
from tests.cast import Cast
from tests.desk.page import words
from tests.desk.place import Asking
from tests.making import ALICE, CAROL, MALLORY

pytestmark = pytest.mark.django_db(databases="__all__")

INTAKE = frozenset({Team.INTAKE})


def told(**said: object) -> Told:
    given = {
        "reference": "Heron 412",
        "kind": "request",
        "actor": "requester",
        "seq": 1,
        "state": "requested",
        "signs": frozenset({Sign.WOUNDED}),
        "teams": INTAKE,
        **said,
    }
    return Told(**given)


@pytest.fixture
def presence() -> Presence:
    PRESENCE.keep(set())
    PRESENCE._on.clear()
    return PRESENCE


class Quiet(Hub):
    """A hub whose log nobody reads: what it says is said by the test."""

    def join(self, stream: Stream) -> None:
        self._streams.add(stream)
        stream.hear(signals.HELLO)


def heard(reader: Reader, say: Callable[[Hub], None]) -> list[bytes]:
    """Open a stream, say something, and return what it spoke after its hello."""

    async def listen() -> list[bytes]:
        hub = Quiet()
        wanted = Wanted(call_sign=reader.call_sign, teams=reader.teams, who_reads=lambda: reader)
        stream = spoken(wanted, hub)
        assert await anext(stream) == signals.HELLO.encode()
        say(hub)
        pieces = []
        try:
            while True:
                pieces.append(await asyncio.wait_for(anext(stream), 0.05))
        except (TimeoutError, StopAsyncIteration):
            return pieces

    return asyncio.run(listen())


def test_who_holds_a_key_hears_of_a_case_in_clear_words() -> None:
    (piece,) = heard(ALICE, lambda hub: hub.tell(signals.of_event(told())))
    name, data = piece.decode().strip().split("\n")
    assert name == "event: case"
    assert json.loads(data.removeprefix("data: ")) == {
        "case": "heron-412", "kind": "request", "by": "requester", "seq": 1,
        "state": "requested", "signs": ["wounded"], "grave": True,
    }  # fmt: skip


@pytest.mark.parametrize("reader", [CAROL, MALLORY], ids=lambda one: one.call_sign)
def test_who_holds_no_key_hears_nothing_of_a_case(reader: Reader) -> None:
    def say(hub: Hub) -> None:
        hub.tell(signals.of_event(told()))
        hub.tell(signals.of_presence({"heron-412": INTAKE}))

    assert heard(reader, say) == []


def test_what_leaves_a_team_is_told_without_its_name() -> None:
    away = told(kind="take_over", teams=frozenset({Team.COORDINATION}))
    assert heard(ALICE, lambda hub: hub.tell(signals.of_event(away))) == [signals.LISTS.encode()]


def test_a_locked_desk_ends_its_stream() -> None:
    def lock(hub: Hub) -> None:
        for stream in hub.streams():
            stream.who_reads = lambda: None
        look_again(hub.streams())
        hub.tell(signals.of_event(told()))

    assert heard(ALICE, lock) == [signals.LOCKED.encode()]


def test_who_loses_a_role_hears_no_more_of_its_cases() -> None:
    def remove(hub: Hub) -> None:
        for stream in hub.streams():
            stream.who_reads = lambda: MALLORY
        look_again(hub.streams())
        hub.tell(signals.of_event(told()))

    assert heard(ALICE, remove) == [signals.LISTS.encode()]


def test_a_stream_that_falls_behind_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "MOST_WAITING", 3)
    pieces = heard(ALICE, lambda hub: hub.tell([signals.LISTS] * 9))
    assert len(pieces) <= 3


def test_a_look_that_broke_ends_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "TROUBLE_SECONDS", 0.0)
    monkeypatch.setattr(hubs, "PAUSE_SECONDS", 0.01)
    rounds: list[int] = []

    class Breaking(Hub):
        def _round(self, _following: object) -> None:
            rounds.append(len(rounds))
            if len(rounds) == 1:
                raise ValueError
            self.tell([signals.LISTS])

    async def listen() -> bytes:
        wanted = Wanted(call_sign="Alice", teams=ALICE.teams, who_reads=lambda: ALICE)
        stream = spoken(wanted, Breaking())
        return await asyncio.wait_for(anext(stream), 5)

    assert asyncio.run(listen()) == signals.LISTS.encode()


def after_a_look(*who_reads: Callable[[], Reader | None]) -> list[tuple[bool, list[Signal]]]:
    """Open a stream each, look at them in this order; return which is cut and what each heard."""

    async def looked() -> list[tuple[bool, list[Signal]]]:
        loop = asyncio.get_running_loop()
        streams = [
            Stream(call_sign="Alice", teams=INTAKE, who_reads=one, loop=loop) for one in who_reads
        ]
        with suppress(OperationalError):
            look_again(streams)
        await asyncio.sleep(0)
        return [(one.over, list(one.waiting._queue)) for one in streams]

    return asyncio.run(looked())


def breaks() -> Reader | None:
    raise ValueError


def gets_no_answer() -> Reader | None:
    raise OperationalError


def test_where_one_look_breaks_that_stream_is_cut_and_the_next_is_looked_at() -> None:
    assert after_a_look(breaks, lambda: None) == [
        (True, [signals.BEAT]),
        (False, [signals.LOCKED]),
    ]


def test_where_the_database_does_not_answer_for_one_the_next_is_looked_at() -> None:
    assert after_a_look(gets_no_answer, lambda: None) == [(False, []), (False, [signals.LOCKED])]


def test_a_look_without_an_answer_is_no_look() -> None:
    class Silent:
        def read(self) -> tuple[Told, ...]:
            return ()

    async def looked() -> float:
        hub, following = Hub(), hubs.Following(tail=Silent(), looked=-60.0)
        loop = asyncio.get_running_loop()
        hub._streams.add(
            Stream(call_sign="Alice", teams=INTAKE, who_reads=gets_no_answer, loop=loop)
        )
        with pytest.raises(OperationalError):
            hub._round(following)
        return following.looked

    assert asyncio.run(looked()) == -60.0


def test_hello_is_said_only_once_the_log_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks at the lists after hello, and what is asked after that look, must meet."""
    monkeypatch.setattr(hubs, "TROUBLE_SECONDS", 0.0)
    monkeypatch.setattr(hubs, "PAUSE_SECONDS", 0.01)
    steps: list[str] = []

    def begin() -> Tail:
        steps.append("begun" if steps else "failed")
        if steps == ["failed"]:
            raise OperationalError
        return Tail(floor=0, seen=set())

    monkeypatch.setattr(hubs.Tail, "begin", begin)
    monkeypatch.setattr(hubs.Tail, "read", lambda _tail: ())

    async def listen() -> list[str]:
        hub = Hub()
        for _ in range(2):
            wanted = Wanted(call_sign="Alice", teams=ALICE.teams, who_reads=lambda: ALICE)
            stream = spoken(wanted, hub)
            assert await asyncio.wait_for(anext(stream), 5) == signals.HELLO.encode()
            steps.append("hello")
        return steps

    assert asyncio.run(listen()) == ["failed", "begun", "hello", "hello"]


def test_streams_that_are_cut_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(hubs.Tail, "begin", lambda: Tail(floor=0, seen=set()))
    monkeypatch.setattr(hubs.Tail, "read", lambda _tail: ())
    hub = Hub()

    async def cut(times: int) -> int:
        wanted = Wanted(call_sign="Alice", teams=ALICE.teams, who_reads=lambda: ALICE)
        for _ in range(times):
            stream = spoken(wanted, hub)
            await anext(stream)
            waits = asyncio.create_task(anext(stream))
            await asyncio.sleep(0)
            waits.cancel()
            await asyncio.gather(waits, return_exceptions=True)
        return len(asyncio.all_tasks())

    assert asyncio.run(cut(1000)) == 1
    assert hub.streams() == ()
    until = time.monotonic() + 5
    while hub._thread is not None:
        assert time.monotonic() < until


def test_who_is_where_is_news_once() -> None:
    presence = Presence(clock=lambda: 0.0)
    assert presence.say("Bob", {"heron-412": INTAKE}) == {"heron-412": INTAKE}
    assert presence.say("Bob", {"heron-412": INTAKE}) == {}
    assert presence.say("Bob", {"heron-412": INTAKE}, ["heron-412"]) == {"heron-412": INTAKE}
    assert [one.writes for one in presence.others_on("heron-412", "Alice")] == [True]
    assert presence.others_on("heron-412", "Bob") == ()
    assert presence.say("Bob", {}) == {"heron-412": INTAKE}
    assert presence.others_on("heron-412", "Alice") == ()


def test_who_has_no_stream_any_more_is_forgotten_within_seconds() -> None:
    now = [0.0]
    presence = Presence(clock=lambda: now[0])
    presence.say("Bob", {"heron-412": INTAKE})
    now[0] = 60.0
    assert presence.keep({"Bob"}) == {}
    now[0] = 64.0
    assert presence.keep(set()) == {}
    now[0] = 66.0
    assert presence.keep(set()) == {"heron-412": INTAKE}


def test_a_colleague_on_the_case_is_named_and_one_who_writes_is_a_warning(
    alice: Client, bob: Client, presence: Presence
) -> None:
    asking = Asking()
    bob.post("/on/", {"open": key(asking)})
    assert "Bob is on this case too." in words(alice.get(f"{asking.path}others/"))
    bob.post("/on/", {"open": key(asking), "writes": key(asking)})
    assert "Bob is writing here." in words(alice.get(f"{asking.path}others/"))
    assert "Bob" not in words(bob.get(f"{asking.path}others/"))


def test_who_has_no_key_is_on_no_case_and_sees_nobody_there(
    cast: Cast, alice: Client, carol: Client, presence: Presence
) -> None:
    asking = Asking()
    carol.post("/on/", {"open": key(asking)})
    assert words(alice.get(f"{asking.path}others/")).strip() == ""
    alice.post("/on/", {"open": key(asking)})
    assert words(carol.get(f"{asking.path}others/")).strip() == ""
    assert words(carol.get("/case/heron-999/others/")).strip() == ""


def test_what_came_since_the_page_was_made_is_named(alice: Client, bob: Client) -> None:
    asking = Asking()
    alice.get(asking.path)
    bob.post(f"{asking.path}act/take/", {"seen": "1"})
    asking.writes_again("Ещё одно.")
    told = words(alice.get(f"{asking.path}others/?seen=1"))
    assert "New here since you opened it" in told
    assert "Bob" in told
    assert "the person" in told
    assert "Ещё одно" not in told
    assert "New here" not in words(bob.get(f"{asking.path}others/?seen=99"))


def test_the_stream_is_no_activity_and_holds_no_word_of_a_page(alice: Client) -> None:
    answer = alice.get("/stream/")
    assert answer["Content-Type"] == "text/event-stream"
    assert answer["Cache-Control"] == "no-store"
    assert "sc_desk_key" not in answer.cookies


def test_who_is_locked_gets_no_stream(cast: Cast) -> None:
    assert Client().get("/stream/").status_code == 302


def key(asking: Asking) -> str:
    return asking.path.split("/")[2]


def test_no_stream_is_left_open_by_these_tests() -> None:
    assert HUB.streams() == ()
