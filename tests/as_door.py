"""This process as one of the doors: that door's settings in place of those of the tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

from django.test import override_settings


@contextmanager
def as_door(door: ModuleType, names: Sequence[str], **others: object) -> Iterator[None]:
    """Put them in place, for a whole module of tests.

    Django begins anew with applications, templates, addresses and catalogues of words when these
    settings change, which takes longer than most tests.
    """
    with override_settings(**{name: getattr(door, name) for name in names}, **others):
        yield
