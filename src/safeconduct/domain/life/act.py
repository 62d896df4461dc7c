"""The shape of an action's row: who may do it, what it needs and tells, which half it is."""

from dataclasses import dataclass

from safeconduct.domain.life.needs import Need
from safeconduct.domain.life.words import Fact
from safeconduct.domain.role import ActorKind, Decision, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One row. `right` opens it to staff; `requester` and `clock` to the person and to errands.

    `takes` must be told and `may` can be told with it; `opens` and `closes` are the halves of a
    decision that takes two people.
    """

    label: str
    done: str
    right: Right | None = None
    requester: bool = False
    clock: bool = False
    needs: tuple[Need, ...] = ()
    takes: tuple[Fact, ...] = ()
    may: tuple[Fact, ...] = ()
    opens: Decision | None = None
    closes: Decision | None = None

    def open_to(self, kind: ActorKind) -> bool:
        return {
            ActorKind.STAFF: self.right is not None,
            ActorKind.REQUESTER: self.requester,
            ActorKind.ERRANDS: self.clock,
        }[kind]
