"""What a run of calls saw, and whether that is what the line is to hold."""

import os
from dataclasses import dataclass, field

from bench.walks import Walk
from safeconduct.drill.journal import quantile

ANSWER_MS = 50
BARE_ASTERISK, BARE_PYTHON = 0.19, 0.04
"""Percent of a core for each call that is up: what PHONE measured of a bare program."""
TIMES_BARE = 2


@dataclass(slots=True, kw_only=True)
class Called:
    """What a run of calls saw; `call_seconds`: seconds of all calls together.

    `waits`: seconds from a key to the next words, where somebody listened at the switch. `ended`:
    calls that led to a case which their code opens, with a voice in it; None where that is not
    asked for. `codes`: how many codes were overheard whole then: where these are fewer than the
    calls, the ear may have missed one. `left`: recordings that lie on the switch.
    """

    calls: int
    seconds: float
    failed: int
    handed_in: int | None
    answered: list[float] = field(repr=False)
    waits: list[float] = field(repr=False)
    at_once: int
    call_seconds: float
    asterisk: float
    python: float
    ended: int | None = None
    codes: int = 0
    left: int = 0

    @property
    def rate(self) -> float:
        return self.calls / self.seconds

    def of_a_core(self, used: float) -> float:
        """Return processor seconds as percent of a core for each call that was up."""
        return round(100 * used / self.call_seconds, 3)

    @property
    def cost(self) -> float:
        return self.of_a_core(self.asterisk + self.python)

    @property
    def answers_in_time(self) -> bool:
        return not self.failed and (quantile(self.answered, 0.99) or 0.0) <= ANSWER_MS

    @property
    def all_led_to_the_end(self) -> bool:
        ended = self.handed_in if self.ended is None else self.ended
        return self.handed_in == ended == self.calls and not self.left

    def within(self, walk: Walk, *, slowness: float = 1.0) -> bool:
        """Say whether a walk was held, on a machine that is so many times as slow as PHONE's."""
        return (
            self.answers_in_time
            and self.all_led_to_the_end
            and self.at_once >= walk.at_once
            and self.cost <= TIMES_BARE * slowness * (BARE_ASTERISK + BARE_PYTHON)
        )

    @property
    def slowness(self) -> float:
        """Return how many times as slow the machine is as PHONE's; this is a bare program's run."""
        return max(1.0, self.cost / (BARE_ASTERISK + BARE_PYTHON))

    def summary(self) -> dict[str, object]:
        asked = {"ended": self.ended, "codes": self.codes, "left_on_switch": self.left}
        whole = {} if self.ended is None else asked
        return {
            "calls": self.calls,
            "calls_per_second": round(self.rate, 1),
            "at_once": self.at_once,
            "failed": self.failed,
            "handed_in": self.handed_in,
            **whole,
            "answer_p50_ms": quantile(self.answered, 0.5),
            "answer_p99_ms": quantile(self.answered, 0.99),
            "key_to_words_p50_ms": quantile(self.waits, 0.5),
            "key_to_words_p99_ms": quantile(self.waits, 0.99),
            "asterisk_percent_of_a_core_per_call": self.of_a_core(self.asterisk),
            "python_percent_of_a_core_per_call": self.of_a_core(self.python),
            "load_average": round(os.getloadavg()[0], 1),
        }
