"""The processes of one programme: what each is called and how it is started."""

import os
import sys
from dataclasses import dataclass

from safeconduct.config import softphone
from safeconduct.config.databases import url_of_door
from safeconduct.phone import switch
from safeconduct.programme.bots import STAND_IN, stand_in, tokens
from safeconduct.programme.deployment import Deployment, NoProgramme
from safeconduct.programme.home import current_home

MIB = 1024 * 1024
TRY_LINE = "try-line"
GRANIAN = (sys.executable, "-m", "granian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process that the supervisor keeps alive; `settings` says what it may know.

    `address` answers once it is ready; `called` is where no browser goes.
    """

    name: str
    command: tuple[str, ...]
    settings: str
    address: str = ""
    called: str = ""
    told: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str]:
        """Return what the process may know: a granted door never learns its owner's address."""
        url = url_of_door(current_home(), self.name, os.environ.get("DATABASE_URL", ""))
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": f"safeconduct.config.settings.{self.settings}",
            "DATABASE_URL": url,
            "PYTHONUNBUFFERED": "1",
            # A file's memory goes back at once; glibc would keep what was once so large. That of a
            # code (Argon2id, 1 MiB) is kept: to get it anew each time cost a hand-in 0.4 ms.
            "MALLOC_MMAP_THRESHOLD_": str(2 * MIB),
            "MALLOC_TRIM_THRESHOLD_": str(4 * MIB),
            **dict(self.told),
        }


def granian(target: str, *, port: int, workers: int) -> tuple[str, ...]:
    return (
        *GRANIAN,
        *("--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers)),
        *("--no-access-log", "--log-level", "error", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--backlog", "1024", "--backpressure", "2048"),
        # Else each line can hold 400 KB of headers that never end, by HTTP/2 16 MB.
        *("--http1-buffer-size", str(32 * 1024), "--http2-max-headers-size", str(32 * 1024)),
        target,
    )


def processes(
    *, front_port: int, desk_port: int, bot_port: int, try_port: int = 0
) -> tuple[Process, ...]:
    return (
        Process(
            name="front",
            command=granian("safeconduct.config.doors:front", port=front_port, workers=2),
            settings="front",
            address=f"http://127.0.0.1:{front_port}/",
        ),
        Process(
            name="desk",
            command=granian("safeconduct.config.doors:desk", port=desk_port, workers=1),
            settings="desk",
            address=f"http://localhost:{desk_port}/",
        ),
        Process(name="errands", command=ours("errands"), settings="errands"),
        *telegram(bot_port),
        *phone(),
        *try_line(try_port, site=front_port, desk=desk_port),
    )


def speaking() -> Process:
    """Return what lets a machine say the pages that nobody says yet, unless people want none.

    What there is to be said is drawn up all the same: members record it at the desk.
    """
    voice = os.environ.get("SAFECONDUCT_VOICE", "machine") == "machine"
    # It shows pages as the public door does, and needs no database for it.
    return Process(
        name="prompts",
        command=ours("prompts", "make" if voice else "draw", "--quiet"),
        settings="front",
        told=(("DATABASE_URL", ""),),
    )


def telegram(bot_port: int) -> tuple[Process, ...]:
    """Return the channel where a bot has a token, with the stand-in where only that has one."""
    home = current_home()
    if tokens(home):
        return (Process(name="telegram", command=ours("telegram"), settings="telegram"),)
    if not stand_in(home):
        return ()
    address = f"http://127.0.0.1:{bot_port}"
    bots = str(home.secrets / STAND_IN)
    serve = ours("bot-api", "--port", str(bot_port), "--tokens", bots)
    return (
        Process(name="bot-api", command=serve, settings="manage", address=f"{address}/"),
        Process(
            name="telegram",
            command=ours("telegram"),
            settings="telegram",
            told=(("TELEGRAM_API", address),),
        ),
    )


def phone() -> tuple[Process, ...]:
    """Return the line where there is an Asterisk: our own beside it, or the one that is named."""
    number = "" if switch.named() else f"sip:100@127.0.0.1:{switch.ports().sip}"
    line = Process(name="phone", command=ours("phone"), settings="phone", called=number)
    if switch.refused() or not (switch.named() or switch.unpacked()):
        return ()
    if switch.named():
        return (line,)
    own = Process(
        name="switch", command=ours("switch"), settings="manage", told=(("DATABASE_URL", ""),)
    )
    return (own, line)


def try_line(port: int, *, site: int, desk: int) -> tuple[Process, ...]:
    """Return the page that calls our own line from a browser; on practice alone there is one."""
    switched_on = switch.unpacked() and not switch.named() and not switch.refused()
    if not (port and switched_on and softphone.folders() and practice()):
        return ()
    here = ("--site", f"http://127.0.0.1:{site}/", "--desk", f"http://localhost:{desk}/")
    return (
        Process(
            name=TRY_LINE,
            command=ours(TRY_LINE, "--port", str(port), *here),
            settings="try_line",
            address=f"http://127.0.0.1:{port}/",
            told=(("DATABASE_URL", ""),),
        ),
    )


def practice() -> bool:
    """Say whether nobody's life hangs on this programme, by what its file says now."""
    try:
        return not Deployment.load(current_home().programme).live
    except NoProgramme:
        return False


def ours(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "safeconduct", *words)
