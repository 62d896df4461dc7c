"""PostgreSQL restarted under calls: nothing is told before it is stored, and all go on."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from safeconduct.phone.switch import unpacked
from tests.conftest import leave_out
from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
from tests.phone.test_line import ENGLISH, SAFE, whole
from tests.phone.test_operators import WANTS_PERSON, Operator, bridged
from tests.postgres_server import PostgresServer, can_run

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(400),
]

# Shorter than a caller waits in silence before hearing that something is broken.
AWAY_SECONDS = 4.0
NEW = ("new", "self")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if not can_run():
        leave_out("there is no PostgreSQL; `make tests` installs one")
    one = PostgresServer()
    yield one
    one.close()


@pytest.fixture(scope="module")
def line(server: PostgresServer) -> Iterator[Line]:
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    with Line(database_url=server.url) as running:
        running.wait_for_prompts()
        yield running


@pytest.fixture
def desk(line: Line) -> Iterator[AtDesk]:
    """A desk of its own for each half of a test: its connection breaks as others do."""
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture
def operator(line: Line, desk: AtDesk, tmp_path: Path) -> Operator:
    return Operator(line, desk.seats(), tmp_path).is_ready()


def arrivals(server: PostgresServer) -> list[tuple[str, str]]:
    with psycopg.connect(server.url) as database:
        asked = "SELECT kind, request_kind FROM sc_arrival WHERE channel = 'phone'"
        return database.execute(asked).fetchall()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_calls_go_on_when_the_database_is_restarted(
    server: PostgresServer, caller: Calls, operator: Operator, mode: str
) -> None:
    line, sitting, desk = operator.line, operator.sitting, operator.sitting.desk
    with operator.phone.answering(line.sip_port), Ears(line) as ears:
        talks = caller(f"{WANTS_PERSON} 120.0").begun(line.sip_port)
        until(lambda: desk.state() == "talking", 40)
        waits = caller(f"{WANTS_PERSON} 120.0", beside=1).begun(line.sip_port)
        until(lambda: desk.state() == "waiting", 40)
        before = len(arrivals(server))
        # Whom it is about is said while the database is away; what they need, once it is back.
        acts = whole(ENGLISH, SAFE, "4.0 1", "14.0 6 0.6 #", "12.0")
        answers = caller(acts, beside=2).begun(line.sip_port)
        time.sleep(6.5)
        server.stop(mode)
        ears.media.clear()
        time.sleep(AWAY_SECONDS)
        # Their next question would say that the answer was taken.
        assert not ears.heard("talk.needs.spoken")
        server.start()
        until(lambda: ears.heard("talk.needs.spoken"), 20)
        until(lambda: arrivals(server)[before:] == [NEW], 30)
        assert answers.wait(60) == 0
        assert ears.heard("phone.code")
        assert bridged(line) == 2
        with AtDesk(line) as again:
            sitting.desk = again
            assert [call["state"] for call in again.calls()[-2:]] == ["talking", "waiting"]
            first = again.calls()[-2]["id"]
            again.does("wish", wish="hang_up", call=first, seat=sitting.seat, other=None)
            until(lambda: sitting.standing() == "wrapping", 10)
            again.does("wrap_up", call=first, member=sitting.member, outcome="thanks")
            until(lambda: again.state() == "talking", 20)
            sitting.leaves()
        for one in (talks, waits):
            one.kill()
    for one in line.switch("channels") or []:
        line.switch(f"channels/{one['id']}", "DELETE")
    assert "Traceback" not in line.log.read_text()


def test_who_waits_for_a_table_that_is_locked_hears_so_and_what_they_said_is_kept(
    server: PostgresServer, line: Line, caller: Calls
) -> None:
    before = len(arrivals(server))
    acts = whole(ENGLISH, SAFE, "3.0 1", "60.0")
    with Ears(line) as ears, caller(acts, stays=True).begun(line.sip_port) as calling:
        time.sleep(5.5)
        with psycopg.connect(server.url) as writer:
            writer.execute("LOCK TABLE sc_arrival, sc_talk IN ACCESS EXCLUSIVE MODE")
            until(lambda: ears.heard("phone.sorry"), 40)
            writer.rollback()
        calling.kill()
    until(lambda: arrivals(server)[before:] == [NEW], 60)
