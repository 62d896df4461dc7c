"""`safeconduct doctor`: name what is missing or unsafe, one line each; exit 1 when unsafe."""

import argparse
import json
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.markup import escape

from safeconduct.config.checks_line import LINE
from safeconduct.config.checks_machine import MACHINE
from safeconduct.config.checks_programme import PROGRAMME
from safeconduct.config.checks_server import SERVER
from safeconduct.config.checks_upkeep import UPKEEP
from safeconduct.config.findings import Finding, Patient, Weight, unsafe
from safeconduct.programme.deployment import Deployment, NoProgramme
from safeconduct.programme.home import Home

COLOURS = {Weight.GOOD: "green", Weight.NOTE: "yellow", Weight.UNSAFE: "bold red"}


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    wanted = parser.parse_args(argv)
    console = Console(soft_wrap=True, highlight=False)
    worst = False
    for found in findings(settings.HOME):
        worst = worst or found.weight is Weight.UNSAFE
        if wanted.json:
            print(json.dumps({"weight": found.weight, "words": found.words}, ensure_ascii=False))
        else:
            mark = f"[{COLOURS[found.weight]}]{found.weight.value:<6}[/]"
            console.print(f"{mark}  {escape(found.words)}")
    return int(worst)


def findings(home: Home) -> Iterator[Finding]:
    """Look at everything; a check that has nothing to say is silent."""
    if not home.root.is_dir():
        yield unsafe(f"there is no {home.root}; `safeconduct init` makes a programme there")
        return
    deployment = None
    try:
        deployment = Deployment.load(home.programme)
    except NoProgramme as reason:
        yield unsafe(str(reason))
    patient = Patient(home=home, deployment=deployment, at=timezone.now())
    for check in (*MACHINE, *PROGRAMME, *SERVER, *LINE, *UPKEEP):
        yield from check(patient)
