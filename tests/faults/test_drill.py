"""The drill against the running product: it passes when all is well and fails when it is not."""

import sqlite3
import time

import pytest

from tests.faults.conftest import Drilled
from tests.postgres_server import PostgresServer
from tests.product import Product

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("running"), pytest.mark.timeout(300)]

QUICK = ("--contacts", "14", "--rate", "6", "--patience", "40")


def test_everybody_who_was_told_so_is_found_answered_and_reads_it(product: Product) -> None:
    status, seen = Drilled(product, *QUICK).seen()
    assert seen["lost"] == 0
    assert seen["acknowledged"] == seen["found"] == seen["answered"] == seen["read_back"] > 0
    assert status == 0
    assert product.run("verify-log").returncode == 0


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("sc_arrival", "kind", "new"), ("sc_requester_copy", "kind", "reply")],
    ids=["one arrival", "one reply"],
)
def test_the_drill_fails_when_one_thing_is_dropped(
    product: Product, table: str, column: str, value: str
) -> None:
    with sqlite3.connect(product.home / "main.sqlite3", timeout=20) as database:
        database.executescript(
            "CREATE TABLE sabotage_left (n INTEGER); INSERT INTO sabotage_left VALUES (1);"
            f"CREATE TRIGGER sabotage AFTER INSERT ON {table}"
            f" WHEN NEW.{column} = '{value}' AND EXISTS (SELECT 1 FROM sabotage_left)"
            f" BEGIN DELETE FROM {table} WHERE id = NEW.id; DELETE FROM sabotage_left; END;"
        )
    status, seen = Drilled(product, "--contacts", "14", "--rate", "6", "--patience", "12").seen()
    assert status == 1
    assert seen["lost"] == 1


@pytest.mark.parametrize("name", ["front", "desk", "errands"])
def test_a_killed_process_loses_nothing(product: Product, name: str) -> None:
    drill = Drilled(product, "--contacts", "24", "--rate", "4", "--patience", "60")
    for _ in range(2):
        time.sleep(2.5)
        product.kill(name)
    status, seen = drill.seen()
    assert seen["lost"] == 0
    assert status == 0


def test_the_same_holds_on_postgresql_with_a_restart_of_the_server() -> None:
    server = PostgresServer()
    try:
        with Product(database_url=server.url) as product:
            drill = Drilled(product, "--contacts", "20", "--rate", "4", "--patience", "60")
            time.sleep(3)
            server.stop("immediate")
            time.sleep(1)
            server.start()
            status, seen = drill.seen()
            assert seen["lost"] == 0
            assert status == 0
    finally:
        server.close()


def test_a_live_programme_is_never_drilled(product: Product) -> None:
    path = product.home / "programme.toml"
    words = path.read_text()
    path.write_text(words.replace('"demonstration"', '"live"'))
    refused = product.run("drill", "--contacts", "1")
    assert refused.returncode == 2
    assert "serves real people" in refused.stderr
