"""Trouble on the line during a drill: its process is killed while calls are up."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")
NAMED, UNNAMED = b"SAFECONDUCT_HOME=", b"var"
PROGRAM = b"\0-m\0safeconduct\0phone\0"
KILLED_AFTER = (20.0, 25.0)
"""Seconds into a drill, and then between one kill and the next: a call lasts about a minute."""
TIMES = 3


async def kill_line(home: Path) -> None:
    """Kill this programme's line a few times; whoever watches over it starts it again."""
    first, between = KILLED_AFTER
    await asyncio.sleep(first)
    for _ in range(TIMES):
        for pid in processes_of(home):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(between)


def processes_of(home: Path) -> Iterator[int]:
    """Return the line's processes that serve the programme in this folder, and no other's."""
    for folder in PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            command = b"\0" + (folder / "cmdline").read_bytes()
            if PROGRAM in command and _home_of(folder) == home:
                yield int(folder.name)


def _home_of(process: Path) -> Path:
    """Return whose folder a process serves: the one that is named to it, else its checkout's."""
    parts = (process / "environ").read_bytes().split(b"\0")
    named = [part.removeprefix(NAMED) for part in parts if part.startswith(NAMED)]
    return (process / "cwd").readlink() / os.fsdecode(named[0] if named else UNNAMED)
