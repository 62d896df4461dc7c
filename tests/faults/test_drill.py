"""The drill against the running product: it passes when all is well and fails when it is not."""

import sqlite3
import time

import pytest

from safeconduct.drill.ways import SITE, TELEGRAM, ways_of
from safeconduct.programme.home import write_private
from tests.faults.conftest import Drilled
from tests.postgres_server import PostgresServer
from tests.product import Product

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("running"), pytest.mark.timeout(300)]

QUICK = ("--contacts", "14", "--rate", "6", "--patience", "40")
BOTH = ("--channels", "site,telegram", "--rate", "4", "--patience", "90")
AT_THE_BOT = ("--channels", "telegram", "--rate", "4")


def drop_one(product: Product, table: str, what: str) -> None:
    """Let the next row of that kind vanish as soon as it is stored."""
    with sqlite3.connect(product.home / "main.sqlite3", timeout=20) as database:
        database.executescript(
            "CREATE TABLE sabotage_left (n INTEGER); INSERT INTO sabotage_left VALUES (1);"
            f"CREATE TRIGGER sabotage AFTER INSERT ON {table}"
            f" WHEN {what} AND EXISTS (SELECT 1 FROM sabotage_left)"
            f" BEGIN DELETE FROM {table} WHERE id = NEW.id; DELETE FROM sabotage_left; END;"
        )


@pytest.fixture
def at_rest() -> Product:
    """Return a programme of which nothing runs: what is refused is refused by its files."""
    product = Product()
    product.begin_founded()
    return product


def test_everybody_who_was_told_so_is_found_answered_and_reads_it(kept: Product) -> None:
    status, seen = Drilled(kept, *QUICK).seen()
    assert seen["who_was_lost"] == []
    assert seen["acknowledged"] == seen["found"] == seen["answered"] == seen["read_back"] > 0
    assert status == 0
    assert kept.run("verify-log").returncode == 0


@pytest.mark.long
def test_people_at_the_bot_are_answered_on_every_way(kept: Product) -> None:
    status, seen = Drilled(kept, *BOTH, "--contacts", "14").seen()
    assert (status, seen["lost"], seen["left_on_screen"]) == (0, 0, 0)
    assert set(seen["ways"]) == {way.name for way in ways_of((SITE, TELEGRAM))}
    for channel in seen["channels"].values():
        assert channel["acknowledged"] == channel["read_back"] > 0
    assert kept.run("verify-log").returncode == 0


def test_a_bot_that_fails_as_telegram_does_loses_nothing(kept: Product) -> None:
    status, seen = Drilled(kept, *BOTH, "--contacts", "14", "--faults").seen()
    assert (status, seen["lost"], seen["left_on_screen"]) == (0, 0, 0)
    assert seen["channels"]["telegram"]["read_back"] > 0


def test_whatever_is_killed_people_at_the_bot_lose_nothing(kept: Product) -> None:
    drill = Drilled(kept, *BOTH, "--contacts", "24", "--rate", "2")
    for name in ("telegram", "errands", "telegram", "desk", "front"):
        time.sleep(2.5)
        kept.kill(name)
    status, seen = drill.seen()
    assert (status, seen["lost"]) == (0, 0)
    assert seen["channels"]["telegram"]["read_back"] > 0


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("sc_arrival", "kind", "new"), ("sc_requester_copy", "kind", "reply")],
    ids=["one arrival", "one reply"],
)
def test_the_drill_fails_when_one_thing_is_dropped(
    product: Product, table: str, column: str, value: str
) -> None:
    drop_one(product, table, f"NEW.{column} = '{value}'")
    # So little patience bears no operator whose code of that half minute another drill has used.
    status, seen = Drilled(product, "--contacts", "14", "--rate", "6", "--patience", "12").seen()
    assert status == 1
    assert seen["lost"] == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("table", "what"),
    [("sc_arrival", "NEW.channel = 'telegram' AND NEW.kind = 'new'"), ("sc_outbox", "1")],
    ids=["one arrival", "one answer"],
)
def test_the_drill_fails_when_the_bot_drops_one_thing(
    product: Product, table: str, what: str
) -> None:
    """Both people read in the chat, so no other way leads to the answer that is missing."""
    drop_one(product, table, what)
    status, seen = Drilled(product, *AT_THE_BOT, "--contacts", "2", "--patience", "30").seen()
    assert status == 1
    assert seen["lost"] == 1


@pytest.mark.long
@pytest.mark.parametrize("name", ["front", "desk", "errands"])
def test_a_killed_process_loses_nothing(kept: Product, name: str) -> None:
    drill = Drilled(kept, "--contacts", "24", "--rate", "4", "--patience", "60")
    for _ in range(2):
        time.sleep(2.5)
        kept.kill(name)
    status, seen = drill.seen()
    assert seen["who_was_lost"] == []
    assert status == 0


@pytest.mark.parametrize(
    ("words", "killed"),
    [
        pytest.param(("--patience", "60"), "front", marks=pytest.mark.long),
        ((*BOTH, "--patience", "120"), "telegram"),
    ],
    ids=["site", "site and bot"],
)
def test_the_same_holds_on_postgresql_with_a_restart_of_the_server(
    words: tuple[str, ...], killed: str
) -> None:
    server = PostgresServer()
    try:
        with Product(database_url=server.url) as product:
            drill = Drilled(product, *words, "--contacts", "20", "--rate", "4")
            time.sleep(3)
            server.stop("immediate")
            time.sleep(1)
            server.start()
            time.sleep(2)
            product.kill(killed)
            status, seen = drill.seen()
            assert seen["who_was_lost"] == []
            assert status == 0
    finally:
        server.close()


def test_a_live_programme_is_never_drilled(at_rest: Product) -> None:
    path = at_rest.home / "programme.toml"
    words = path.read_text()
    path.write_text(words.replace('"demonstration"', '"live"'))
    refused = at_rest.run("drill", "--contacts", "1")
    assert refused.returncode == 2
    assert "serves real people" in refused.stderr


def test_no_drill_goes_through_a_real_bot(at_rest: Product) -> None:
    write_private(at_rest.home / "secrets" / "bot_shore", b"1:real")
    refused = at_rest.run("drill", "--channels", "telegram", "--contacts", "1")
    assert refused.returncode == 2
    assert "never goes through a real bot" in refused.stderr
