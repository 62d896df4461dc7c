"""Unpack Asterisk and SIPp into `.asterisk/`: no root, nothing of the system is changed.

Debian's stable releases have no Asterisk; a newer suite of the same mirror has. Standard library
only. With `--if-possible` a machine that cannot is told so in one line, and that is no failure.
With `--two-nodes` Kamailio goes into `.kamailio/`, with `--relay` coturn into `.relay/`, both from
Debian's own release: for a test alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from debian_suite import (
    KEYRINGS,
    RELEASE,
    codename_of,
    configuration,
    machine_sources,
    mirror_of,
    source_line,
)

CHECKOUT = Path(__file__).resolve().parent.parent

NEEDED = ("apt-get", "dpkg-deb", "dpkg", "tar")
MERGED = ("bin", "sbin", "lib", "lib64")
EVERY = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is unpacked into one folder; `suites` are tried in turn, none: the machine's own.

    `holds`: what was not part of it once; without that it is made anew.
    """

    home: Path
    named: str
    packages: tuple[str, ...]
    suites: tuple[str, ...] = ()
    megabytes: int
    least_free: int
    holds: str = ""

    @property
    def root(self) -> Path:
        return self.home / "root"

    @property
    def apt(self) -> Path:
        return self.home / "apt"

    @property
    def ready(self) -> Path:
        return self.home / "ready"

    @property
    def made(self) -> bool:
        return self.ready.exists() and (not self.holds or any(self.root.glob(self.holds)))


# Testing by its name, so that it stays the one that was tried; `sid` where it has no Asterisk.
PHONE = Part(
    home=CHECKOUT / ".asterisk", named="Asterisk and SIPp", packages=("asterisk", "sip-tester"),
    suites=("forky", "sid"), megabytes=90, least_free=800_000_000,
)  # fmt: skip
KAMAILIO = Part(
    home=CHECKOUT / ".kamailio", named="Kamailio",
    packages=("kamailio", "kamailio-tls-modules"), holds="usr/lib/*/kamailio/modules/tls.so",
    megabytes=30, least_free=400_000_000,
)  # fmt: skip

RELAY = Part(
    home=CHECKOUT / ".relay", named="coturn", packages=("coturn",),
    megabytes=20, least_free=400_000_000,
)  # fmt: skip
ASKED = {"--two-nodes": KAMAILIO, "--relay": RELAY}


class CannotMake(Exception):
    """One clear line: why this machine cannot have the phone line."""


def main() -> None:
    try:
        for part in [part for word, part in ASKED.items() if word in sys.argv] or [PHONE]:
            make(part)
    except CannotMake as reason:
        line = f"Safe Conduct: no phone line here: {reason}."
        sys.exit(line if "--if-possible" not in sys.argv else print(line))


def make(part: Part) -> None:
    """Make it whole or leave it unmade; what was fetched is kept for the next time."""
    if part.made:
        return
    mirror, keyring = look_first(part)
    say(f"fetching {part.named}, about {part.megabytes} MB …")
    prepare(part)
    for suite in part.suites or (codename_of(RELEASE.read_text()),):
        (part.apt / "sources.list").write_text(source_line(mirror, suite, keyring))
        if fetched(part):
            break
    else:
        raise CannotMake(f"{mirror} gave none, or cannot be reached")
    unpack(part)
    part.ready.write_text(f"{suite}\n")
    shutil.rmtree(part.apt)
    say(f"{part.named}: it lies in {part.home.name}/")


def look_first(part: Part) -> tuple[str, Path]:
    """Return mirror and keyring; raises CannotMake with what this machine lacks."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        raise CannotMake(f"it has no {', '.join(missing)}, as a machine that is not Debian")
    codename = codename_of(RELEASE.read_text()) if RELEASE.exists() else ""
    mirror = mirror_of(machine_sources(), codename) if codename else None
    if mirror is None:
        raise CannotMake("its apt sources name no Debian release; attach an Asterisk of your own")
    keyring = next((path for path in KEYRINGS if path.exists()), None)
    if keyring is None:
        raise CannotMake("the package debian-archive-keyring is missing")
    if shutil.disk_usage(CHECKOUT).free < part.least_free:
        raise CannotMake(f"the disk has less than {part.least_free // 10**6} MB free")
    return mirror, keyring


def prepare(part: Part) -> None:
    for folder in ("state", "lists/partial", "cache/archives/partial"):
        (part.apt / folder).mkdir(parents=True, exist_ok=True)
    (part.apt / "status").touch()
    asked = ["dpkg", "--print-architecture"]
    architecture = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - our own words
    (part.apt / "apt.conf").write_text(configuration(part.apt, architecture))


def fetched(part: Part) -> bool:
    """Fetch lists and packages; apt checks each signature, and a bad one is a failure here.

    Where there is no network the lists say so soon: `make run` waits for this.
    """
    install = ("--download-only", "--yes", "install", *part.packages)
    # `update` says 0 even where a list could not be fetched; `install` then finds no package.
    soon = ("-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=0")
    return apt(part, *soon, "update") and apt(part, "-o", "APT::Status-Fd=1", *install)


def apt(part: Part, *words: str) -> bool:
    """Run apt with our own configuration; say how far it is at each quarter."""
    environment = {**os.environ, "LC_ALL": "C"}
    command = ["apt-get", "-c", str(part.apt / "apt.conf"), "-q=2", *words]
    with (
        (part.home / "apt.log").open("ab") as log,
        subprocess.Popen(  # noqa: S603 - our own words
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=log, text=True,
        ) as running,
    ):  # fmt: skip
        told = 0
        for line in running.stdout or ():
            done = percent(line)
            if done >= told + EVERY:
                told = done - done % EVERY
                say(f"  {told} %")
    return running.returncode == 0


def percent(line: str) -> int:
    """Return how far apt says that it is; 0 where a line says nothing of that."""
    kind, _, rest = line.partition(":")
    number = rest.split(":")[1] if kind == "dlstatus" and rest.count(":") > 1 else "0"
    return int(float(number))


def unpack(part: Part) -> None:
    """Unpack every package; the merged folders lie there first, so that links keep leading in."""
    shutil.rmtree(part.root, ignore_errors=True)
    for name in MERGED:
        (part.root / "usr" / name).mkdir(parents=True)
        (part.root / name).symlink_to(f"usr/{name}")
    packages = list(archives(part))
    say(f"unpacking {len(packages)} packages …")
    for package in packages:
        unpack_one(part, package)


def archives(part: Part) -> Iterator[Path]:
    yield from sorted((part.apt / "cache" / "archives").glob("*.deb"))


def unpack_one(part: Part, package: Path) -> None:
    read = ["dpkg-deb", "--fsys-tarfile", str(package)]
    write = ["tar", "-x", "--keep-directory-symlink", "--no-same-owner", "-C", str(part.root)]
    with subprocess.Popen(read, stdout=subprocess.PIPE) as reading:  # noqa: S603 - our own words
        written = subprocess.run(write, stdin=reading.stdout, check=False)  # noqa: S603 - as above
    if written.returncode or reading.returncode:
        raise CannotMake(f"{package.name} could not be unpacked; is the disk full?")


def say(line: str) -> None:
    print(f"Safe Conduct: {line}", flush=True)


if __name__ == "__main__":
    main()
