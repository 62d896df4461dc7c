"""What a killed process or a dead switch leaves behind: the next look hands it in or goes on."""

import asyncio
from dataclasses import replace

import pytest
from django.db import OperationalError
from django.utils import timezone

from safeconduct.cases.access import access_case
from safeconduct.cases.timeline import ItemKind
from safeconduct.phone.applying import Worker
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.running import Running
from safeconduct.phone.speaker import Say
from safeconduct.talks import calls
from safeconduct.talks import models as kept
from safeconduct.talks.bots import SILENT_AFTER, Standing
from safeconduct.talks.carrying_out import Errands
from safeconduct.talks.talk import Do, Item, Stage
from tests.phone.spoken import Call, a_worker
from tests.phone.switch_in_memory import MOMENT, Switch, looks, process
from tests.phone.test_applying import VOICE, case

SPOKEN = "safeconduct-1.1-0123abcd"
pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture
def call(cast) -> Call:
    return Call(at=timezone.now()).begins()


def told_at_the_desk(cast) -> dict[str, str]:
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    items = [item for item in view.timeline if item.kind is ItemKind.ANSWERS]
    return {key: words for item in items for key, words in item.answers}


def voices_at_the_desk(cast) -> int:
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    return len([item for item in view.timeline if item.kind is ItemKind.FILE])


def test_who_spoke_when_the_process_was_killed_and_hung_up_before_the_next_is_heard(
    cast, call
) -> None:
    call.keys("1", "4", "6")
    switch = Switch(voices={SPOKEN: VOICE})
    process(call.worker, switch, looks)
    assert voices_at_the_desk(cast) == 1
    assert told_at_the_desk(cast)["question"]
    assert not switch.voices
    assert not kept.Talk.objects.exists()


def test_a_voice_that_the_switch_does_not_tell_of_yet_is_waited_for_and_the_rest_handed_in(
    cast, call
) -> None:
    call.keys("1", "1", "6", "1")
    switch = Switch(voices={SPOKEN: VOICE}, tells_recordings=False)
    process(call.worker, switch, looks)
    assert told_at_the_desk(cast)["when"] == "hours"
    assert voices_at_the_desk(cast) == 0
    switch.tells_recordings = True
    process(call.worker, switch, looks)
    assert voices_at_the_desk(cast) == 1
    assert not switch.voices
    assert not kept.Talk.objects.exists()


def test_where_nothing_was_recorded_nothing_is_waited_for(cast, call) -> None:
    call.keys("1", "1", "6", "1")
    switch = Switch(tells_recordings=False)
    process(call.worker, switch, looks)
    switch.tells_recordings = True
    process(call.worker, switch, looks)
    assert voices_at_the_desk(cast) == 0
    assert not kept.Talk.objects.exists()


def test_what_was_being_said_on_a_silent_node_waits_for_that_node(cast) -> None:
    north = Call(at=timezone.now() - SILENT_AFTER * 2).begins().keys("1", "4", "6")
    north.worker.alive(Standing.REACHABLE, north.at)
    south = a_worker("south")
    process(south, Switch(), looks)
    assert voices_at_the_desk(cast) == 0
    switch = Switch(voices={SPOKEN: VOICE})
    process(north.worker, switch, looks)
    assert voices_at_the_desk(cast) == 1
    assert not kept.Talk.objects.exists()


def test_a_voice_that_an_ended_talk_waits_for_is_not_removed_before_it_is_fetched(
    cast, call
) -> None:
    call.keys("1", "4", "6").does(Heard(did=Did.SPOKE, voice=SPOKEN)).hangs_up()
    switch = Switch(voices={SPOKEN: VOICE})
    process(call.worker, switch, looks)
    assert voices_at_the_desk(cast) == 1
    assert not switch.voices


def test_a_voice_that_no_talk_knows_is_removed_unheard(call) -> None:
    switch = Switch(voices={"safeconduct-7.7-0123abcd": VOICE})
    process(call.worker, switch, looks)
    assert not switch.voices


def test_who_spoke_when_the_process_was_killed_and_stays_is_said_goodbye_to(cast, call) -> None:
    call.keys("1", "1", "6", "1")
    switch = Switch(up=[call.id], voices={SPOKEN: VOICE})
    process(call.worker, switch, looks)
    assert switch.told("hang up") == [call.id]
    assert voices_at_the_desk(cast) == 1
    assert not kept.Talk.objects.exists()


def test_a_question_that_a_found_voice_has_answered_is_not_asked_again(call) -> None:
    call.keys("1", "1", "6", "1")
    call.talk = call.kept(call.worker.adopted(call.talk, SPOKEN, call.at))
    assert all(isinstance(step, Say) for step in call.worker.steps(call.talk))
    assert [item.do for item in call.talk.items] == [Do.SAY] * len(call.talk.items)


def test_what_cannot_be_said_any_more_keeps_no_call_up(call) -> None:
    dropped = replace(call.talk, script="", stage=Stage.STILL, items=(Item(number=9, do=Do.ASK),))
    call.talk = call.kept(dropped)
    switch = Switch(up=[call.id])
    process(call.worker, switch, looks)
    assert switch.told("hang up") == [call.id]


def test_who_is_let_go_in_silence_is_found_by_the_next_process_wherever_ours_was_killed(
    cast, call
) -> None:
    call.keys("1", "1", "6", "3").does(Heard(did=Did.SILENT))
    switch = Switch(up=[call.id], hangs_up=False)
    process(call.worker, switch, looks)
    assert switch.told("hang up") == [call.id]
    assert "when" not in told_at_the_desk(cast)
    switch.up = []
    process(call.worker, switch, looks)
    assert told_at_the_desk(cast)["when"] == "not_yet"
    assert not kept.Talk.objects.exists()


def breaks(monkeypatch, talk) -> None:
    """Let the errands of one talk break, whatever they are."""
    done = Errands.done

    def or_not(self, other):
        if other.id == talk.id:
            raise KeyError("broken")
        return done(self, other)

    monkeypatch.setattr(Errands, "done", or_not)


def test_one_talk_whose_errand_breaks_keeps_no_other_from_being_gone_on_with(
    call, monkeypatch
) -> None:
    call.keys("1", "1", "6", "1")
    broken = Call(at=call.at, id="2.2", worker=call.worker).begins().keys("1", "1")
    breaks(monkeypatch, broken.talk)
    switch = Switch(up=[call.id], voices={SPOKEN: VOICE})
    process(call.worker, switch, looks)
    assert switch.told("hang up") == [call.id]
    assert not switch.voices
    assert [talk.id for talk in call.worker.waiting(call.at)] == [broken.talk.id]


def test_one_voice_that_cannot_be_read_keeps_no_other_from_being_heard(cast, call) -> None:
    call.keys("1", "4", "6")
    broken = Call(at=call.at, id="2.2", worker=call.worker).begins().keys("1", "4", "6")
    unreadable = "safeconduct-2.2-0123abcd"
    switch = Switch(voices={unreadable: VOICE, SPOKEN: VOICE}, broken={unreadable})
    process(call.worker, switch, looks)
    assert list(switch.voices) == [unreadable]
    assert [talk.id for talk in call.worker.waiting(call.at)] == [broken.talk.id]
    switch.broken.clear()
    process(call.worker, switch, looks)
    assert not switch.voices
    assert not kept.Talk.objects.exists()


def test_a_voice_is_not_removed_while_it_cannot_be_stored(cast, call, monkeypatch) -> None:
    call.keys("1", "4", "6")
    switch = Switch(up=[call.id], voices={SPOKEN: VOICE})
    with monkeypatch.context() as full:
        full.setattr(Worker, "round", no_room)
        full.setattr("safeconduct.talks.one_thread.PATIENCE_SECONDS", 0)
        full.setattr("safeconduct.talks.one_thread.TROUBLE_SECONDS", 0)
        with pytest.raises(OperationalError):
            process(call.worker, switch, looks)
    assert switch.voices
    assert not switch.told("play")
    process(call.worker, switch, looks)
    assert voices_at_the_desk(cast) == 1


def no_room(*_: object) -> None:
    raise OperationalError


def waits_for_a_person(call: Call) -> calls.Call:
    asked = calls.Asked(call=call.id, language="en", urgent="", arrival=None)
    return calls.join(asked, call.at)


def test_of_a_switch_that_does_not_answer_nobody_concludes_that_its_calls_are_over(call) -> None:
    call.keys("1", "1")
    row = waits_for_a_person(call)
    process(call.worker, Switch(up=[call.id], reachable=False), looks)
    assert call.worker.talk_at(call.id, call.at)
    assert [one.id for one in calls.open_calls()] == [row.id]


def test_of_a_switch_that_has_not_answered_for_minutes_what_was_said_is_handed_in(
    cast, call, monkeypatch
) -> None:
    call.keys("1", "1")
    waits_for_a_person(call)
    monkeypatch.setattr("safeconduct.phone.picking_up.LOST_SECONDS", 0)
    process(call.worker, Switch(up=[call.id], reachable=False), looks)
    assert told_at_the_desk(cast)["who"] == "self"
    assert not calls.open_calls()


def test_a_call_is_left_as_it_stands_when_the_switch_answers_no_more_and_gone_on_with_later(
    cast, call
) -> None:
    call.keys("1", "1", "6", "1")
    switch = Switch(up=[call.id])

    async def is_cut(running: Running) -> None:
        await running.picking_up.look()
        switch.reachable = False
        await asyncio.sleep(MOMENT)
        assert not running.calls

    process(call.worker, switch, is_cut)
    assert call.worker.talk_at(call.id, call.at)
    assert "when" not in told_at_the_desk(cast)


def test_who_is_spoken_to_when_the_switch_does_not_answer_once_is_spoken_to_again(
    cast, call, monkeypatch
) -> None:
    monkeypatch.setattr("safeconduct.phone.picking_up.SOON_SECONDS", 0)
    call.keys("1", "1", "6", "1")
    switch = Switch(up=[call.id], plays_in_vain=1)

    async def is_silent(running: Running) -> None:
        await running.picking_up.look()
        await asyncio.sleep(MOMENT / 2)
        assert len(switch.told("play")) > 1
        await asyncio.sleep(MOMENT)

    process(call.worker, switch, is_silent)
    assert switch.told("hang up") == [call.id]
    assert told_at_the_desk(cast)["when"] == "hours"


def test_what_a_caller_answered_while_the_stream_was_cut_is_not_asked_again(
    call, monkeypatch
) -> None:
    call.keys("1")
    switch = Switch(up=[call.id])
    monkeypatch.setattr("safeconduct.talks.one_thread.TROUBLE_SECONDS", MOMENT / 2)

    async def is_cut(running: Running) -> None:
        await looks(running)
        assert running.calls[call.id].talk.asked == "who"
        with monkeypatch.context() as full:
            full.setattr(Worker, "round", no_room)
            switch.happens(Happened(kind=Kind.KEY, call=call.id, key="1"))
            await asyncio.sleep(MOMENT / 4)
            running._leave_all()
            await asyncio.sleep(0)
        await running.picking_up.look()
        await asyncio.sleep(0)
        assert running.calls[call.id].talk.before == "who"

    process(call.worker, switch, is_cut)


def test_a_call_that_no_talk_knows_is_not_spoken_to_behind_what_is_played_to_it(cast) -> None:
    """An earlier process answered, could store nothing, and was killed as it said so."""
    switch = Switch(up=["7.7"], playing={"7.7-said-1"})

    async def looks_twice(running: Running) -> None:
        await looks(running)
        assert not switch.told("play")
        await looks(running)

    process(a_worker(), switch, looks_twice)
    assert switch.told("play")
    assert not switch.playing


def test_what_others_recorded_on_the_same_switch_is_not_touched(call) -> None:
    others = {"voicemail-greeting", "queue-7.7-0123abcd", "safeconduct", "1.1"}
    switch = Switch(voices=dict.fromkeys(others, VOICE))
    process(call.worker, switch, looks)
    assert set(switch.voices) == others
    assert not switch.told("stop")


def test_a_voice_that_an_older_version_named_is_heard(cast, call) -> None:
    call.keys("1", "4", "6")
    switch = Switch(voices={"1.1-0123abcd": VOICE})
    process(call.worker, switch, looks)
    assert voices_at_the_desk(cast) == 1
    assert not switch.voices


def test_who_is_spoken_to_when_the_stream_is_cut_is_not_hung_up_on(call) -> None:
    call.keys("1", "1", "6", "1")
    switch = Switch(up=[call.id], answers_no_more=True)

    async def is_cut(running: Running) -> None:
        listens = asyncio.create_task(running._listen())
        await asyncio.sleep(MOMENT)
        assert switch.told("play") == [call.id]
        switch.cut.set()
        await asyncio.sleep(MOMENT / 2)
        listens.cancel()

    process(call.worker, switch, is_cut)
    assert not switch.told("hang up")
    assert call.worker.talk_at(call.id, call.at)
