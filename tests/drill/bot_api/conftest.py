"""A stand-in without limits, and one with Telegram's; person 7 has started its bot."""

from collections.abc import Iterator

import pytest

from safeconduct.drill.bot_api.pace import Limits
from tests.drill.bot_api.wire import Wire


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as running:
        running.act(7, "start")
        yield running


@pytest.fixture
def limited() -> Iterator[Wire]:
    with Wire(Limits()) as running:
        yield running
