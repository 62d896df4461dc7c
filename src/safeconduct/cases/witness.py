"""Anchors that left the machine: a file of lines, and what it knows better than the database.

    anchor 17 2026-03-01T12:05Z 3 <root> <digest>
    head <subject> 4 <digest>

Under each anchor stand the heads of the chains it touched: the digest of a head speaks for every
event before it. Random numbers, counts, minutes and digests; nothing of what an event says.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from safeconduct.cases.models import Anchor, Event

ANCHOR = re.compile(r"anchor ([0-9]{1,9}) \S{1,20} [0-9]{1,9} [0-9a-f]{64} ([0-9a-f]{64})")
HEAD = re.compile(r"head ([0-9a-f-]{36}) ([0-9]{1,9}) ([0-9a-f]{64})")


class NotAWitness(ValueError):
    """A line is none that `safeconduct anchors` writes; names its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of one chain as an anchor saw it."""

    anchor: int
    seq: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What lies outside: the digest of each anchor, and of each chain its ends, oldest first."""

    anchors: dict[int, bytes] = field(default_factory=dict)
    heads: dict[uuid.UUID, list[Head]] = field(default_factory=dict)


def lines(anchors: Iterable[Anchor]) -> Iterator[str]:
    """Write anchors as they leave the machine, each with the heads of the chains it touched."""
    for anchor in anchors:
        yield line(anchor)
        heads = {one.subject: one for one in anchor.held.order_by("seq")}
        for subject in sorted(heads):
            yield f"head {subject} {heads[subject].seq} {bytes(heads[subject].digest).hex()}"


def line(anchor: Anchor) -> str:
    """Write one anchor in one line: short enough to stand in a shift's handover note."""
    at = f"{anchor.at:%Y-%m-%dT%H:%MZ}"
    root, digest = bytes(anchor.root).hex(), bytes(anchor.digest).hex()
    return f"anchor {anchor.seq} {at} {anchor.count} {root} {digest}"


def read(words: Iterable[str]) -> Witness:
    """Read what `lines` wrote, in whole or in part; raises NotAWitness."""
    found, current = Witness(), 0
    for number, words_of_line in enumerate(words, start=1):
        told = words_of_line.strip()
        if anchor := ANCHOR.fullmatch(told):
            current = int(anchor[1])
            found.anchors[current] = bytes.fromhex(anchor[2])
        elif (head := HEAD.fullmatch(told)) and current:
            end = Head(anchor=current, seq=int(head[2]), digest=bytes.fromhex(head[3]))
            found.heads.setdefault(_subject(head[1], number), []).append(end)
        elif told:
            raise NotAWitness(f"line {number} is no anchor")
    return found


def contradicted(witness: Witness) -> Iterator[str]:
    """Yield one line for everything that left the machine and is not in the database any more."""
    kept = {seq: bytes(digest) for seq, digest in Anchor.objects.values_list("seq", "digest")}
    for seq, digest in sorted(witness.anchors.items()):
        if seq not in kept:
            yield f"anchor {seq} left the machine and is gone"
        elif kept[seq] != digest:
            yield f"anchor {seq} is not the one that left the machine"
    for subject in sorted(witness.heads):
        yield from _chain(subject, witness.heads[subject])


def _chain(subject: uuid.UUID, heads: list[Head]) -> Iterator[str]:
    events = _digests(subject)
    last = max(heads, key=lambda head: head.seq)
    if not events:
        yield f"{subject}: the whole chain is gone; anchor {last.anchor} knows {last.seq} events"
        return
    if last.seq > max(events):
        told = f"anchor {last.anchor} knows event {last.seq}"
        yield f"{subject}: the log is cut after event {max(events)}; {told}"
    for head in sorted(heads, key=lambda head: head.seq):
        if events.get(head.seq, head.digest) != head.digest:
            yield f"{subject}: up to event {head.seq} rewritten since anchor {head.anchor}"
            return


def _digests(subject: uuid.UUID) -> Mapping[int, bytes]:
    rows = Event.objects.filter(subject=subject).values_list("seq", "digest")
    return {seq: bytes(digest) for seq, digest in rows}


def _subject(words: str, number: int) -> uuid.UUID:
    try:
        return uuid.UUID(words)
    except ValueError as error:
        raise NotAWitness(f"line {number} is no anchor") from error
