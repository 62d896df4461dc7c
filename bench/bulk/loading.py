"""Write many cases: two workers seal, this process writes and anchors."""

import multiprocessing
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import connection, connections
from django.utils import timezone

from bench.bulk.making import World, make_batch
from bench.bulk.sealing import Keys, Sealed, Shape
from safeconduct.cases.anchors import anchor_recent
from safeconduct.cases.models import Case
from safeconduct.cases.rows import Ready
from safeconduct.cases.writer import writing
from safeconduct.domain.reference import SPACE, Reference, reference
from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_bundle
from safeconduct.programme.signing import reply_key

BATCH = 500
WAITING_SHARE = 20
# While rows are poured in nothing needs to be durable; afterwards the file is as it always is.
QUICK = ("synchronous=OFF", "cache_size=-400000")
AS_EVER = ("synchronous=FULL", "cache_size=-2000", "wal_checkpoint(TRUNCATE)")


def fill(cases: int, *, reader: Reader, sealed_every: int = 10, workers: int = 2) -> list[str]:
    """Write so many cases of ten messages each on average; return those that the desk opens.

    One in 20 still waits for an answer: the newest. `reader` holds the reply key.
    """
    world = _world(cases, reader, sealed_every)
    names = unused_references(cases)
    parts = [(low, names[low : low + BATCH]) for low in range(0, cases, BATCH)]
    with _quick_writing():
        for made in _made(world, parts, workers):
            with writing():
                for rows in made:
                    rows.write()
            anchor_recent(world.now)
    return [name for number, name in enumerate(names) if world.is_sealed(number)]


def unused_references(count: int) -> list[Reference]:
    taken = set(Case.objects.values_list("reference", flat=True))
    drawn = map(reference, random.sample(range(2 * SPACE), count + len(taken)))
    return [one for one in drawn if one not in taken][:count]


def _world(cases: int, reader: Reader, sealed_every: int) -> World:
    bundle, now = current_bundle(), timezone.now()
    keys = Keys(
        salt=bundle.salt,
        serial=bundle.serial,
        teams=(bundle.team(Team.INTAKE), bundle.team(Team.LEAD)),
        reply=reply_key(reader),
    )
    return World(
        keys=keys,
        shape=Shape.of(Sealed(keys, "", now), now),
        now=now,
        cases=cases,
        sealed_every=sealed_every,
        waiting=cases // WAITING_SHARE,
    )


Part = tuple[int, Sequence[Reference]]


def _made(world: World, parts: Sequence[Part], workers: int) -> Iterator[list[Ready]]:
    """Make the rows of each part; without workers in this process, as within a transaction."""
    make = partial(make_batch, world)
    if not workers:
        yield from map(make, parts)
        return
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(make, parts)


@contextmanager
def _quick_writing() -> Iterator[None]:
    _pragmas(QUICK)
    yield
    _pragmas(AS_EVER)
    if connection.vendor == "postgresql":
        # As its own clock would soon: plans are made for what lies there.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pragmas(words: Sequence[str]) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for one in words:
                cursor.execute(f"PRAGMA {one}")
