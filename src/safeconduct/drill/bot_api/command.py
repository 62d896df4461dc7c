"""`safeconduct bot-api`: run the stand-in for Telegram's Bot API on the loopback address."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from safeconduct.drill.bot_api.pace import Limits
from safeconduct.drill.bot_api.refusals import Refused
from safeconduct.drill.bot_api.server import Server
from safeconduct.drill.bot_api.world import World

PORT = 8081
NEW_YEAR_2026 = 1_767_225_600
NUMBERS_A_SECOND = 20


def run(argv: Sequence[str]) -> int:
    """Serve until interrupted; 1 when a token or the port cannot be used."""
    asked = _parser().parse_args(argv)
    world = World(limits=Limits(on=asked.limits), first=first_number(time.time()))
    try:
        for name, token in (*written(asked.tokens), *map(named, asked.bot)):
            world.add_bot(name, token)
        asyncio.run(serve(Server(world, asked.port)))
    except (OSError, Refused) as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    return 0


def first_number(now: float) -> int:
    """Return a number above those of earlier runs: a bot remembers what it has seen.

    It fits into 31 bits until 2029, and is above as long as a run sees under 20 a second.
    """
    return int((now - NEW_YEAR_2026) * NUMBERS_A_SECOND)


async def serve(server: Server) -> None:
    over = asyncio.Event()
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, over.set)
    await server.start()
    print(f"bot-api: {server.base}, bots: {len(server.world.bots)}", flush=True)
    await over.wait()
    await server.stop()


def written(file: Path | None) -> Iterator[tuple[str, str]]:
    """Yield the bots of a file: NAME:TOKEN on each line."""
    lines = file.read_text(encoding="utf-8").splitlines() if file else []
    yield from (named(line.strip()) for line in lines if line.strip())


def named(words: str) -> tuple[str, str]:
    name, _, token = words.partition(":")
    return name, token


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("safeconduct bot-api", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--bot", action="append", default=[], metavar="NAME:TOKEN")
    parser.add_argument("--tokens", type=Path, metavar="FILE", help="NAME:TOKEN on each line")
    parser.add_argument(
        "--no-limits", dest="limits", action="store_false", help="no 429 of its own: for load"
    )
    return parser
