"""A second switch with its process, Kamailio in front of both, and a caller who goes through it."""

import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.phone.caller import Caller
from tests.phone.conftest import asked_of_switch
from tests.postgres_server import free_port
from tests.product import ROOT, Product

UNPACKED = ROOT / ".kamailio"
TLS_OF_KAMAILIO = "root/usr/lib/*/kamailio/modules/tls.so"
DEPLOYED = ROOT / "deploy" / "kamailio" / "kamailio.cfg"
DEPLOYED_TLS = DEPLOYED.with_name("tls.cfg")


@dataclass(slots=True, kw_only=True)
class Node:
    """`safeconduct switch` and `safeconduct phone` on ports of their own; a context manager."""

    product: Product
    name: str
    sip: int = field(default_factory=free_port)
    ari: int = field(default_factory=free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        own = {
            "SIP_PORT": str(self.sip),
            "ARI_PORT": str(self.ari),
            "RTP_PORT": str(10_000 + 2_000 * (os.getpid() % 4)),
            "LINE_NODE": self.name,
        }
        with self.product.log.open("ab") as log:
            for word in ("switch", "phone"):
                command = self.product.command(word)
                environment = {**self.product.environment, **own}
                self.running.append(
                    subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
                )
        return self

    def __exit__(self, *_: object) -> None:
        self.dies()

    def dies(self) -> None:
        """Lose switch and process at once, as a machine that loses its power does."""
        for process in self.running:
            process.send_signal(signal.SIGKILL)
            process.wait(10)

    def asked(self, path: str) -> list[dict[str, object]]:
        found = asked_of_switch(self.product.home, self.ari, path)
        return found if isinstance(found, list) else []


@dataclass(slots=True, kw_only=True)
class Kamailio:
    """The proxy as it is deployed, on a port of its own at `here`; a context manager.

    `tls`: its file for TLS, which it then speaks at `tls_port`, and with every node.
    """

    folder: Path
    nodes: Sequence[int]
    carriers: str = "127.0.0.1"
    outbound: str = ""
    tls: Path | None = None
    tls_port: int = field(default_factory=free_port)
    here: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.folder.mkdir()
        nodes, carriers = self.folder / "nodes", self.folder / "carriers"
        way = ";transport=tls" if self.tls else ""
        nodes.write_text("".join(f"1 sip:127.0.0.1:{port}{way}\n" for port in self.nodes))
        carriers.write_text(f"1 {self.carriers} 32\n")
        (libraries,) = (path.parent for path in UNPACKED.glob("root/usr/lib/*/libc.so.6"))
        loader = next(iter(libraries.glob("ld-linux*.so.*")))
        own = f"{libraries}:{libraries}/kamailio"
        command = [str(loader), "--library-path", own, str(UNPACKED / "root/usr/sbin/kamailio")]
        command += ["-DD", "-f", str(DEPLOYED), "-L", f"{libraries}/kamailio/modules"]
        command += ["-l", f"udp:{self.here}:{self.port}", "-Y", str(self.folder), "-m", "64"]
        command += ["-A", f'NODES="{nodes}"', "-A", f'CARRIERS="{carriers}"']
        if self.tls:
            command += ["-l", f"tls:{self.here}:{self.tls_port}", "-A", f'TLS_FILE="{self.tls}"']
            command += ["-A", f"TLS_FROM={self.here}"]
        if self.outbound:
            command += ["-A", f'OUTBOUND="{self.outbound}"']
        with (self.folder / "log").open("wb") as log:
            self.running = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.running.terminate()
        self.running.wait(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThroughProxy(Caller):
    """A caller whose call keeps the way that it took: what the proxy recorded, it goes again."""

    def _scenario(self, root: Path) -> str:
        # `super()` finds no way home out of a class with slots.
        words = Caller._scenario(self, root).replace('rtd="true"', 'rtd="true" rrs="true"')
        for verb, number in (("ACK", 1), ("BYE", 2)):
            to_us = f"{verb} sip:[service]@[remote_ip]:[remote_port]"
            words = words.replace(to_us, f"{verb} [next_url]")
            words = words.replace(f"CSeq: {number} {verb}\n", f"CSeq: {number} {verb}\n[routes]\n")
        return words
