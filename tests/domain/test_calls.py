"""Who may wish what of a call, by the part they have in it."""

from itertools import product

import pytest

from safeconduct.domain.calls import MEANS, WISHES, Part, What, may_wish

BESIDE = (Part.TAKES, Part.JOINS, Part.HEARS)
OF_WHO_LEADS = frozenset(What) - {What.TAKE, What.LISTEN, What.CALL_BACK}


def test_who_leads_may_do_with_the_talk_what_the_line_can() -> None:
    assert {what for what in What if may_wish(what, Part.LEADS)} == OF_WHO_LEADS


@pytest.mark.parametrize("part", BESIDE)
def test_who_is_beside_a_talk_may_only_leave_it(part: Part) -> None:
    assert [what for what in What if may_wish(what, part)] == [What.LET_GO]


def test_a_free_seat_may_take_or_call_and_touches_no_talk_of_others() -> None:
    assert may_wish(What.TAKE, None)
    assert may_wish(What.CALL_BACK, None)
    assert not any(may_wish(what, None) for what in OF_WHO_LEADS)


def test_no_part_gives_an_ear_to_a_talk() -> None:
    assert not any(may_wish(What.LISTEN, part) for part in (None, *Part))


def test_every_part_and_every_wish_stands_in_the_tables() -> None:
    assert set(WISHES) == {None, *Part}
    assert set(MEANS) == set(What)
    assert all(isinstance(may_wish(*row), bool) for row in product(What, WISHES))
