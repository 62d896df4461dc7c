"""`safeconduct up`: look, prepare, start, supervise."""

import argparse
import os
import shutil
import socket
import sys
from collections.abc import Sequence

from safeconduct.config.processes import TRY_LINE, Process, processes, speaking
from safeconduct.config.supervisor import (
    LEAST_FREE_BYTES,
    CannotStart,
    Chore,
    is_taken,
    prepare,
    refuse_taken_port,
    supervise,
)
from safeconduct.phone import switch
from safeconduct.programme.home import Home, current_home


def port(variable: str, default: int) -> int:
    words = os.environ.get(variable, str(default))
    if not words.isdigit() or not 0 < int(words) < 2**16:
        line = f"{variable}={words} is no port; a number from 1 to 65535 is"
        raise CannotStart(line)
    return int(words)


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct up")
    parser.add_argument("--no-demonstration", action="store_true", help="never make a programme")
    wanted = parser.parse_args(argv)
    try:
        run_product(current_home(), demonstration=not wanted.no_demonstration)
    except CannotStart as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    return 0


def look_for_line() -> None:
    """Say in one line why the phone line does not run here; everything else runs without it."""
    if switch.refused() or switch.named():
        return
    wanted = switch.ports()
    taken = [
        name
        for name, number, kind in (
            ("SIP_PORT", wanted.sip, socket.SOCK_DGRAM),
            ("ARI_PORT", wanted.ari, socket.SOCK_STREAM),
        )
        if is_taken(number, kind)
    ]
    why = f"{taken[0]} is taken, choose another: {taken[0]}=… make run" if taken else ""
    if not switch.unpacked():
        why = switch.NO_SWITCH
    if why:
        print(f"Safe Conduct: without the phone line: {why}.", flush=True)
        os.environ["PHONE_LINE"] = "off"


def without_taken(running: tuple[Process, ...], try_port: int) -> tuple[Process, ...]:
    """Leave out the page that tries the line where its port is taken, and say so in one line."""
    others = tuple(process for process in running if process.name != TRY_LINE)
    if others == running or not is_taken(try_port):
        return running
    why = "TRY_PORT is taken, choose another: TRY_PORT=… make run"
    print(f"Safe Conduct: without the page that tries the line: {why}.", flush=True)
    return others


def run_product(home: Home, *, demonstration: bool) -> None:
    front_port, desk_port = port("FRONT_PORT", 8000), port("DESK_PORT", 8001)
    refuse_taken_port(front_port, "FRONT_PORT")
    refuse_taken_port(desk_port, "DESK_PORT")
    bot_port, try_port = port("BOT_PORT", 8002), port("TRY_PORT", 8005)
    look_for_line()
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(home.root).free < LEAST_FREE_BYTES:
        line = f"the disk of {home.root} has less than {LEAST_FREE_BYTES // 10**6} MB free"
        raise CannotStart(line)
    prepare(home, demonstration=demonstration)
    running = processes(
        front_port=front_port, desk_port=desk_port, bot_port=bot_port, try_port=try_port
    )
    running = without_taken(running, try_port)
    if any(process.name == "bot-api" for process in running):
        refuse_taken_port(bot_port, "BOT_PORT")
    supervise(running, (Chore(process=speaking(), folder=home.bundle),))
