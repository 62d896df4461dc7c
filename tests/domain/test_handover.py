"""What a part of a plan may say, beside what it may not."""

from datetime import UTC, datetime

import pytest

from safeconduct.domain.handover import FAULTS, SHAPES, Fault, Misshapen, read_window, shaped
from safeconduct.domain.life import PlanPart

NIGHT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def fault(part: PlanPart, words: str) -> Fault:
    with pytest.raises(Misshapen) as caught:
        shaped(part, words, NIGHT)
    return caught.value.fault


def test_a_window_is_two_times_in_utc() -> None:
    kept = shaped(PlanPart.WINDOW, "2026-03-01T04:00/2026-03-01T08:30+02:00", NIGHT)
    assert kept == "2026-03-01T04:00+00:00/2026-03-01T06:30+00:00"
    window = read_window(kept)
    assert (window.begins.hour, window.ends.hour) == (4, 6)
    assert window.within_a_day
    assert not window.is_over(NIGHT)
    assert window.is_over(window.ends)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", Fault.NO_TIMES),
        ("2026-03-01T04:00", Fault.NO_TIMES),
        ("dawn/dusk", Fault.NO_TIMES),
        ("2026-03-01T04:00/2026-03-01T03:00", Fault.ENDS_FIRST),
        ("2026-02-01T04:00/2026-02-01T05:00", Fault.OVER),
    ],
)
def test_what_is_no_window_says_why(words: str, why: Fault) -> None:
    assert fault(PlanPart.WINDOW, words) is why


@pytest.mark.parametrize(("words", "kept"), [("k7", "K7"), (" Б12 ", "Б12"), ("a" * 12, "A" * 12)])
def test_a_point_is_a_code_in_capitals(words: str, kept: str) -> None:
    assert shaped(PlanPart.POINT, words, NIGHT) == kept


@pytest.mark.parametrize("words", ["", "7", "a" * 13, "у моста", "48.5,35.1", "K_7", "<b>"])
def test_a_place_by_name_or_by_numbers_is_no_point(words: str) -> None:
    assert fault(PlanPart.POINT, words) is Fault.NOT_A_CODE


@pytest.mark.parametrize("part", [PlanPart.RECOGNITION, PlanPart.COUNTER_SIGN])
def test_a_signal_is_one_short_line(part: PlanPart) -> None:
    assert shaped(part, " two \n lines ", NIGHT) == "two lines"
    assert shaped(part, "я" * 160, NIGHT) == "я" * 160
    assert fault(part, "я" * 161) is Fault.TOO_LONG
    assert fault(part, "\n ") is Fault.EMPTY


def test_each_part_has_a_shape_and_each_fault_its_words() -> None:
    assert set(SHAPES) == set(PlanPart)
    assert set(FAULTS) == set(Fault)


def test_a_refusal_never_quotes_what_was_written() -> None:
    with pytest.raises(Misshapen) as caught:
        shaped(PlanPart.POINT, "у моста", NIGHT)
    assert "моста" not in str(caught.value)
