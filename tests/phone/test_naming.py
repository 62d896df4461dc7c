"""Who waits can say by a key what cannot wait, and is raised at once; who names nothing is not."""

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.access import access_case
from safeconduct.domain.urgency import Sign
from safeconduct.phone import playing as line_of
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.naming import named
from safeconduct.talks import seats
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene
from tests.phone.spoken import Call, speaker
from tests.phone.test_shortening import comes_back, shorten, telling
from tests.telegram.bot import take_all

__all__ = ["telling"]

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

CANNOT_WAIT, WOUNDED, NONE_OF_THESE = "3", "2", "6"


@pytest.fixture(autouse=True)
def _hears_keys_at_once(monkeypatch) -> None:
    monkeypatch.setattr(line_of, "DEAF_SECONDS", 0.0)
    monkeypatch.setattr(line_of, "DEAF_TO_HASH_SECONDS", 0.0)


async def presses(line: AtLine, *keys: str) -> None:
    for key in keys:
        line.switch.tell(Happened(kind=Kind.KEY, call="1.1", key=key))
        await line.goes_on()


async def second_in_line(line: AtLine) -> None:
    """Let a caller wait, who has named nothing, behind one who asked before."""
    seat = await line.seat()
    await line.looks()
    await line.database.do(seats.stand, seat, seats.Standing.WRAPPING, line.at)
    await line.looks()
    await line.waits("0.9")
    await line.waits("1.1")


def test_who_waits_and_names_a_wound_is_first_in_the_queue_and_hears_the_words_for_it(cast) -> None:
    async def names(line: AtLine) -> None:
        await second_in_line(line)
        assert "phone.wait.place 2" in line.switch.heard
        await presses(line, CANNOT_WAIT, WOUNDED, "#")
        assert (await line.row()).urgent == {Sign.WOUNDED}
        assert "crisis.severe_wound" in line.switch.heard
        assert line.switch.heard[-5:-1] == [
            "crisis.severe_wound", "phone.wait.danger", "phone.wait.place 1", "phone.wait.keys",
        ]  # fmt: skip

    scene(names)


@pytest.mark.parametrize("keys", [(NONE_OF_THESE, "#"), ("#",), ("9", "#"), ("0", "#")])
def test_who_names_nothing_waits_on_where_they_stood(cast, keys) -> None:
    async def names_nothing(line: AtLine) -> None:
        await second_in_line(line)
        before = await line.row()
        await presses(line, CANNOT_WAIT, *keys)
        assert await line.row() == before
        assert line.switch.heard.count("phone.wait.place 2") == 2
        assert not any(sound.startswith("crisis.") for sound in line.switch.heard)

    scene(names_nothing)


def test_an_operator_who_picks_up_meanwhile_interrupts_the_question(cast) -> None:
    async def picked_up(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        await presses(line, CANNOT_WAIT)
        await line.looks()
        await line.picks_up()
        assert (await line.row()).state is State.TALKING

    scene(picked_up)


def waiting_with_a_case() -> Call:
    call = Call(at=timezone.now()).begins()
    return call.does(Heard(did=Did.WISHES_PERSON))


def case() -> models.Case:
    take_all()
    return models.Case.objects.get()


def test_what_is_named_while_waiting_is_on_the_case_before_anybody_picks_up(cast) -> None:
    call = waiting_with_a_case()
    assert not case().claimed
    call.talk = call.kept(named(call.talk, "danger_now,interpreter"))
    assert case().claimed == "danger_now"
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    assert view.intact
    told = [item.answers for item in view.timeline if item.script]
    assert {"needs": "danger_now,interpreter"} in [dict(answers) for answers in told]


def test_what_is_named_again_is_added_to_what_was_named_before(cast) -> None:
    call = waiting_with_a_case()
    for value in ("danger_now", "wounded"):
        call.talk = call.kept(named(call.talk, value))
    assert case().claimed == "danger_now,wounded"


def test_the_call_goes_on_as_it_was_and_is_not_asked_again(cast) -> None:
    call = waiting_with_a_case()
    before = call.hears()
    call.talk = call.kept(named(call.talk, "wounded"))
    assert call.hears() == before
    call.does(Heard(did=Did.NOBODY_CAME)).keys("1", "1")
    assert speaker().words("talk.needs.spoken") not in call.hears()


def test_who_came_with_a_short_number_raises_the_case_it_leads_to(telling) -> None:
    number = shorten(telling)
    telling.hangs_up()
    call = comes_back(number)
    call.talk = call.kept(named(call.talk, "self_harm"))
    assert case().claimed == "self_harm"


def test_where_there_is_no_case_yet_their_place_alone_changes(cast) -> None:
    call = Call(at=timezone.now()).begins().keys("3").does(Heard(did=Did.WISHES_PERSON))
    call.talk = call.kept(named(call.talk, "wounded"))
    assert not models.Arrival.objects.exists()
    assert call.talk.awaits_person
