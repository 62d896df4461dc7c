"""The life of a case as steps: what lies behind, where it is, what may come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeconduct.cases.timeline import Item
from safeconduct.desk.words import called
from safeconduct.domain.life import BEFORE_ARRIVAL, ENDS, LIFE, Case, State

WAY = (*(state for state in BEFORE_ARRIVAL if state is not State.PREREGISTERED), State.RECEIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `standing` is done, now, over (an end) or ahead."""

    label: str
    standing: str

    @property
    def now(self) -> bool:
        return self.standing in {"now", "over"}


def steps(life: Case, timeline: Iterable[Item]) -> list[Step]:
    """The way to arrival with this case on it; a side step and an end stand where they happened."""
    behind = _visited(timeline)
    if life.state in WAY:
        at = WAY.index(life.state)
        before = [_step(state, "done") for state in WAY[:at]]
        return [*before, _step(life.state, "now"), *_ahead(WAY[at + 1 :])]
    passed = [_step(state, "done") for state in WAY if state in behind]
    if life.state in ENDS:
        return [*passed, _step(life.state, "over")]
    ahead = [state for state in WAY if state not in behind]
    return [*passed, _step(life.state, "now"), *_ahead(ahead)]


def _visited(timeline: Iterable[Item]) -> set[State]:
    """The states a case has been in; the request itself is told by its words, not by an event."""
    state, visited = State.CONTACTED, {State.CONTACTED}
    for item in timeline:
        if item.action is None:
            continue
        if item.action not in LIFE[state] and item.action in LIFE[State.REQUESTED]:
            visited.add(State.REQUESTED)
            state = State.REQUESTED
        state = LIFE[state].get(item.action, state)
        visited.add(state)
    return visited


def _ahead(states: Iterable[State]) -> Iterator[Step]:
    return (_step(state, "ahead") for state in states)


def _step(state: State, standing: str) -> Step:
    return Step(label=called(state), standing=standing)
