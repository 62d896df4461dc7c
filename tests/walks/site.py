"""The public door alone, as the product starts it: migrated, a programme made, served."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from safeconduct.config.processes import processes
from tests.postgres_server import free_port
from tests.product import answers, descendants

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 30.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True, kw_only=True)
class Site:
    """A running public door."""

    port: int
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, object]) -> tuple[int, str]:
        return self._ask("POST", path, urlencode(fields, doseq=True).encode(), FORM)

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, body, headers)
        answer = line.getresponse()
        found = answer.status, answer.read().decode()
        line.close()
        return found

    def kill_workers(self) -> None:
        for pid in descendants(self.process.pid):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def running_site(home: Path) -> Iterator[Site]:
    port = free_port()
    front = processes(front_port=port, desk_port=0, bot_port=0)[0]
    environment = {
        **front.environment(),
        "SAFECONDUCT_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
    }
    bare = {k: v for k, v in environment.items() if k != "DJANGO_SETTINGS_MODULE"}
    for words in (["migrate"], ["init", "--demonstration"]):
        command = [sys.executable, "-m", "safeconduct", *words]
        subprocess.run(command, env=bare, cwd=ROOT, check=True, capture_output=True)
    with (home / "door.log").open("wb") as log:
        process = subprocess.Popen(front.command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    site = Site(port=port, home=home, process=process)
    try:
        wait_for(site)
        yield site
    finally:
        process.terminate()
        process.wait(15)


def wait_for(site: Site) -> None:
    until = time.monotonic() + READY_SECONDS
    while not answers(f"{site.address}/"):
        if time.monotonic() > until:
            raise RuntimeError("the public door did not open")
        time.sleep(0.05)
