"""How the line answers by real calls: brief by hand and by itself, nobody on duty, night."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safeconduct.phone.answering import GREETINGS
from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
from tests.phone.test_line import (
    ABOUT_ME,
    CODE,
    ENGLISH,
    NO_NEEDS,
    SPEAKS,
    THEN_HASH,
    arrivals,
    whole,
)
from tests.phone.test_operators import Operator

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

# After the code the brief script asks for a message, and the whole one when somebody can come.
HEARS_FIRST, SAFE_THEN = "26.0", "1"
LOOKED_SECONDS = 27.0
"""After so long each prompt was looked for again, and who says all of them."""
MESSAGE_AFTER_CODE = whole(
    ENGLISH, HEARS_FIRST, SAFE_THEN, ABOUT_ME, NO_NEEDS, CODE, SPEAKS, THEN_HASH
)


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture(autouse=True)
def no_hand_decides(desk: AtDesk) -> Iterator[None]:
    yield
    desk.keeps_brief(0)


@pytest.mark.long
def test_kept_brief_by_a_lead_a_call_goes_from_the_code_to_the_message_and_ends(
    line: Line, caller: Calls, desk: AtDesk
) -> None:
    before = len(arrivals(line))
    desk.keeps_brief(1)
    until(lambda: desk.line() == ("nobody", "by_hand"), 5)
    begun = caller(MESSAGE_AFTER_CODE, stays=True).begun(line.sip_port)
    with Ears(line) as ears, begun as calling:
        until(lambda: ears.heard("talk.hello.brief"), 30)
        # What is up stays as it began.
        time.sleep(4)
        desk.keeps_brief(0)
        until(lambda: desk.line() == ("nobody", "usual"), 5)
        told, _ = calling.communicate(timeout=120)
        assert ears.heard("talk.end.brief")
        assert not ears.heard("report.when")
    assert calling.returncode == 0, told[-2000:]
    kinds = sorted(arrivals(line)[before:])
    assert kinds == [("add", "", ""), ("add", "", ""), ("new", "self", "")]


@pytest.mark.long
def test_a_full_line_keeps_calls_brief_by_itself_until_it_is_half_as_full(
    line: Line, caller: Calls, desk: AtDesk
) -> None:
    line.begins_anew("phone", calls="2")
    try:
        until(lambda: desk.line() == ("nobody", "usual"), 10)
        with ExitStack() as calling:
            up = [
                calling.enter_context(caller("60.0", beside=place).begun(line.sip_port))
                for place in range(3)
            ]
            until(lambda: desk.line() == ("nobody", "calls"), 15)
            line.switch(f"channels/{names(line)[0]}", "DELETE")
            time.sleep(2)
            assert desk.line() == ("nobody", "calls")
            line.switch(f"channels/{names(line)[0]}", "DELETE")
            until(lambda: desk.line() == ("nobody", "usual"), 15)
            for one in up:
                one.kill()
    finally:
        for name in names(line):
            line.switch(f"channels/{name}", "DELETE")
        line.begins_anew("phone", calls="300")


@pytest.mark.long
def test_outside_the_hours_it_is_night_until_somebody_sits_down(
    line: Line, caller: Calls, desk: AtDesk, tmp_path: Path
) -> None:
    later = datetime.now(UTC) + timedelta(hours=2)
    line.begins_anew("phone", hours=f'"{later.hour}-{(later + timedelta(hours=1)).hour or 24}"')
    try:
        until(lambda: desk.line() == ("night", "usual"), 10)
        with Ears(line) as ears:
            assert caller(whole(ENGLISH, "32.0")).call(line.sip_port).returncode == 0
        # People answer again in two hours, or a little less: it is rounded up.
        assert ears.heard("phone.begin.nobody")
        assert ears.heard("phone.hours.left", hours="2")
        assert ears.heard("phone.instead")
        assert not ears.heard("phone.begin")
        operator = Operator(line, desk.seats(), tmp_path).is_ready()
        until(lambda: desk.line() == ("on_duty", "usual"), 10)
        operator.sitting.leaves()
        until(lambda: desk.line() == ("night", "usual"), 10)
    finally:
        line.begins_anew("phone", hours='"0-24"')
    until(lambda: desk.line() == ("nobody", "usual"), 10)


@pytest.mark.long
def test_the_first_words_speak_of_a_machine_until_people_recorded_the_last_other_prompt(
    line: Line, caller: Calls, desk: AtDesk, tmp_path: Path
) -> None:
    desk.records("en", but=("phone.sorry", *GREETINGS))
    time.sleep(LOOKED_SECONDS)
    assert greeted(line, caller) == {"phone.begin.nobody"}
    assert desk.records("en", "phone.sorry") == 1
    time.sleep(LOOKED_SECONDS)
    assert greeted(line, caller) == {"phone.begin.nobody.recorded"}
    assert greeted(line, caller, "uk", "0.5 2") == {"phone.begin.nobody"}
    operator = Operator(line, desk.seats(), tmp_path).is_ready()
    until(lambda: desk.line() == ("on_duty", "usual"), 10)
    assert greeted(line, caller) == {"phone.begin.recorded"}
    operator.sitting.leaves()


def greeted(line: Line, caller: Calls, language: str = "en", chooses: str = ENGLISH) -> set[str]:
    """Return which first words a call hears in a language."""
    with Ears(line) as ears:
        assert caller(whole(chooses, "4.0")).call(line.sip_port).returncode == 0
        return {key for key in GREETINGS if ears.heard(key, language)}


def names(line: Line) -> list[str]:
    return sorted(str(one["id"]) for one in line.switch("channels") or [])
