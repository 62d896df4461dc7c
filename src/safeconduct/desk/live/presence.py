"""Who is on which case: said by each browser, forgotten soon after its stream ends, in memory only.

Each desk process knows its own streams; with several of them, colleagues on another do not show.
What must not happen twice is refused by the case itself, whoever shows here.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from safeconduct.domain.role import Team

# Between two pages of one tab there is no stream for a moment.
FORGOTTEN_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Being:
    """One member on one case; `writes`: words of theirs stand in a box and are not sent."""

    call_sign: str
    writes: bool
    teams: frozenset[Team]
    until: float = field(default=0.0, compare=False)


# Per case: the teams that may be told of it.
Places = Mapping[str, frozenset[Team]]


class Presence:
    """Who is where, by the key of a case."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._on: dict[tuple[str, str], Being] = {}

    def say(self, call_sign: str, places: Places, writes: Collection[str] = ()) -> Places:
        """Note which cases a member has open and where they write; return where that is news."""
        with self._lock:
            before = {case: one for (case, who), one in self._on.items() if who == call_sign}
            for case in before.keys() - places.keys():
                del self._on[case, call_sign]
            until = self._clock() + FORGOTTEN_SECONDS
            now = {
                case: Being(call_sign=call_sign, writes=case in writes, teams=teams, until=until)
                for case, teams in places.items()
            }
            self._on.update({(case, call_sign): one for case, one in now.items()})
        changed = [case for case in {*before, *now} if before.get(case) != now.get(case)]
        return {case: (now.get(case) or before[case]).teams for case in changed}

    def keep(self, members: Collection[str]) -> Places:
        """Let those with a stream stay; forget others in time, and return where they were."""
        with self._lock:
            now, until = self._clock(), self._clock() + FORGOTTEN_SECONDS
            here = [(at, one) for at, one in self._on.items() if one.call_sign in members]
            self._on.update({at: replace(one, until=until) for at, one in here})
            gone = {at: one for at, one in self._on.items() if one.until < now}
            for at in gone:
                del self._on[at]
        return {case: one.teams for (case, _), one in gone.items()}

    def others_on(self, case: str, call_sign: str) -> tuple[Being, ...]:
        """Everybody else on a case, who writes first."""
        with self._lock:
            on = [one for (where, _), one in self._on.items() if where == case]
        others = [one for one in on if one.call_sign != call_sign]
        return tuple(sorted(others, key=lambda one: (not one.writes, one.call_sign)))


PRESENCE = Presence()
