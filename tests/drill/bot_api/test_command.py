"""`safeconduct bot-api` as a user starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from safeconduct.drill.bot_api.command import first_number
from tests.postgres_server import free_port
from tests.product import ROOT

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
COMMAND = (sys.executable, "-m", "safeconduct", "bot-api")


def test_bots_come_from_the_command_line_and_from_a_file(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text("water:43:b\n\n")
    words = ("--port", str(port := free_port()), "--bot", "shore:42:a", "--tokens", str(tokens))
    running = subprocess.Popen((*COMMAND, *words), env=ENVIRONMENT, stdout=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stdout.readline() == f"bot-api: http://127.0.0.1:{port}, bots: 2\n".encode()
    for token, name in (("42:a", "shore"), ("43:b", "water")):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/bot{token}/getMe") as got:
            assert json.load(got)["result"]["username"] == name
    with socket.create_connection(("127.0.0.1", port)) as polls:
        polls.sendall(b"GET /bot42:a/getUpdates?timeout=50 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.2)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=5)
    assert running.returncode == 0


@pytest.mark.parametrize("words", [("--bot", "shore:nonsense"), ("--tokens", "/nowhere/at-all")])
def test_what_cannot_be_used_is_one_line(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        (*COMMAND, *words), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ("--port", str(taken.getsockname()[1]))
        done = subprocess.run(
            (*COMMAND, *words), env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_stand_in_needs_neither_django_nor_the_client_nor_the_product() -> None:
    asked = (
        "import sys, safeconduct.drill.bot_api.command, safeconduct.drill.bot_api.person\n"
        "ours = {n for n in sys.modules if n.startswith('safeconduct.')}\n"
        "print([n for n in ours if not n.startswith('safeconduct.drill')])\n"
        "print(sorted({'django', 'aiogram'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", asked), env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "[]"]


def test_numbers_go_on_where_an_earlier_run_ended() -> None:
    now = time.time()
    assert 0 < first_number(now) < first_number(now + 1) < 2**31
