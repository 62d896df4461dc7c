"""Five hundred people by site and bot, while one process after the other is killed.

What the drill saw is printed (`pytest -s`): it is the proof that is kept.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.conftest import Drilled
from tests.postgres_server import PostgresServer
from tests.product import Product

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

PEOPLE = (
    "--channels", "site,telegram", "--contacts", "500", "--rate", "2", "--patience", "240",
)  # fmt: skip
KILLED = ("telegram", "front", "errands", "desk") * 2
BETWEEN_SECONDS = 25


@pytest.fixture(params=["sqlite", "postgres"])
def product(request: pytest.FixtureRequest) -> Iterator[Product]:
    with ExitStack() as opened:
        url = ""
        if request.param == "postgres":
            server = PostgresServer()
            opened.callback(server.close)
            url = server.url
        yield opened.enter_context(Product(database_url=url))


def test_five_hundred_people_lose_nothing_whatever_is_killed(product: Product) -> None:
    drill = Drilled(product, *PEOPLE)
    for name in KILLED:
        time.sleep(BETWEEN_SECONDS)
        product.kill(name)
    status, seen = drill.seen(patience=1200)
    verified = product.run("verify-log")
    sys.stdout.write(f"{json.dumps(seen)}\n{verified.stdout}")
    assert (status, seen["lost"], seen["left_on_screen"]) == (0, 0, 0)
    assert all(seen["channels"][name]["read_back"] > 0 for name in ("site", "telegram"))
    assert verified.returncode == 0
