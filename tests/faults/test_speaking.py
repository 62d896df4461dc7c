"""A running product lets a machine speak beside its processes, and stops that with them."""

import time
import urllib.request
from importlib.util import find_spec

import pytest

from tests.conftest import leave_out
from tests.product import Product, command_line, descendants

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("running"), pytest.mark.timeout(300)]

PATIENCE_SECONDS = 120


def speakers(product: Product) -> list[int]:
    """Return the processes that have pages spoken."""
    pids = descendants(product.up.pid)
    return [pid for pid in pids if "safeconduct\0prompts\0make" in command_line(pid)]


def heard(product: Product) -> bool:
    with urllib.request.urlopen(f"{product.site}/ru/", timeout=5) as page:
        return b"<audio" in page.read()


@pytest.mark.long
def test_pages_are_heard_a_moment_after_the_start_and_speaking_ends_with_the_product():
    if find_spec("espeakng_loader") is None or find_spec("lameenc") is None:
        leave_out("espeakng-loader or lameenc has no build for this machine")
    product = Product()
    product.environment["SAFECONDUCT_VOICE"] = "machine"
    with product:
        until = time.monotonic() + PATIENCE_SECONDS
        while not heard(product) and time.monotonic() < until:
            time.sleep(0.2)
        assert heard(product)
        speaking = speakers(product)
    assert not [pid for pid in speaking if command_line(pid)]


def test_where_people_want_no_machine_none_speaks():
    with Product() as product:
        # What people may record is still drawn up for them.
        until = time.monotonic() + PATIENCE_SECONDS
        while not (product.home / "recordings" / "wanted.json").exists():
            assert time.monotonic() < until
            assert not speakers(product)
            time.sleep(0.2)
        assert not heard(product)
        assert [path.name for path in (product.home / "recordings").rglob("*")] == ["wanted.json"]
