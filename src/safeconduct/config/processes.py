"""The processes of one programme: what each is called and how it is started."""

import os
import sys
from dataclasses import dataclass

GRANIAN = (sys.executable, "-m", "granian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process that the supervisor keeps alive; `settings` says what it may know."""

    name: str
    command: tuple[str, ...]
    settings: str
    address: str = ""

    def environment(self) -> dict[str, str]:
        settings = f"safeconduct.config.settings.{self.settings}"
        return {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONUNBUFFERED": "1"}


def granian(interface: str, target: str, *, port: int, workers: int) -> tuple[str, ...]:
    threads = ("--blocking-threads", "8") if interface == "wsgi" else ()
    return (
        *GRANIAN,
        *("--interface", interface, "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), *threads),
        *("--no-access-log", "--log-level", "error", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--backlog", "512"),
        target,
    )


def processes(*, front_port: int, desk_port: int) -> tuple[Process, ...]:
    return (
        Process(
            name="front",
            command=granian("wsgi", "safeconduct.config.doors:front", port=front_port, workers=2),
            settings="front",
            address=f"http://127.0.0.1:{front_port}/",
        ),
        Process(
            name="desk",
            command=granian("asgi", "safeconduct.config.doors:desk", port=desk_port, workers=1),
            settings="desk",
            address=f"http://localhost:{desk_port}/",
        ),
        Process(
            name="errands",
            command=(sys.executable, "-m", "safeconduct", "errands"),
            settings="errands",
        ),
    )
