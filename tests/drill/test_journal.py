"""The tally: what was acknowledged must be found, what was answered must be read."""

from typing import Any

import pytest

from safeconduct.drill.command import all_is_well
from safeconduct.drill.journal import Contact, quantile, tally
from safeconduct.drill.ways import Way


def contact(**done: Any) -> Contact:
    return Contact(marker="drill-0", persona="self", language="ru", **done)


FULL = {"acknowledged": True, "found": True, "answered": True, "read_back": True}


def test_a_drill_in_which_everybody_read_the_answer_is_well() -> None:
    seen = tally([contact(**FULL), contact()])
    assert seen["lost"] == 0
    assert all_is_well(seen)


@pytest.mark.parametrize("missing", ["found", "answered", "read_back"])
def test_one_step_missing_for_one_person_fails_the_drill(missing: str) -> None:
    assert not all_is_well(tally([contact(**FULL), contact(**{**FULL, missing: False})]))


def test_a_drill_that_reached_nobody_is_not_well() -> None:
    assert not all_is_well(tally([contact()]))


def test_quantiles_are_values_that_were_measured() -> None:
    assert quantile([0.001, 0.002, 0.1], 0.5) == 2.0
    assert quantile([0.001, 0.002, 0.1], 0.99) == 100.0
    assert quantile([], 0.5) is None


def test_each_channel_and_each_way_is_counted() -> None:
    bot = Way(asks="telegram", may="text", reads="in the chat")
    seen = tally([contact(**FULL), contact(way=bot, **FULL), contact(way=bot)])
    assert seen["channels"]["site"]["read_back"] == 1
    assert seen["channels"]["telegram"]["contacts"] == 2
    assert seen["ways"] == {"site: site": 1, "telegram, text: in the chat": 1}


def test_a_code_that_stays_in_a_chat_fails_the_drill() -> None:
    assert not all_is_well(tally([contact(left_on_screen=True, **FULL)]))


def test_who_was_lost_is_named_by_marker_and_way_and_never_by_code() -> None:
    lost = contact(code="3fe2 secret", acknowledged=True)
    (told,) = tally([contact(**FULL), lost])["who_was_lost"]
    assert (told["marker"], told["found"]) == (lost.marker, False)
    assert "secret" not in str(told)
