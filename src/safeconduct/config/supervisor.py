"""`safeconduct up`: start all processes of a programme, keep them alive, stop them cleanly.

Imports neither Django nor a web framework: it stays small and has nothing to leak.
"""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.config.parents import end_with_parent
from safeconduct.config.processes import Process
from safeconduct.programme.home import Home

LEAST_FREE_BYTES = 200_000_000
PATIENCE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 8.0
GRACE_SECONDS = 8.0
# A publication writes several files: all of them are there by then.
STILL_NANOSECONDS = 2_000_000_000


class CannotStart(Exception):
    """One clear line: why the product cannot start here."""


@dataclass(slots=True, kw_only=True)
class Kept:
    """One process with the memory of its falls."""

    process: Process
    running: subprocess.Popen[bytes]
    started: float
    falls: int = 0
    again_at: float = field(default=0.0)


def refuse_taken_port(port: int, variable: str) -> None:
    if is_taken(port):
        line = f"port {port} is taken; choose another: {variable}=… make run"
        raise CannotStart(line)


def is_taken(port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> bool:
    with socket.socket(type=kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def prepare(home: Home, *, demonstration: bool) -> None:
    """Bring everything to where it can start, in a process of its own: this one stays small."""
    if not demonstration and not home.programme.exists():
        line = f"there is no programme in {home.root}; `safeconduct init` makes one"
        raise CannotStart(line)
    done = subprocess.run([sys.executable, "-m", "safeconduct", "prepare"], check=False)
    if done.returncode:
        line = "it could not be prepared; the line above says why"
        raise CannotStart(line)


def start(process: Process) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches the supervisor alone, which stops all in order.
    return subprocess.Popen(  # noqa: S603 - our own words
        process.command,
        env=process.environment(),
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the supervisor has one thread
    )


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own loopback address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_until_ready(kept: Iterable[Kept]) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    for one in kept:
        while one.process.address and not answers(one.process.address):
            if one.running.poll() is not None or time.monotonic() > patience:
                line = (
                    f"`{one.process.name}` did not start; `safeconduct doctor` looks for the cause"
                )
                raise CannotStart(line)
            time.sleep(0.05)


def revive(one: Kept, now: float) -> None:
    """Start a fallen process again: at once the first time, then with growing pauses."""
    if one.running.poll() is None:
        if now - one.started > GRACE_SECONDS:
            one.falls = 0
        return
    if not one.again_at:
        one.falls += 1
        pause = 0.0 if one.falls == 1 else min(0.25 * 2**one.falls, LONGEST_PAUSE_SECONDS)
        one.again_at = now + pause
        tell(f"{one.process.name} stopped and is started again")
    if now >= one.again_at:
        one.running, one.started, one.again_at = start(one.process), now, 0.0


def tell(line: str) -> None:
    """Say what happens; where the disk of the log is full, going on matters more."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


@dataclass(slots=True, kw_only=True)
class Chore:
    """Work that ends by itself: done once at the start, and again when files of a folder change."""

    process: Process
    folder: Path
    done: int = 0
    running: subprocess.Popen[bytes] | None = None

    def look(self, now: int) -> None:
        """Begin where something changed and has lain still since; `now` in nanoseconds."""
        if self.running and self.running.poll() is None:
            return
        changed = newest(self.folder)
        if changed != self.done and now - changed > STILL_NANOSECONDS:
            self.done, self.running = changed, start(self.process)


def newest(folder: Path) -> int:
    """Return when a file of a folder was last written, in nanoseconds; 0 where there is none."""
    try:
        return max((path.stat().st_mtime_ns for path in folder.iterdir()), default=0)
    except OSError:
        return 0


def begin(process: Process) -> Kept:
    return Kept(process=process, running=start(process), started=time.monotonic())


def stop(started: Iterable[subprocess.Popen[bytes]]) -> None:
    alive = [running for running in started if running.poll() is None]
    for running in alive:
        running.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for running in alive:
        try:
            running.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            running.kill()


class Stopped(Exception):
    """A signal asked the supervisor to stop."""


def _stopped(_number: int, _frame: object) -> None:
    raise Stopped


def supervise(processes: tuple[Process, ...], chores: tuple[Chore, ...] = ()) -> None:
    """Run until a signal; a process that falls is started again, chores are done beside."""
    signal.signal(signal.SIGTERM, _stopped)
    signal.signal(signal.SIGINT, _stopped)
    kept: list[Kept] = []
    try:
        kept.extend(begin(process) for process in processes)
        wait_until_ready(kept)
        say_ready(processes)
        while True:
            for one in kept:
                revive(one, time.monotonic())
            for chore in chores:
                chore.look(time.time_ns())
            time.sleep(0.2)
    except Stopped:
        tell("stopping …")
    finally:
        stop([one.running for one in kept] + [one.running for one in chores if one.running])


def say_ready(processes: tuple[Process, ...]) -> None:
    print("\nSafe Conduct runs. Ctrl-C stops it.")
    for process in processes:
        if process.address or process.called:
            print(f"  {process.name:<10}{process.address or process.called}")
    print(
        "  staff     .venv/bin/safeconduct cast   (call signs and phrases, demonstration only)\n",
        flush=True,
    )
