"""The line under strangers, noise and faults, by real SIP: it lives, and nothing said is lost.

Each test ends with what an ordinary caller hands in, or with a call that went on.
"""

import os
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import pytest

from safeconduct.phone.running import SORRY
from safeconduct.programme.home import Home
from tests.full_disk import FILE_SIZE, no_room_for_files
from tests.phone.caller import Caller
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
from tests.phone.stranger import SILENCE, SPOKEN_HERE, SPOKEN_NOWHERE, Stranger, broken
from tests.phone.test_line import (
    ABOUT_ME,
    ENGLISH,
    IN_DANGER,
    NO_NEEDS,
    SAFE,
    arrivals,
    talks,
    voices_on_the_switch,
    whole,
)

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

NUMBER = "79995550199"
NEW = ("new", "self", "")
LONGEST_SILENCE = 120.0
TAILS = ("sqlmap' OR '1'='1", "admin", "%00%00", "../../etc/passwd", "a" * 700)
NUMBERS = ("100'--", "100%3BDROP%20TABLE%20sc_talk", "1" * 300, "+100$%7BSHELL(id)%7D")


@pytest.fixture(scope="module", autouse=True)
def silent(line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[object]]:
    """A caller who sends no sound at all, from before all tests on."""
    caller = Caller(acts=(), stays=True, number=NUMBER, folder=tmp_path_factory.mktemp("silent"))
    begun = time.monotonic()
    with caller.begun(line.sip_port) as calling:
        yield [calling, begun]
        calling.kill()


@pytest.fixture
def stranger(line: Line) -> Iterator[Stranger]:
    with Stranger(line.sip_port) as one:
        yield one


@pytest.fixture
def lives(line: Line, caller: Calls) -> Iterator[None]:
    """After the test the same switch answers, and an ordinary caller is heard."""
    switch, before = line.pids("switch"), len(arrivals(line))
    yield
    assert line.pids("switch") == switch
    hears(line, caller, before)


def hears(line: Line, caller: Calls, before: int) -> None:
    done = caller(whole(ENGLISH, SAFE, ABOUT_ME, "0.8"), number=NUMBER).call(line.sip_port)
    assert done.returncode == 0, done.stdout[-2000:]
    until(lambda: arrivals(line)[before:] == [NEW], 20)


@contextmanager
def locked(line: Line) -> Iterator[None]:
    """Hold both databases as a slow writer does."""
    with ExitStack() as held:
        for name in ("main", "fleeting"):
            database = sqlite3.connect(
                line.home / f"{name}.sqlite3", timeout=20, isolation_level=None
            )
            held.callback(database.close)
            database.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.usefixtures("lives")
def test_scanners_reach_nothing(stranger: Stranger) -> None:
    for place in range(150):
        stranger.send(stranger.request("OPTIONS", f"{place}", f"o{place}"))
        stranger.send(stranger.request("REGISTER", f"{place}", f"r{place}"))
    for tail in TAILS:
        status = stranger.asks("INVITE", tail, offer=SPOKEN_HERE)
        assert status == SILENCE or status >= 400


@pytest.mark.usefixtures("lives")
def test_whatever_number_is_dialled_it_is_the_line_or_nothing(
    line: Line, stranger: Stranger
) -> None:
    with Ears(line) as ears:
        told = [stranger.asks("INVITE", number, offer=SPOKEN_HERE) for number in NUMBERS]
        assert set(told) <= {SILENCE, 200, 404, 416, 484}
        until(lambda: ears.led.count("Stasis") >= told.count(200), 5)
    assert 200 in told
    assert set(ears.led) <= {"Stasis", "GotoIf", "Hangup"}


@pytest.mark.usefixtures("lives")
def test_noise_and_broken_messages_change_nothing(stranger: Stranger) -> None:
    for datagram in broken(stranger):
        stranger.send(datagram)


@pytest.mark.usefixtures("lives")
def test_nobody_registers_with_credentials_of_their_own(line: Line, stranger: Stranger) -> None:
    words = 'Digest username="op1", realm="asterisk", nonce="1", uri="sip:x", response="0"'
    assert stranger.asks("REGISTER", "op1", more=f"Authorization: {words}") >= 400
    secret = line.home / "secrets" / "ari"
    right = secret.read_bytes()
    try:
        secret.write_bytes(bytes(32))
        assert line.switch("channels") is None
    finally:
        secret.write_bytes(right)
    assert isinstance(line.switch("channels"), list)


@pytest.mark.usefixtures("lives")
def test_who_offers_no_sound_that_we_speak_is_told_so(stranger: Stranger) -> None:
    assert stranger.asks("INVITE", "100", offer=SPOKEN_NOWHERE) == 488


def test_who_gives_up_at_any_step_has_handed_in_what_they_said(line: Line, tmp_path) -> None:
    """All at once, each a moment or a step later than the one before."""
    before = len(arrivals(line))
    steps = (
        ("0.01", []),
        ("0.5", []),
        (ENGLISH, []),
        (whole(ENGLISH, SAFE), []),
        (whole(ENGLISH, SAFE, ABOUT_ME, "0.8"), [NEW]),
        (whole(ENGLISH, SAFE, ABOUT_ME, "1.5 1 0.5"), [("new", "self", "danger_now")]),
        (whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS), [NEW]),
        (whole(ENGLISH, SAFE, ABOUT_ME, IN_DANGER, "0.8"), [("new", "self", "danger_now")]),
        (whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS, "13.0 1 1.5 1"), [NEW]),
    )
    with ThreadPoolExecutor(len(steps)) as phones:
        for place, (acts, _) in enumerate(steps):
            folder = tmp_path / str(place)
            folder.mkdir()
            phones.submit(
                Caller(acts=acts.split(), number=NUMBER, folder=folder).call, line.sip_port
            )
            time.sleep(0.3)
    wanted = sorted(one for _, kept in steps for one in kept)
    until(lambda: sorted(arrivals(line)[before:]) == wanted, 30)
    until(lambda: not voices_on_the_switch(line), 15)


def test_a_key_whose_packets_come_twice_is_one_answer(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    caller(whole("2.5 =3", "1.5 =1", "1.5 =1", "1.0"), number=NUMBER).call(line.sip_port)
    until(lambda: arrivals(line)[before:] == [NEW], 15)


def test_fifty_callers_at_once_are_all_heard(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    acts = whole("5.0 3", "5.0 1", "5.0 1", "5.0")
    done = caller(acts, times=50, a_second=15, number=NUMBER).call(line.sip_port)
    assert done.returncode == 0, done.stdout[-2000:]
    until(lambda: arrivals(line)[before:] == [NEW] * 50, 60)


def test_who_is_silent_and_sends_no_sound_is_let_go_in_a_short_while(
    silent: list[object],
) -> None:
    calling, begun = silent
    calling.wait(max(1.0, begun + LONGEST_SILENCE - time.monotonic()))
    assert calling.returncode == 0


def test_a_call_goes_on_after_ten_seconds_without_a_database(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, "3.0 1", "16.0 6 0.6 #", "2.0")
    with caller(acts, number=NUMBER).begun(line.sip_port) as calling, Ears(line) as ears:
        time.sleep(5.5)
        with locked(line):
            time.sleep(10)
            assert arrivals(line)[before:] == []
        told, _ = calling.communicate(timeout=60)
        assert not ears.heard(SORRY)
    assert calling.returncode == 0, told[-2000:]
    until(lambda: arrivals(line)[before:] == [NEW], 20)


def test_on_a_full_disk_a_caller_hears_so_and_what_they_said_waits_for_room(
    line: Line, caller: Calls
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, "3.0 1")
    with (
        caller(acts, stays=True, number=NUMBER).begun(line.sip_port) as calling,
        Ears(line) as ears,
    ):
        time.sleep(5.5)
        with no_room_for_files(*line.pids("phone")):
            told, _ = calling.communicate(timeout=60)
            assert calling.returncode == 0, told[-2000:]
            assert ears.heard(SORRY)
            assert arrivals(line)[before:] == []
    until(lambda: arrivals(line)[before:] == [NEW], 20)


def test_a_start_on_a_full_disk_waits_for_room(line: Line, caller: Calls) -> None:
    """As at the first start of a day: without its key nobody can be heard."""
    before, (old,) = len(arrivals(line)), line.pids("phone")
    room = resource.prlimit(old, FILE_SIZE)
    day_keys(line, "DELETE FROM sc_day_key WHERE channel = 'phone'")
    with no_room_for_files(line.up.pid):
        line.kill("phone")
        until(lambda: line.pids("phone") not in ([], [old]), 20)
    (started,) = line.pids("phone")
    try:
        assert resource.prlimit(started, FILE_SIZE)[0] == 0
        time.sleep(6)
        assert line.pids("phone") == [started]
        assert not day_keys(line)
    finally:
        resource.prlimit(started, FILE_SIZE, room)
    until(lambda: day_keys(line), 20)
    until(lambda: line.applications() == ["safeconduct"], 20)
    hears(line, caller, before)


def day_keys(line: Line, asked: str = "SELECT id FROM sc_day_key WHERE channel = 'phone'") -> list:
    with closing(sqlite3.connect(line.home / "main.sqlite3", timeout=20)) as database, database:
        return database.execute(asked).fetchall()


def test_calls_go_on_in_the_next_process(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, "14.0 1 2.0")
    with caller(acts, number=NUMBER, times=5, a_second=5).begun(line.sip_port) as calling:
        time.sleep(6)
        for pid in line.pids("phone"):
            os.kill(pid, signal.SIGTERM)
        told, _ = calling.communicate(timeout=60)
    assert calling.returncode == 0, told[-2000:]
    until(lambda: arrivals(line)[before:] == [NEW] * 5, 20)


def test_what_was_said_stands_when_the_switch_falls_under_calls(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, ABOUT_ME, "20.0")
    with caller(acts, number=NUMBER, times=5, a_second=5).begun(line.sip_port) as calling:
        time.sleep(8)
        for pid in line.pids("switch"):
            os.kill(pid, signal.SIGKILL)
        until(lambda: arrivals(line)[before:] == [NEW] * 5, 30)
        calling.kill()
    until(lambda: line.applications() == ["safeconduct"], 30)
    hears(line, caller, before + 5)


def test_after_all_this_no_number_key_or_word_of_a_caller_lies_anywhere(line: Line) -> None:
    folders = (line.home, Home(root=line.home).switch_in_memory)
    written = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for secret in (NUMBER, "scanner", "sqlmap", "DROP%20TABLE"):
        found = [path for path in (*written, line.log) if secret.encode() in path.read_bytes()]
        assert not found, secret
    told = line.log.read_text()
    assert "Dtmf" not in told
    assert "Traceback" not in told
    assert not voices_on_the_switch(line)
    until(lambda: not talks(line), 30)
