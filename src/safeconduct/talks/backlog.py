"""What still waits to be said in a talk, where somebody goes on faster than it can be sent.

Each thing that is heard adds something to say. While a chat cannot be sent anything its talk would
grow until it fits no row, and then every round of its channel would break.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from safeconduct.talks.talk import Do, Item, Talk

MOST_ITEMS = 60
"""More than any way through a script leaves behind at once."""
MOST_REMOVED = 10_000
"""So many messages to take off a screen are remembered, the newest first."""
SAID_ANEW = frozenset({Do.SAY, Do.LANGUAGES, Do.REMARK})
"""Said once they say the same as said ten times; a question counts as it was asked last."""


def settled(talk: Talk) -> Talk:
    """Return the talk without what it would say again; codes and answers of staff all stay."""
    if len(talk.items) <= MOST_ITEMS:
        return talk
    return replace(talk, items=tuple(_told_once(talk.items)))


def _told_once(items: Iterable[Item]) -> Iterator[Item]:
    last = {_same(item): item.number for item in items}
    removed = tuple(dict.fromkeys(one for item in items for one in item.ids))[-MOST_REMOVED:]
    for item in items:
        if last[_same(item)] == item.number:
            yield replace(item, ids=removed) if item.do is Do.REMOVE else item


def _same(item: Item) -> tuple[object, ...]:
    """Name what an item says: of those of one name the last alone is said."""
    if item.do in SAID_ANEW and not item.row:
        return item.do, item.key, item.facts
    if item.do in {Do.ASK, Do.REMOVE}:
        return (item.do,)
    return item.do, item.number
