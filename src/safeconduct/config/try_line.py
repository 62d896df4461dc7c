"""`safeconduct try-line`: serve the page that calls the line from a browser, on practice only."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from django.conf import settings

from safeconduct.config import softphone
from safeconduct.config.conducting import conducted
from safeconduct.config.phone import words_by_name
from safeconduct.config.processes import practice
from safeconduct.drill.try_line.door import Door
from safeconduct.drill.try_line.page import Shown
from safeconduct.drill.try_line.visit import Tryouts
from safeconduct.phone import switch
from safeconduct.programme.deployment import Deployment, Purpose
from safeconduct.programme.home import Home

PORT = 8005
DIALLED = "100"
TERMINAL = ".venv/bin/safeconduct talk report --as phone --live"
LIVE = "trying the line is for a demonstration or a drill; this programme is live"
NO_BUNDLE = "the phone for browsers is not built; `make phone` does it"


def run(argv: Sequence[str]) -> int:
    """Serve until interrupted; 1 where nothing can be tried."""
    parser = argparse.ArgumentParser("safeconduct try-line", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--site", default="http://127.0.0.1:8000/", help="where one writes")
    parser.add_argument("--desk", default="http://localhost:8001/", help="where one answers")
    wanted = parser.parse_args(argv)
    why = refused()
    if why:
        sys.stderr.write(f"Safe Conduct: {why}.\n")
        return 1
    try:
        asyncio.run(conducted(Serving(settings.HOME, wanted)))
    except OSError as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    return 0


def refused() -> str:
    """Say why the line cannot be tried from a browser here; nothing where it can."""
    if not practice():
        return LIVE
    return "" if softphone.folders() else NO_BUNDLE


class Serving:
    """The door, kept open until its process is to end."""

    def __init__(self, home: Home, wanted: argparse.Namespace) -> None:
        self._home, self._wanted = home, wanted
        self._door: Door | None = None

    async def forever(self) -> None:
        deployment = Deployment.load(self._home.programme)
        self._door = Door(
            tryouts=Tryouts(
                account=switch.account(self._home),
                words=words_by_name,
                practice=practice,
            ),
            shown=Shown(
                demonstration=deployment.purpose is Purpose.DEMONSTRATION,
                socket=softphone.socket_here(switch.address()),
                dialled=DIALLED,
                site=self._wanted.site,
                desk=self._wanted.desk,
                terminal=TERMINAL,
                bundle=softphone.BUNDLE.name,
            ),
            bundle=softphone.BUNDLE,
            port=self._wanted.port,
        )
        await self._door.start()
        await asyncio.Event().wait()

    async def close(self) -> None:
        if self._door:
            await self._door.stop()
