"""The whole product, running: started as a user starts it, in a folder and on ports of its own."""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Self

from tests.postgres_server import free_port

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 150.0
DESK_ADDRESS = re.compile("^desk_address = .*$", re.MULTILINE)


class Product:
    """`safeconduct up` on a demonstration; a context manager that stops it.

    `founds`: its own first start makes the programme, as a newcomer's does. Without that it begins
    where another first start of this run ended; a database beside its home is always founded.
    """

    def __init__(
        self,
        *,
        database_url: str = "",
        home: Path | None = None,
        line: bool = False,
        founds: bool = False,
    ) -> None:
        self.founds = founds or bool(home or database_url)
        self.home = home or Path(tempfile.mkdtemp(prefix="safeconduct-run-"))
        self.front_port, self.desk_port, self.bot_port = free_port(), free_port(), free_port()
        self.sip_port, self.ari_port, self.try_port = free_port(), free_port(), free_port()
        self.environment = {
            **{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
            "SAFECONDUCT_HOME": str(self.home),
            "FRONT_PORT": str(self.front_port),
            "DESK_PORT": str(self.desk_port),
            "BOT_PORT": str(self.bot_port),
            "SIP_PORT": str(self.sip_port),
            "ARI_PORT": str(self.ari_port),
            "TRY_PORT": str(self.try_port),
            "RTP_PORT": str(20_000 + 2_000 * (os.getpid() % 15)),
            "PHONE_LINE": "on" if line else "off",
            "DATABASE_URL": database_url,
            "PYTHONPATH": str(ROOT / "src"),
            # No machine speaks beside what a test measures.
            "SAFECONDUCT_VOICE": "none",
        }
        self.up: subprocess.Popen[bytes] | None = None
        self.log = self.home.with_suffix(".log")

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.front_port}"

    @property
    def bot_api(self) -> str:
        return f"http://127.0.0.1:{self.bot_port}"

    @property
    def desk(self) -> str:
        return f"http://localhost:{self.desk_port}"

    @property
    def try_line(self) -> str:
        return f"http://127.0.0.1:{self.try_port}"

    def __enter__(self) -> Self:
        try:
            self.start()
        except RuntimeError:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "safeconduct", *words]

    def run(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=timeout,
            check=False,
        )

    def start(self) -> float:
        """Start everything and wait until both doors answer; return the seconds it took."""
        if not self.founds:
            self.begin_founded()
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.up = subprocess.Popen(
                self.command("up"), env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )
        self.wait_until_ready()
        return time.monotonic() - begun

    def begin_founded(self) -> None:
        """Copy what one first start of this run made; the desk's port alone is another."""
        self.founds = True
        copytree(founded(), self.home, dirs_exist_ok=True)
        programme = self.home / "programme.toml"
        told = DESK_ADDRESS.sub(f'desk_address = "{self.desk}/"', programme.read_text("utf-8"))
        programme.write_text(told, "utf-8")

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not (answers(f"{self.site}/") and answers(f"{self.desk}/")):
            if time.monotonic() > until or (self.up and self.up.poll() is not None):
                raise RuntimeError(f"the product did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.up and self.up.poll() is None:
            self.up.send_signal(signal.SIGINT)
            self.up.wait(30)

    def pids(self, name: str) -> list[int]:
        """Return the processes of one name: the one under the supervisor and its workers."""
        marks = {"front": "doors:front", "desk": "doors:desk", "errands": "safeconduct\0errands"}
        marks["telegram"] = "safeconduct\0telegram"
        marks["try-line"] = "safeconduct\0try-line"
        marks["phone"], marks["switch"] = "safeconduct\0phone", "sbin/asterisk"
        return [pid for pid in descendants(self.up.pid) if marks[name] in command_line(pid)]

    def all_pids(self) -> list[int]:
        return [self.up.pid, *descendants(self.up.pid)] if self.up else []

    def kill(self, name: str) -> None:
        for pid in self.pids(name):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def cast(self) -> list[dict[str, object]]:
        return list(json.loads((self.home / "cast.json").read_text())["staff"])


@cache
def founded() -> Path:
    """Return the home that `up` made at its first start; whichever worker is first lets it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    kept = Path(tempfile.gettempdir()) / f"safeconduct-founded-{run}"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with Product(founds=True) as first:
                pass
            first.home.rename(kept)
    return kept


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            child = int(path.parent.name)
            found += [child, *descendants(child)]
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def memory(pids: list[int]) -> int:
    """Return the proportional set size of processes, in bytes."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total
