"""What callers of a run do, and how many of them the line is to hold."""

from dataclasses import dataclass, replace

LIGHT = 0.6
"""So much of its rate a bare program is called at: it holds that in any hour that was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What each caller does, so many of them `a_second` for so many `seconds`.

    `goodbye`: so many seconds are spoken after the last act, then the line hangs up; without it the
    caller does. `speaks_at`: the key, counted from 1, at which the voice is begun. `at_once`: what
    is to be held.
    """

    name: str
    acts: str
    a_second: float
    seconds: float
    at_once: int
    goodbye: float = 0.0
    speaks_at: int | None = None

    @property
    def calls(self) -> int:
        return round(self.a_second * self.seconds)

    @property
    def keys(self) -> str:
        return "".join(act for act in self.acts.split() if len(act) == 1)

    @property
    def lasts(self) -> float:
        """Return the seconds of a call, without what the line says before it goes on."""
        pauses = (float(act) for act in self.acts.split() if "." in act)
        return sum(pauses) + self.goodbye

    @property
    def few(self) -> "Walk":
        """Say how few warm up: what is filled once is filled by them."""
        return self.at(self.a_second / 5, seconds=5.0)

    @property
    def small(self) -> "Walk":
        """Return as little of it as shows that it is walked to its end."""
        return replace(self.at(1.0, seconds=5.0), at_once=1)

    @property
    def by_bare(self) -> "Walk":
        """Return the same for a bare program, which says no goodbye: its callers hang up."""
        acts = f"{self.acts} {self.goodbye}" if self.goodbye else self.acts
        return replace(self.at(LIGHT * self.a_second), acts=acts, goodbye=0.0)

    def slower(self, times: float) -> "Walk":
        """Return what is to be held on a machine that is so many times as slow."""
        return replace(self.at(self.a_second / times), at_once=int(self.at_once / times))

    def at(self, a_second: float, *, seconds: float = 0.0) -> "Walk":
        return replace(self, a_second=a_second, seconds=seconds or self.seconds)


TO_THE_CODE = Walk(
    name="calls through the IVR",
    acts="1.5 3 1.5 1 1.5 1 1.5 6 0.6 # 3.6",
    a_second=45,
    seconds=40,
    at_once=450,
)
"""English, safe, about me, nothing urgent; then the code begins: ten seconds, so 450 at once."""

LANGUAGE_TO_NEEDS = "1.5 3 1.5 1 1.5 1 1.5 6 0.6 #"
GROUPS_WRITTEN = "20.5 1 8.5 1 8.5 1 8.5 1 8.5 1"
"""The code is announced for 12 seconds; each group of six digits is heard whole, in 7."""
DAYS_AND_VOICE = "10.5 2 1.5 5 2.0 speak 8.0 #"
WHOLE = Walk(
    name="whole calls",
    acts=f"{LANGUAGE_TO_NEEDS} {GROUPS_WRITTEN} {DAYS_AND_VOICE}",
    a_second=4.5,
    seconds=130,
    at_once=450,
    goodbye=30.0,
    speaks_at=12,
)
"""What a caller does who reports: also the code, group by group, when, seven seconds of voice."""
