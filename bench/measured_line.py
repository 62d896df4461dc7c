"""The budgets of the line: calls to the code, as PHONE's bare program led them, and whole calls.

In an hour in which they do not all keep their time, it is found out how much slower the machine is
than PHONE's by what a bare program costs on it; the line is to hold so many times less (ADR 38).
"""

import json
import sys

from bench.line import a_line, call_bare, call_often, left_out
from bench.report import Report
from bench.walks import TO_THE_CODE, WHOLE, Walk
from tests.phone.conftest import Line

HEARD = TO_THE_CODE.at(10, seconds=12)


def measure_line(report: Report, *, small: bool, always_bare: bool) -> None:
    """Measure calls through the line, after a few that fill what is filled once.

    `small`: so few calls that it shows no more than that they are led. `always_bare`: compare with
    the bare program also in an hour in which all is held.
    """
    reason = left_out()
    if reason:
        print(f"calls through the IVR are left out: {reason}", file=sys.stderr)
        return
    with a_line() as line:
        heard = call_often(line, TO_THE_CODE.small if small else HEARD, hears=True)
        report.line("calls, overheard", heard.summary(), holds=heard.all_led_to_the_end)
        for walk in (TO_THE_CODE, WHOLE):
            measure_walk(line, walk.small if small else walk, report, always_bare=always_bare)


def measure_walk(line: Line, walk: Walk, report: Report, *, always_bare: bool) -> None:
    called = call_often(line, walk)
    held = called.within(walk)
    if held:
        report.line(walk.name, called.summary(), holds=True)
    else:
        print(json.dumps({walk.name: called.summary()}), flush=True)
    if always_bare or not held:
        measure_against_bare(line, walk, report)


def measure_against_bare(line: Line, walk: Walk, report: Report) -> None:
    """Ask for as many calls less as the same bare program costs more than where PHONE ran it."""
    line.stop()
    bare = call_bare(line, walk)
    line.start()
    line.wait_for_prompts()
    measured = {**bare.summary(), "times_as_slow_as_phones": round(bare.slowness, 2)}
    report.line(f"{walk.name}, by a bare program", measured, holds=bare.answers_in_time)
    wanted = walk.slower(bare.slowness)
    call_often(line, wanted.few)
    called = call_often(line, wanted)
    measured = {**called.summary(), "cost_of_bare": round(called.cost / bare.cost, 2)}
    report.line(
        f"{walk.name}, as fast as the machine is",
        measured,
        holds=called.within(wanted, slowness=bare.slowness),
    )
