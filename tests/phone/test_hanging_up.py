"""What the end of an operator's leg means: put down by a hand, or lost."""

import re
import uuid
from pathlib import Path

import pytest

from safeconduct import desk
from safeconduct.domain.calls import Part
from safeconduct.phone.bridging import Leg
from safeconduct.phone.happened import NORMAL, PUT_DOWN
from safeconduct.talks.seats import Kind, Seat, Standing
from tests.making import NOON

SILENT, NO_SOUND = 0, 44


def leg(kind: Kind) -> Leg:
    seat = Seat(
        id=uuid.uuid4(), name="a" * 24, digest="", kind=kind, languages=frozenset({"en"}),
        standing=Standing.TALKING, call=uuid.uuid4(), part=Part.LEADS, since=NOON,
    )  # fmt: skip
    return Leg(seat=seat, part=Part.LEADS, up=True)


@pytest.mark.parametrize(
    ("kind", "cause", "put_down"),
    [
        (Kind.BROWSER, NORMAL, False),
        (Kind.BROWSER, PUT_DOWN, True),
        (Kind.PHONE, NORMAL, True),
        (Kind.PHONE, PUT_DOWN, True),
        *((kind, cause, False) for kind in Kind for cause in (SILENT, NO_SOUND)),
    ],
)
def test_a_page_that_is_closed_is_lost_and_a_receiver_that_is_put_down_is_not(
    kind: Kind, cause: int, *, put_down: bool
) -> None:
    assert leg(kind).put_down(cause) is put_down


def test_the_page_says_what_the_line_listens_for() -> None:
    page = Path(desk.__file__).parent / "static" / "desk" / "line.js"
    assert re.findall(r"Q\.850;cause=(\d+)", page.read_text("utf-8")) == [str(PUT_DOWN)]
