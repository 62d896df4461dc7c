"""Which switch a call is on: several may serve one programme, each with a process of its own.

A talk's address names its node. A process ends the talks of its own switch; those of another one
only when that process has been silent for minutes: then nobody else hands in what was said.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from safeconduct.phone.happened import BACK
from safeconduct.talks.talk import Talk

CALL = re.compile(rf"(?P<node>.+)(?:-\d+\.\d+|{BACK}[0-9a-f]{{32}})")
"""How a switch names a call that came (its time and place), and how we name one that we make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One switch and its process, by a name that no other of the programme's has.

    `sip`: where the others reach it, "" where it is the only one.
    """

    name: str
    sip: str = ""

    def address(self, call: str) -> str:
        """Return the address of a talk: the call alone, never the number it comes from."""
        return f"line/{self.name}/{call}"

    def has(self, talk: Talk) -> bool:
        return node_of(talk) == self.name

    def ends(self, talk: Talk, living: Collection[str]) -> bool:
        """Say whether a talk that waits is ours to end; `living`: the nodes that are heard of.

        Of a silent node nothing is left to do but its voices, which lie on its own switch.
        """
        if self.has(talk):
            return True
        return node_of(talk) not in living and not (talk.gone and not talk.jobs)


def node_in(call: str) -> str:
    """Return the node that the name of a call begins with; nothing where it names none.

    The whole name: one may begin as another does, as "line" and "line-2".
    """
    named = CALL.fullmatch(call)
    return named["node"] if named else ""


def node_of(talk: Talk) -> str:
    """Return a talk's node; of one that an older version began, nothing."""
    return talk.address.removeprefix("line").rpartition("/")[0].strip("/")
