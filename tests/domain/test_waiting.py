"""Who is answered first, by whom, and what a caller is told of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from safeconduct.domain.urgency import Sign
from safeconduct.domain.waiting import (
    SLOWED_FOR,
    Free,
    Rings,
    Waiting,
    in_turn,
    minutes_said,
    place_of,
    rings,
    rung,
)

DANGER, MINOR = frozenset({Sign.DANGER_NOW}), frozenset({Sign.MINOR})


def caller(serial: int, language: str = "ru", **facts) -> Waiting:
    return Waiting(call=UUID(int=serial), serial=serial, language=language, **facts)


def seat(number: int, *languages: str, turn: int = 0, pauses: bool = False) -> Free:
    spoken = frozenset(languages)
    return Free(seat=UUID(int=100 + number), languages=spoken, turn=turn, pauses=pauses)


def serials(waiting: list[Waiting]) -> list[int]:
    return [one.serial for one in waiting]


def pairs(waiting: list[Waiting], free: list[Free]) -> list[tuple[int, int]]:
    return [(call.int, chair.int - 100) for call, chair in rung(waiting, free)]


def test_who_asked_first_is_first() -> None:
    assert serials(in_turn([caller(3), caller(1), caller(2)])) == [1, 2, 3]


def test_danger_goes_before_who_waited_longer_and_before_what_can_wait_hours() -> None:
    waiting = [caller(1), caller(2, urgent=MINOR), caller(3, urgent=DANGER)]
    assert serials(in_turn(waiting)) == [3, 2, 1]


def test_whom_we_cut_off_goes_before_all() -> None:
    assert serials(in_turn([caller(1, urgent=DANGER), caller(2, dropped=True)])) == [2, 1]


def test_among_equals_who_is_understood_comes_first() -> None:
    waiting = [caller(1, "en"), caller(2, "uk")]
    assert serials(in_turn(waiting, [seat(1, "uk")])) == [2, 1]
    assert serials(in_turn(waiting)) == [1, 2]


def test_no_language_goes_before_danger() -> None:
    waiting = [caller(1, "en", urgent=DANGER), caller(2, "uk")]
    assert pairs(waiting, [seat(1, "uk")]) == [(1, 1)]


def test_each_is_rung_where_they_are_understood() -> None:
    waiting = [caller(1, "en"), caller(2, "uk")]
    assert pairs(waiting, [seat(1, "uk"), seat(2, "en")]) == [(1, 2), (2, 1)]


def test_who_is_free_longest_is_rung_first() -> None:
    assert pairs([caller(1)], [seat(1, "ru", turn=2), seat(2, "ru", turn=1)]) == [(1, 2)]


def test_who_did_not_pick_up_is_rung_last_but_still_rung() -> None:
    missed = caller(1, missed=frozenset({UUID(int=101)}))
    assert pairs([missed], [seat(1, "ru"), seat(2, "en")]) == [(1, 2)]
    assert pairs([missed], [seat(1, "ru")]) == [(1, 1)]


def test_nobody_free_rings_nowhere() -> None:
    assert pairs([caller(1)], []) == []
    assert pairs([], [seat(1, "ru")]) == []


def test_a_place_is_counted_in_that_order() -> None:
    waiting = [caller(1), caller(2), caller(3, urgent=DANGER)]
    assert [place_of(UUID(int=serial), waiting) for serial in (3, 1, 2)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [([], None), ([0], 2), ([1, 2], 2), ([3], 5), ([1, 9, 2], 10), ([30], 30), ([31], 0)],
)
def test_a_waiting_time_is_the_longest_of_the_last_ones_and_unknown_is_not_said(
    minutes: list[int], said: int | None
) -> None:
    assert minutes_said([timedelta(minutes=one) for one in minutes]) == said


def test_a_number_that_was_abusive_comes_after_all_and_rings_nowhere_for_a_while() -> None:
    waiting = [caller(1, slowed=True), caller(2)]
    assert serials(in_turn(waiting)) == [2, 1]
    assert pairs([caller(1, slowed=True)], [seat(1, "ru")]) == []
    late = caller(1, slowed=True, waited=SLOWED_FOR)
    assert pairs([late], [seat(1, "ru")]) == [(1, 1)]
    assert pairs([late, caller(2)], [seat(1, "ru")]) == [(2, 1)]


@pytest.mark.parametrize("sign", Sign)
def test_who_claims_to_be_in_need_is_never_slowed(sign: Sign) -> None:
    urgent = caller(2, slowed=True, urgent=frozenset({sign}))
    assert pairs([caller(1), urgent], [seat(1, "ru")]) == [(2, 1)]


def test_whom_we_cut_off_is_never_slowed() -> None:
    assert pairs([caller(1, slowed=True, dropped=True)], [seat(1, "ru")]) == [(1, 1)]


def test_who_is_slowed_has_a_place_of_their_own_in_the_queue() -> None:
    waiting = [caller(1, slowed=True), caller(2)]
    assert [place_of(UUID(int=serial), waiting) for serial in (1, 2)] == [2, 1]


@pytest.mark.parametrize("sign", [Sign.DANGER_NOW, Sign.SELF_HARM, Sign.WOUNDED])
def test_a_crisis_rings_who_pauses_where_nobody_else_of_its_language_is_free(sign) -> None:
    crisis = caller(1, "ru", urgent=frozenset({sign}))
    assert pairs([crisis], [seat(1, "ru", pauses=True)]) == [(1, 1)]
    assert pairs([crisis], [seat(1, "uk"), seat(2, "ru", pauses=True)]) == [(1, 2)]
    assert pairs([crisis], [seat(1, "ru", pauses=True), seat(2, "ru", turn=1)]) == [(1, 2)]


@pytest.mark.parametrize("urgent", [frozenset(), MINOR])
def test_nothing_else_rings_who_pauses(urgent) -> None:
    resting = seat(1, "ru", pauses=True)
    assert pairs([caller(1, urgent=urgent)], [resting]) == []
    assert pairs([caller(1, urgent=urgent, dropped=True)], [resting]) == []
    assert pairs([caller(1, urgent=urgent), caller(2, urgent=DANGER)], [resting]) == [(2, 1)]


def test_who_pauses_and_understands_nobody_is_better_than_nobody() -> None:
    assert pairs([caller(1, "ru", urgent=DANGER)], [seat(1, "uk", pauses=True)]) == [(1, 1)]


def test_of_several_in_a_crisis_only_those_ring_a_pause_for_whom_no_free_seat_is_left() -> None:
    waiting = [caller(serial, "ru", urgent=DANGER) for serial in (1, 2, 3)]
    seats = [seat(1, "ru", pauses=True), seat(2, "ru", turn=1)]
    assert pairs(waiting, seats) == [(1, 2), (2, 1)]


def test_a_pause_that_missed_a_crisis_leaves_it_to_another() -> None:
    missed = caller(1, "ru", urgent=DANGER, missed=frozenset({UUID(int=101)}))
    seats = [seat(1, "ru", pauses=True), seat(2, "ru", turn=1, pauses=True)]
    assert pairs([missed], seats) == [(1, 2)]


def test_the_language_of_who_pauses_moves_nobody_up_who_cannot_be_rung_there() -> None:
    waiting = [caller(1, "en"), caller(2, "uk")]
    assert serials(in_turn(waiting, [seat(1, "uk", pauses=True)])) == [1, 2]


@pytest.mark.parametrize(
    ("pauses", "away", "what"),
    [
        (False, False, Rings.CALLS),
        (True, True, Rings.CRISES),
        (True, False, Rings.CRISES),
        (False, True, Rings.NOTHING),
    ],
)
def test_a_pause_by_a_hand_lets_crises_ring_and_what_else_keeps_one_away_nothing(
    *, pauses: bool, away: bool, what: Rings
) -> None:
    assert rings(pauses=pauses, away=away) is what


@pytest.mark.parametrize("pauses", [False, True])
def test_while_it_is_untold_what_the_last_call_was_nothing_rings(*, pauses: bool) -> None:
    assert rings(pauses=pauses, away=False, wraps_up=True) is Rings.UNTOLD
