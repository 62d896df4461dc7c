"""From a call to a case, on real databases: hang-up anywhere keeps what was said."""

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.access import access_case, access_file
from safeconduct.cases.panic import press_panic, reopen
from safeconduct.cases.timeline import ItemKind
from safeconduct.domain.return_code import parse
from safeconduct.phone.applying import Closed
from safeconduct.phone.applying import again as go_on
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.speaker import Say, Spell, Wait
from safeconduct.talks import keeping
from safeconduct.talks import models as kept
from safeconduct.talks.couriers import EMPTIED_AFTER
from safeconduct.talks.emptying import empty_all, empty_if_pressed
from safeconduct.talks.talk import Do
from safeconduct.vault import return_keys
from tests.making import BOB, CAROL
from tests.phone.spoken import Call, speaker
from tests.telegram.bot import take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

VOICE = b"RIFF\x24\0\0\0WAVEfmt " + bytes(600)


@pytest.fixture(autouse=True)
def never_emptied(settings) -> None:
    """Tests share a folder: presses of one minute would be taken for the same."""
    (settings.HOME.day_keys / "phone" / EMPTIED_AFTER).unlink(missing_ok=True)


@pytest.fixture
def call(cast) -> Call:
    return Call(at=timezone.now()).begins()


def case() -> models.Case:
    take_all()
    return models.Case.objects.get()


def answers_at_the_desk(cast) -> dict[str, str]:
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    assert view.intact
    items = [item for item in view.timeline if item.kind is ItemKind.ANSWERS]
    return {key: words for item in items for key, words in item.answers}


def test_a_call_becomes_a_case_whose_code_it_was_told(cast, call) -> None:
    call.keys("1", "1", "6", "2")
    assert len(call.spelled) == 30
    keys = return_keys.derive(parse(call.spelled), "", call.worker.bundle.salt)
    assert models.Arrival.objects.get(kind="new").locator == keys.locator
    found = case()
    assert (found.channel, found.kind, found.language) == ("phone", "self", "en")


def test_danger_reaches_the_desk_before_the_code_is_written_down(cast, call) -> None:
    call.keys("1", "1", "1")
    assert case().claimed == "danger_now"


def test_what_is_answered_after_the_code_stands_on_the_same_case(cast, call) -> None:
    call.keys("1", "1", "6", "1", "")
    found = answers_at_the_desk(cast)
    assert (found["needs"], found["when"]) == ("none", "hours")
    assert case().claimed == "window_closing"


def test_a_voice_becomes_a_file_of_its_case(cast, call) -> None:
    call.keys("1", "1", "6", "2").speaks(VOICE)
    found = case()
    view = access_case(found.reference, cast.alice.reader, timezone.now())
    (file,) = [item for item in view.timeline if item.kind is ItemKind.FILE]
    opened = access_file(found.reference, file.seq, cast.alice.reader, timezone.now())
    assert opened.content == VOICE


def test_a_voice_that_is_fetched_twice_is_one_file(cast, call) -> None:
    call.keys("1", "1", "6", "2")
    call.does(Heard(did=Did.SPOKE, voice="1.1-voice"))
    before = call.talk
    call.fetched(VOICE)
    call.talk = before
    call.fetched(VOICE)
    assert models.Arrival.objects.filter(kind="add", body__gt=b"").count() == 2


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("1", "1"), {"safe": "yes", "who": "self"}),
        (("1", "2"), {"safe": "yes", "who": "group"}),
        (("1", "1", "6"), {"safe": "yes", "who": "self", "needs": "none"}),
        (("1", "1", "6", "3"), {"safe": "yes", "who": "self", "needs": "none", "when": "not_yet"}),
    ],
)
def test_who_hangs_up_has_handed_in_what_they_said(cast, call, keys, said) -> None:
    call.keys(*keys).hangs_up()
    assert answers_at_the_desk(cast) == said


@pytest.mark.parametrize("keys", [(), ("1",), ("2",)])
def test_who_said_nothing_leaves_nothing(cast, call, keys) -> None:
    call.keys(*keys).hangs_up()
    take_all()
    assert not models.Arrival.objects.exists()


def test_after_a_call_nothing_of_it_is_kept_here(cast, call) -> None:
    call.keys("1", "1", "6", "2").speaks(VOICE).hangs_up()
    assert not kept.Talk.objects.exists()
    assert not kept.Address.objects.exists()


def test_a_voice_that_is_still_on_the_switch_keeps_its_talk(cast, call) -> None:
    call.keys("1", "1", "6", "2").does(Heard(did=Did.SPOKE, voice="1.1-voice"))
    call.hangs_up()
    (talk,) = call.worker.waiting(call.at)
    call.talk = talk
    call.fetched(VOICE)
    assert not kept.Talk.objects.exists()


def test_another_process_goes_on_where_a_call_stood(cast, call) -> None:
    call.keys("1", "1")
    again = Call(at=call.at)
    again.talk = go_on(again.worker.talk_at(call.id, call.at))
    again.keys("6", "2").hangs_up()
    assert answers_at_the_desk(cast)["when"] == "days"


def test_a_code_that_is_still_to_be_made_comes_before_the_next_question(cast, call) -> None:
    """As when a process was killed between storing what was said and handing it in."""
    call.keys("1", "2")
    said = [step.number for step in call.worker.steps(call.talk)]
    told = call.worker.turned(call.talk, said, Heard(did=Did.ENTERED, keys="6"), call.at)
    with keeping.keeping():
        keeping.keep([told], call.worker.courier, call.at)
    found = call.worker.talk_at(call.id, call.at)
    for talk in (go_on(call.kept(found)), call.kept(go_on(found))):
        assert [item.do for item in talk.items] == [Do.CODE, Do.ASK]


def test_a_call_that_no_talk_knows_is_not_picked_up(cast, call) -> None:
    assert call.worker.talk_at("2.2", call.at) is None


def test_the_panic_key_closes_the_line_and_empties_it(cast, call) -> None:
    call.keys("1", "1")
    press_panic(actor=BOB.actor, at=call.at, empty=empty_all)
    with pytest.raises(Closed):
        call.keys("6")
    with pytest.raises(Closed):
        call.hangs_up()
    assert empty_if_pressed(call.worker.courier)
    assert not models.Arrival.objects.exists()
    reopen(actor=BOB.actor, at=call.at)
    assert reopen(actor=CAROL.actor, at=call.at)
    assert call.worker.waiting(call.at) == []


WISHES_PERSON, NOBODY = Heard(did=Did.WISHES_PERSON), Heard(did=Did.NOBODY_CAME)


def test_who_wishes_for_a_person_is_a_case_before_anybody_picks_up(cast, call) -> None:
    call.keys("1", "1").does(WISHES_PERSON)
    (wait,) = [step for step in call.worker.steps(call.talk) if isinstance(step, Wait)]
    assert wait.asked.arrival == models.Arrival.objects.get(kind="new").id
    assert wait.asked.call == call.id
    assert case().kind == "self"
    assert wait.code
    assert len([digit for group in wait.code.groups for digit in group[1:]]) == 30


def test_what_is_answered_after_waiting_stands_on_the_same_case(cast, call) -> None:
    call.keys("1", "1").does(WISHES_PERSON).does(Heard(did=Did.NOBODY_CAME)).keys("1")
    call.hangs_up()
    assert case().claimed == "danger_now"
    assert answers_at_the_desk(cast)["needs"] == "danger_now"


def test_a_voice_in_place_of_a_person_reaches_the_case(cast, call) -> None:
    call.keys("1", "1", "6").does(WISHES_PERSON).does(Heard(did=Did.WISHES_MESSAGE))
    call.speaks(VOICE).hangs_up()
    assert answers_at_the_desk(cast)["message"] == speaker().label("phone.voice")


def test_who_wishes_for_a_person_in_the_middle_of_the_code_waits_at_once_and_is_told_it(
    cast, call
) -> None:
    call.keys("1", "1", "6")
    talk = call.kept(call.worker.turned(call.talk, (), WISHES_PERSON, call.at))
    wait = next(step for step in call.worker.steps(talk) if not isinstance(step, Say))
    assert isinstance(wait, Wait)
    assert wait.code
    told = (wait.number, wait.code.number)
    after = call.kept(call.worker.turned(talk, told, NOBODY, call.at))
    assert not [step for step in call.worker.steps(after) if isinstance(step, Spell)]
    assert models.Arrival.objects.filter(kind="new").count() == 1
