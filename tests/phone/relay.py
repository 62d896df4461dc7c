"""The relay as it is deployed: coturn with its file, what is this machine's own written into it."""

import base64
import re
import socket
import subprocess
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.phone.carrier import Authority
from tests.postgres_server import free_port
from tests.product import ROOT

UNPACKED = ROOT / ".relay"
DEPLOYED = ROOT / "deploy" / "coturn" / "turnserver.conf"
HERE = "127.0.0.1"
SHARED = "od -An -vtx1 {file} | tr -d ' \\n'"
"""What docs/operations.md has an administrator type."""
ENTIRE = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
START_SECONDS = 10


@dataclass(slots=True, kw_only=True)
class Coturn:
    """A relay that takes TLS on loopback and reaches `switch` alone; a context manager.

    `secret`: the file that the programme shares with it.
    """

    folder: Path
    secret: Path
    switch: str
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None
    authority: Authority = field(init=False)
    certificate: Path = field(init=False)
    key: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.authority = Authority(folder=self.folder, name="relay")
        self.certificate, self.key = self.authority.certify(HERE)

    def __enter__(self) -> Self:
        self.file.write_text(self._settings())
        (libraries,) = (path.parent for path in UNPACKED.glob("root/usr/lib/*/libc.so.6"))
        loader = next(iter(libraries.glob("ld-linux*.so.*")))
        command = [str(loader), "--library-path", str(libraries)]
        command += [str(UNPACKED / "root/usr/bin/turnserver"), "-c", str(self.file), "--pidfile="]
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        patience = time.monotonic() + START_SECONDS
        while not listens(self.port):
            assert self.running.poll() is None, self.log.read_text()
            assert time.monotonic() < patience, self.log.read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.running.terminate()
        self.running.wait(20)

    def begins_anew(self) -> None:
        self.__exit__()
        self.__enter__()

    @property
    def address(self) -> str:
        """Return what stands in programme.toml."""
        return f"turns:{HERE}:{self.port}?transport=tcp"

    @property
    def mark(self) -> str:
        """Return what lets Chromium trust this one certificate, and no other."""
        found = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        return base64.b64encode(sha256(found.public_key().public_bytes(*ENTIRE)).digest()).decode()

    @property
    def file(self) -> Path:
        return self.folder / "turnserver.conf"

    @property
    def users(self) -> Path:
        return self.folder / "turndb"

    @property
    def log(self) -> Path:
        return self.folder / "said"

    def _settings(self) -> str:
        shared = SHARED.format(file=self.secret)
        own = {
            "listening-ip": HERE,
            "tls-listening-port": self.port,
            "cert": self.certificate,
            "pkey": self.key,
            "relay-ip": self.switch,
            "allowed-peer-ip": self.switch,
            "userdb": self.users,
            "#static-auth-secret": subprocess.check_output(["sh", "-c", shared], text=True),
        }
        text = DEPLOYED.read_text()
        for name, value in own.items():
            line = f"{name.lstrip('#')}={value}"
            text, found = re.subn(rf"^{name}=.*$", line, text, flags=re.MULTILINE)
            assert found == 1, name
        return text


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((HERE, port)) == 0
