"""Checks of the machine: Python, disk, who may read our files, where memory may leak to disk."""

import os
import resource
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from safeconduct.config.findings import Check, Finding, Patient, good, note, unsafe
from safeconduct.config.supervisor import LEAST_FREE_BYTES

LEAST_PYTHON = (3, 11)


def python(_: Patient) -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= LEAST_PYTHON:
        yield good(f"Python {found}")
    else:
        yield unsafe(f"Python {found} is too old; 3.11 or newer is needed")


def disk(patient: Patient) -> Iterator[Finding]:
    free = shutil.disk_usage(patient.home.root).free
    words = f"{free // 10**6} MB free on the disk of {patient.home.root}"
    yield good(words) if free >= LEAST_FREE_BYTES else unsafe(f"{words}: too little to go on")


def modes(patient: Patient) -> Iterator[Finding]:
    """Name every file that others on this machine may read or write."""
    found = [path for path in _paths(patient.home.root) if path.stat().st_mode & 0o077]
    for path in found:
        yield unsafe(f"{stat.filemode(path.stat().st_mode)} {path}: chmod go= {path}")
    if not found:
        yield good("files are for their owner only")


def user(patient: Patient) -> Iterator[Finding]:
    if os.geteuid() == 0:
        yield patient.grave("this runs as root; give Safe Conduct a user of its own")
    yield note(
        "site, desk and errands share one user: a taken-over site reads nothing at rest, "
        "but can wait for the next unlock; separate users or hosts end that"
    )


def core_dumps(patient: Patient) -> Iterator[Finding]:
    limit, _ = resource.getrlimit(resource.RLIMIT_CORE)
    pattern = _told("/proc/sys/kernel/core_pattern")
    if limit:
        yield patient.grave("core dumps are on, a crash would write keys to disk: ulimit -c 0")
    elif pattern.startswith("|"):
        yield patient.grave(
            "the kernel hands core dumps to a program whatever the limit: "
            "sysctl kernel.core_pattern=core"
        )
    else:
        yield good("no core dumps")


def swap(patient: Patient) -> Iterator[Finding]:
    used = [line for line in _told("/proc/swaps").splitlines()[1:] if "/zram" not in line]
    if used:
        yield patient.grave("swap is on, keys may reach the disk: swapoff -a, or encrypt it")
    else:
        yield good("no swap on disk")


def spooling(_: Patient) -> Iterator[Finding]:
    """Our own settings keep uploads in memory; this is about everything else that spools."""
    place = Path(tempfile.gettempdir())
    if _on_memory(place):
        yield good(f"{place} is memory")
    else:
        yield note(f"{place} is on disk; as tmpfs it would forget at each start")


def _paths(root: Path) -> Iterator[Path]:
    yield root
    yield from (path for path in sorted(root.rglob("*")) if path.exists() and not path.is_symlink())


def _told(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _on_memory(place: Path) -> bool:
    mounts = [line.split()[1:3] for line in _told("/proc/mounts").splitlines()]
    above = [(len(point), kind) for point, kind in mounts if place.is_relative_to(point)]
    return bool(above) and max(above)[1] == "tmpfs"


MACHINE: tuple[Check, ...] = (python, disk, modes, user, core_dumps, swap, spooling)
