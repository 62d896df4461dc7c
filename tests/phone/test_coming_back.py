"""Coming back by phone, on real databases: hear an answer, add a voice, withdraw, come."""

import pytest
from django.utils import timezone

from safeconduct.cases import actions, models
from safeconduct.cases.access import CaseView, access_case, access_doubted_file
from safeconduct.cases.callbacks import callback_wish
from safeconduct.cases.doubted import unheard
from safeconduct.cases.errands import tell_states
from safeconduct.cases.timeline import ItemKind
from safeconduct.cases.wished_calls import standing_wishes
from safeconduct.domain.return_code import ReturnCode, digits, parse
from safeconduct.phone.applying import again as go_on
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.naming import named
from safeconduct.phone.speaker import How, Wait
from safeconduct.programme.current import current_bundle
from safeconduct.talks import models as kept
from safeconduct.vault.copies import seal_copy
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import derive
from tests.phone.spoken import Call, speaker
from tests.phone.test_applying import VOICE
from tests.telegram.bot import take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

ANSWER = "Ждите ночи. Идите без оружия."
NUMBER, ALONE, EVENING = "79995550137", "1", "3"
HAS_CODE, NOTHING_MORE, ADDS, COMES, WITHDRAWS = "3", "1", "2", "3", "4"
UNKNOWN = "".join(digits(ReturnCode(bytes(range(10)))))


@pytest.fixture
def asking(cast) -> Call:
    """Return a call that has told a code; its case is at the desk."""
    call = Call(at=timezone.now(), id="1.1").begins().keys("1", "1", "6", "2", "").hangs_up()
    take_all()
    return call


def comes_back(call: Call, code: str = "") -> Call:
    again = Call(at=timezone.now(), id="2.2").begins()
    return again.keys(HAS_CODE, code or call.spelled)


def case() -> models.Case:
    take_all()
    return models.Case.objects.exclude(kind="question").get()


def closed(call: Call) -> None:
    """Let the code of a call open nothing: its person has an own word, which no call asks for."""
    own = derive(parse(call.spelled), "lake", current_bundle().salt)
    public = case().first.case_public
    sealed = seal_copy(bytes(public), pair_of(own.seed))
    models.Arrival.objects.filter(kind="new").update(copy=sealed)


def answered(cast) -> None:
    actions.reply(case().reference, ANSWER, reader=cast.alice.reader, at=timezone.now())


def words(key: str) -> str:
    return speaker().words(key)


def read_marks() -> list[bool]:
    rows = models.RequesterCopy.objects.filter(kind="reply")
    return [row.read_at is not None for row in rows]


def test_the_code_is_asked_for_at_once_by_who_says_that_it_is_safe(cast) -> None:
    call = Call(at=timezone.now()).begins().keys(HAS_CODE)
    (step,) = call.worker.steps(call.talk)
    assert step.how is How.CODE
    assert call.talk.answers == {"safe": "yes"}


def test_the_status_is_told_and_where_nothing_waits_nothing_is_asked_about_listening(
    cast, asking
) -> None:
    tell_states(timezone.now())
    said = comes_back(asking).hears()
    assert said[0] == words("status.requested")
    assert said[1] == words("site.return.nothing")
    assert words("return_visit.want") in said
    assert words("return_visit.listen") not in said


def test_an_answer_stays_closed_until_it_is_safe_to_listen(cast, asking) -> None:
    answered(cast)
    call = comes_back(asking)
    assert words("return_visit.listen") in call.hears()
    assert not [part for part in call.hears() if "ночи" in part]
    assert read_marks() == [False]
    call.keys("2")
    assert words("return_visit.says.listen_later") in call.hears()
    assert words("return_visit.want") in call.hears()
    assert read_marks() == [False]


def test_after_a_yes_it_is_read_aloud(cast, asking) -> None:
    answered(cast)
    call = comes_back(asking).keys("1")
    said = call.hears()
    assert said.index(words("phone.answer")) < said.index(ANSWER)
    assert words("return_visit.want") in said
    assert read_marks() == [True]


def test_of_an_answer_nothing_stays_here_after_the_call(cast, asking) -> None:
    answered(cast)
    comes_back(asking).keys("1", NOTHING_MORE).hangs_up()
    assert not kept.Talk.objects.exists()
    assert not kept.Address.objects.exists()


def test_a_code_that_leads_nowhere_is_asked_for_again_and_after_three_a_person_hears_it(
    cast, asking
) -> None:
    call = comes_back(asking, UNKNOWN)
    assert call.hears()[0] == words("site.return.unknown")
    call.keys(UNKNOWN)
    assert call.hears()[0] == words("site.return.unknown")
    call.keys(UNKNOWN)
    assert words("phone.code.lost") in call.hears()
    assert words("talk.needs.spoken") in call.hears()
    call.keys("6")
    assert words("report.question.spoken") in call.hears()
    call.hangs_up()
    take_all()
    assert models.Case.objects.filter(kind="question").count() == 1


def asked_for_a_person(call: Call):
    call.does(Heard(did=Did.WISHES_PERSON))
    (step,) = [step for step in call.worker.steps(call.talk) if isinstance(step, Wait)]
    return step.asked


def test_who_asks_for_a_person_is_led_to_the_case_of_their_code(cast, asking) -> None:
    asked = asked_for_a_person(comes_back(asking))
    assert asked.arrival == case().first_id
    assert not asked.by_short_number


def test_also_once_words_were_added(cast, asking) -> None:
    call = comes_back(asking).keys(ADDS).speaks(VOICE)
    assert asked_for_a_person(call).arrival == case().first_id


def test_where_an_own_word_is_missing_nobody_is_led_to_the_case(cast, asking) -> None:
    closed(asking)
    assert asked_for_a_person(comes_back(asking)).arrival is None


def test_where_an_own_word_is_missing_a_voice_is_heard_at_the_desk_beside_the_case(
    cast, asking
) -> None:
    closed(asking)
    call = comes_back(asking).keys(ADDS).speaks(VOICE)
    assert words("return_visit.end.added.spoken") in call.hears()
    call.hangs_up()
    take_all()
    assert [one.reference for one in unheard(cast.alice.reader, timezone.now())] == [
        case().reference
    ]
    view = beside(cast)
    voices = [one for one in view.doubted if one.item and one.item.kind is ItemKind.FILE]
    found = access_doubted_file(case().reference, voices[0].id, cast.alice.reader, timezone.now())
    assert found.content == VOICE


def test_where_an_own_word_is_missing_the_wish_to_come_is_told_beside_the_case(
    cast, asking
) -> None:
    closed(asking)
    comes_back(asking).keys(COMES, "1").hangs_up()
    take_all()
    told = [dict(one.item.answers) for one in beside(cast).doubted if one.item]
    assert (told[-1]["want"], told[-1]["needs"]) == ("come", "danger_now")
    assert not case().claimed


def test_where_an_own_word_is_missing_what_a_waiting_caller_names_is_told_beside_the_case(
    cast, asking
) -> None:
    closed(asking)
    call = comes_back(asking).keys(ADDS).speaks(VOICE)
    call.does(Heard(did=Did.WISHES_PERSON))
    call.talk = call.kept(named(call.talk, "wounded"))
    take_all()
    told = [dict(one.item.answers) for one in beside(cast).doubted if one.item]
    assert {"needs": "wounded"} in told


def beside(cast) -> CaseView:
    return access_case(case().reference, cast.alice.reader, timezone.now())


def wishes_a_call(call: Call) -> list[str]:
    """Wish to be called in the evening, at the number of the call; return what is said then."""
    call.does(Heard(did=Did.WISHES_CALL)).keys(ALONE, EVENING)
    call.does(Heard(did=Did.ENTERED, keys="1", caller=NUMBER))
    said = call.hears()
    call.hangs_up()
    take_all()
    return said


def test_a_wish_to_be_called_stands_on_the_case_of_the_code(cast, asking) -> None:
    said = wishes_a_call(comes_back(asking))
    assert words("callback.end.call") in said
    assert words("phone.code") not in said
    assert not models.Case.objects.filter(kind="question").exists()
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    wish = callback_wish(view.timeline)
    assert view.intact
    assert wish
    assert (wish.number, wish.hours) == (NUMBER, "evening")
    assert [one.row.reference for one in standing_wishes(cast.alice.reader)] == [case().reference]


def test_where_an_own_word_is_missing_the_wish_sounds_the_same_and_stands_apart(
    cast, asking
) -> None:
    opened = wishes_a_call(comes_back(asking))
    closed(asking)
    again = Call(at=timezone.now(), id="3.3").begins().keys(HAS_CODE, asking.spelled)
    assert wishes_a_call(again) == opened
    (apart,) = models.Case.objects.filter(kind="question")
    view = access_case(apart.reference, cast.alice.reader, timezone.now())
    assert callback_wish(view.timeline)


@pytest.mark.parametrize("did", [Did.LOST_CODE, Did.NO_CODE])
def test_who_cannot_enter_a_code_goes_on_without(cast, did) -> None:
    call = Call(at=timezone.now()).begins().keys(HAS_CODE).does(Heard(did=did))
    told = {Did.LOST_CODE: "phone.code.lost", Did.NO_CODE: "report.who"}
    assert words(told[did]) in call.hears()


def test_a_voice_is_added_to_the_case(cast, asking) -> None:
    call = comes_back(asking).keys(ADDS).speaks(VOICE)
    assert words("return_visit.end.added.spoken") in call.hears()
    call.hangs_up()
    take_all()
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    assert view.intact
    assert [item.kind for item in view.timeline].count(ItemKind.FILE) == 1


def test_who_withdraws_by_phone_is_asked_once_more(cast, asking) -> None:
    call = comes_back(asking).keys(WITHDRAWS)
    assert words("return_visit.sure_withdraw") in call.hears()
    call.keys("1").hangs_up()
    take_all()
    assert case().state == "withdrawn"


@pytest.mark.parametrize("rest", [("6", "1", ""), ("1",), ("6",)])
def test_who_can_come_now_has_said_so_also_by_hanging_up(cast, asking, rest) -> None:
    comes_back(asking).keys(COMES, *rest).hangs_up()
    take_all()
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    said = [item for item in view.timeline if item.script == "return_visit"]
    assert view.intact
    assert dict(said[-1].answers)["want"] == "come"
    assert "return_code" not in dict(said[-1].answers)


def test_a_call_that_is_picked_up_goes_on_with_its_visit(cast, asking) -> None:
    answered(cast)
    call = comes_back(asking)
    again = Call(at=call.at, id=call.id)
    again.talk = go_on(again.worker.talk_at(call.id, call.at))
    assert words("return_visit.listen") in again.hears()
    again.keys("1")
    assert ANSWER in again.hears()


@pytest.mark.parametrize(
    ("dialled", "language"),
    [("+380800000000", "uk"), ("380800000000", "uk"), ("79000000000", "en")],
)
def test_a_known_number_begins_in_its_language(cast, dialled, language) -> None:
    call = Call(at=timezone.now(), dialled=dialled).begins()
    assert call.talk.language == language
    assert call.hears()[0] == speaker(language).words("phone.begin")


@pytest.mark.parametrize("dialled", ["100", "", "49111"])
def test_an_unknown_number_asks_for_the_language(cast, dialled) -> None:
    worker = Call().worker
    worker.courier.begin_day(timezone.now())
    talk = worker.begun("9.9", dialled, timezone.now())
    assert not talk.script
