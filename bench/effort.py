"""Processor time: what a hand-in costs, however many others use the machine meanwhile."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM = 11, 12


def processor_seconds(pids: Iterable[int], *, itself: bool = True) -> float:
    """Return what these processes (and this one) have used; one that has ended counts nothing."""
    return sum(map(_used, [*pids, *([os.getpid()] if itself else [])]))


def _used(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[USER]) + int(fields[SYSTEM])) / TICKS
