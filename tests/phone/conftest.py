"""A running product with its line, and callers; left out loudly where there is no Asterisk."""

import base64
import json
import os
import shutil
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.caller import Caller
from tests.product import ROOT, Product

WARM_SECONDS, STILL_SECONDS = 240.0, 5.0
KEPT_PROMPTS = ROOT / ".pytest_cache" / "prompts"
"""What a machine said for one product, for the next: each is named by the digest of its words."""

Calls = Callable[..., Caller]


class Line(Product):
    """A product whose line answers."""

    def __init__(self, *, database_url: str = "", founds: bool = False) -> None:
        super().__init__(line=True, database_url=database_url, founds=founds)

    def wait_for_prompts(self) -> None:
        """Wait until the line hears, and every prompt is made: then no test waits for one."""
        until(lambda: self.applications() == ["safeconduct"], 30)
        bring(KEPT_PROMPTS, self.prompts)
        until(lambda: self._newest() and time.time() - self._newest() > STILL_SECONDS, WARM_SECONDS)
        bring(self.prompts, KEPT_PROMPTS)

    @property
    def secret(self) -> Path:
        return self.home / "secrets" / "ari"

    @property
    def prompts(self) -> Path:
        return self.home / "recordings" / "phone"

    def _newest(self) -> float:
        return max((path.stat().st_mtime for path in self.prompts.rglob("*.wav")), default=0.0)

    def applications(self) -> list[str]:
        """Return which programs hear the switch; none while it does not answer."""
        found = self.switch("applications")
        return [str(one["name"]) for one in found] if isinstance(found, list) else []

    def switch(self, path: str, method: str = "GET") -> object:
        return asked_of_switch(self.home, self.ari_port, path, method)

    def hangs_up(self) -> bool:
        """End every call that is up; say whether none is."""
        for one in self.switch("channels") or []:
            self.switch(f"channels/{one['id']}", "DELETE")
        return self.switch("channels") == []

    def begins_anew(self, *names: str, **wanted: str) -> None:
        """Let processes begin with other settings in programme.toml, by their names there."""
        path = self.home / "programme.toml"
        lines = path.read_text("utf-8").splitlines()
        changed = {name: f"{name} = {value}" for name, value in wanted.items()}
        assert changed.keys() <= {one.split(" = ")[0] for one in lines}
        kept = [changed.get(one.split(" = ")[0], one) for one in lines]
        path.write_text("\n".join(kept) + "\n", "utf-8")
        for name in names:
            self._begins_anew(name)
        until(lambda: self.applications() == ["safeconduct"], 30)

    def _begins_anew(self, name: str) -> None:
        old = self.pids(name)
        for pid in old:
            os.kill(pid, signal.SIGTERM)
        until(lambda: self.pids(name) and not {*self.pids(name)} & {*old}, 20)


def bring(there: Path, here: Path) -> None:
    """Copy the recordings that are missing here, each whole or not at all."""
    for path in there.glob("*/*.wav"):
        wanted = here / path.relative_to(there)
        if not wanted.exists():
            wanted.parent.mkdir(parents=True, exist_ok=True)
            new = wanted.with_name(f"{wanted.name}.{os.getpid()}")
            shutil.copyfile(path, new)
            new.replace(wanted)


def asked_of_switch(home: Path, port: int, path: str, method: str = "GET") -> object:
    """Return what a programme's switch says by its own interface; None while it does not."""
    secret = home / "secrets" / "ari"
    if not secret.exists():
        return None
    word = base64.b64encode(f"safeconduct:{secret.read_bytes().hex()}".encode()).decode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/ari/{path}",
        headers={"Authorization": f"Basic {word}"},
        method=method,
    )
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return json.loads(answer.read() or b"null")
    except OSError:
        return None


def until(said: Callable[[], object], seconds: float) -> None:
    patience = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < patience, "it never came"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    with running_line() as running:
        yield running


@pytest.fixture(scope="session")
def line_of_a_run() -> Iterator[Line]:
    """Yield a line for modules that leave it as it was: each hangs up, and sets nothing else."""
    with running_line() as running:
        yield running


@contextmanager
def running_line() -> Iterator[Line]:
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if os.geteuid():
        leave_out("SIPp sends keys and voices through a raw socket, which only root may open")
    with Line() as running:
        running.wait_for_prompts()
        yield running
    shutil.rmtree(Home(root=running.home).switch_in_memory)


@pytest.fixture
def caller(tmp_path: Path) -> Calls:
    """Return a maker of callers: `caller("2.5 1 …", stays=True)`."""

    def made(acts: str, **facts: object) -> Caller:
        return Caller(acts=acts.split(), folder=tmp_path, **facts)

    return made
