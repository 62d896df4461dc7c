"""Starting and stopping: what the machine lacks is one clear line; a second start finds all."""

import os
import signal
import socket
import time

import pytest

from tests.faults.conftest import Drilled
from tests.product import Product, alive, descendants

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("running"), pytest.mark.timeout(300)]


def refused(product: Product, *words: str) -> str:
    """Run `up`, which must refuse at once; return its one line."""
    done = product.run("up", *words, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


def test_a_taken_port_is_named_with_the_way_out() -> None:
    product = Product()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", product.front_port))
        taken.listen()
        line = refused(product)
    assert f"port {product.front_port} is taken" in line
    assert "FRONT_PORT=" in line


def test_what_is_no_port_is_named() -> None:
    product = Product()
    product.environment["DESK_PORT"] = "eighty"
    assert "DESK_PORT=eighty is no port" in refused(product)


def test_a_real_host_never_gets_a_demonstration_by_accident() -> None:
    product = Product()
    assert "there is no programme" in refused(product, "--no-demonstration")
    assert not (product.home / "programme.toml").exists()


def test_a_database_that_is_not_there_is_named() -> None:
    product = Product(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    done = product.run("up", timeout=60)
    assert done.returncode == 1
    assert "the database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["doctor", "verify-log", "errands", "grant", "lock"])
def test_a_command_without_a_programme_says_so(command: str) -> None:
    product = Product()
    done = product.run(command)
    assert done.returncode == 1
    assert "there is no programme" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_start_finds_everything_as_it_was(product: Product) -> None:
    status, _ = Drilled(product, "--contacts", "6", "--rate", "6", "--patience", "30").seen()
    assert status == 0
    programme = (product.home / "programme.toml").read_bytes()
    product.stop()
    assert product.up is not None
    assert product.up.returncode == 0
    product.start()
    assert (product.home / "programme.toml").read_bytes() == programme
    status, seen = Drilled(product, "--contacts", "6", "--rate", "6", "--patience", "30").seen()
    assert (status, seen["lost"]) == (0, 0)
    assert product.run("verify-log").returncode == 0


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_supervisor_ends_all(product: Product, end: int) -> None:
    assert product.up is not None
    started = descendants(product.up.pid)
    assert len(started) >= 5
    os.kill(product.up.pid, end)
    product.up.wait(30)
    until = time.monotonic() + 15
    while any(alive(pid) for pid in started) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in started if alive(pid)]


@pytest.mark.parametrize("door", ["front", "desk"])
def test_no_worker_outlives_its_server(kept: Product, door: str) -> None:
    server, *workers = sorted(kept.pids(door), key=lambda pid: len(descendants(pid)) == 0)
    assert workers
    os.kill(server, signal.SIGKILL)
    until = time.monotonic() + 15
    while any(alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in workers if alive(pid)]
    kept.wait_until_ready()
