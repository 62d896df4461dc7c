"""A wish to be called back on real databases: from the call that told it to the last try."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from safeconduct.cases import models, wished_calls
from safeconduct.cases.actions import act
from safeconduct.cases.calling_back import NotCalled, Why
from safeconduct.cases.models_of_wishes import WishedCall
from safeconduct.cases.replacing import replace_code
from safeconduct.cases.wished_calls import standing_wishes
from safeconduct.domain.call_backs import MOST_TRIES, MOST_UNLED, CameOf
from safeconduct.domain.calls import What
from safeconduct.domain.life import Action
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.phone.keypad import Did, Heard
from safeconduct.programme.current import current_bundle
from safeconduct.talks import call_backs, calls, orders, seats
from safeconduct.talks import models as of_talks
from safeconduct.talks.calls import Asked
from safeconduct.talks.couriers import Courier
from safeconduct.talks.duty import NotAtTheLine
from safeconduct.talks.emptying import empty_all
from safeconduct.talks.seats import Kind, Seat
from safeconduct.vault.call_backs import sign_number
from safeconduct.vault.couriers import seal_parcel
from safeconduct.vault.replies import ReplyKey
from tests.phone.spoken import Call
from tests.telegram.bot import take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

NUMBER = "79995550137"
SAFE, CALLS_BACK, ALONE, EVENING, ANY, YES = "1", "5", "1", "3", "5", "1"
ALL_DAY = (UTC,)
MINUTE = timedelta(minutes=1)


def wishes(hours: str = ANY) -> Call:
    """Let a caller wish to be called on the number that they call from."""
    call = Call(at=timezone.now()).begins().keys(SAFE, CALLS_BACK, ALONE, hours)
    call.does(Heard(did=Did.ENTERED, keys=YES, caller=NUMBER))
    take_all()
    return call


@pytest.fixture
def seat(cast) -> Seat:
    member = cast.alice.staff.id
    seats.go_on_duty(member, ["en"], Kind.BROWSER, timezone.now())
    seats.be_ready(member, timezone.now())
    return seats.seat_of(member, timezone.now())


def the_case() -> models.Case:
    return models.Case.objects.get()


def wish() -> WishedCall:
    return WishedCall.objects.get()


def calls_back(cast, seat: Seat, zones=ALL_DAY, at: datetime | None = None) -> of_talks.CallBack:
    call_backs.call_back(
        the_case().reference, seat, reader=cast.alice.reader, at=at or timezone.now(), zones=zones
    )
    return of_talks.CallBack.objects.order_by("at").last()


def taken(row: of_talks.CallBack, at: datetime | None = None) -> call_backs.Taken | None:
    courier = Courier("phone", settings.HOME)
    return call_backs.take(row.id, courier, current_bundle().reply_keys, at or timezone.now())


def ends(row: of_talks.CallBack, came_of: CameOf) -> None:
    taken(row)
    call_backs.came(row.id, came_of)
    call_backs.settle(timezone.now())


def told() -> list[tuple[str, str, str]]:
    events = models.Event.objects.filter(kind__in=("call_back", "called_back")).order_by("seq")
    return list(events.values_list("kind", "actor", "details"))


def test_a_wish_stands_in_clear_columns_and_neither_number_nor_hour_is_one(cast) -> None:
    wishes(EVENING)
    (found,) = standing_wishes(cast.alice.reader)
    assert found.row.reference == the_case().reference
    assert (found.tries, found.under_way) == (0, False)
    columns = [str(value) for value in WishedCall.objects.values_list()[0]]
    assert not [one for one in columns if NUMBER in one or "evening" in one]
    assert the_case().kind == "question"


def test_who_did_not_finish_the_wish_has_none(cast) -> None:
    Call(at=timezone.now()).begins().keys(SAFE, CALLS_BACK, ALONE, ANY).hangs_up()
    take_all()
    assert not WishedCall.objects.exists()


def test_an_ordinary_request_is_no_wish(cast) -> None:
    Call(at=timezone.now()).begins().keys("1", "1", "6").hangs_up()
    take_all()
    assert models.Case.objects.exists()
    assert not WishedCall.objects.exists()


def test_a_wish_on_a_case_that_was_there_stands_too(cast) -> None:
    call = Call(at=timezone.now()).begins().keys("1", "1", "6")
    call.does(Heard(did=Did.WISHES_PERSON)).does(Heard(did=Did.WISHES_CALL)).keys(ALONE, ANY)
    call.does(Heard(did=Did.ENTERED, keys=YES, caller=NUMBER))
    take_all()
    assert wish().case == the_case()
    assert the_case().kind == "self"


def test_who_cannot_read_the_case_sees_no_wish(cast) -> None:
    wishes()
    assert standing_wishes(cast.bob.reader)
    assert not standing_wishes(cast.mallory.reader)
    assert not standing_wishes(cast.sam.reader)


def test_the_number_is_opened_for_one_try_and_lies_sealed_until_the_line_takes_it(
    cast, seat
) -> None:
    wishes()
    row = calls_back(cast, seat)
    assert NUMBER.encode() not in bytes(row.body)
    (order,) = orders.waiting_orders()
    assert (order.what, order.call, order.seat) == (What.CALL_BACK, row.id, seat.id)
    found = taken(row)
    assert found
    assert (found.number, found.seat, found.arrival) == (NUMBER, seat.id, the_case().first_id)
    assert NUMBER not in repr(found)


def test_a_try_is_taken_once_and_its_row_is_empty_from_then_on(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    assert taken(row)
    row.refresh_from_db()
    assert bytes(row.body) == b""
    assert taken(row) is None
    assert row.came_of is None


def test_a_try_that_nobody_took_in_time_is_not_dialled_any_more(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    assert taken(row, timezone.now() + 5 * MINUTE) is None
    row.refresh_from_db()
    assert (row.came_of, bytes(row.body)) == ("not_dialled", b"")


def test_a_number_that_nobody_of_the_desk_signed_is_not_dialled(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    courier, forger = Courier("phone", settings.HOME), ReplyKey(version=1, seed=bytes(32))
    place = call_backs.calling_back.parcel(row.id, row.day)
    forged = sign_number("79990000000", row.id, forger)
    day_key = models.DayKey.objects.get(channel="phone", day=row.day)
    row.body = seal_parcel(forged, place, bytes(day_key.public))
    row.save(update_fields=["body"])
    assert courier.open(bytes(row.body), place.purpose, place.part, place.day) == forged
    assert taken(row) is None
    row.refresh_from_db()
    assert row.came_of == "not_dialled"


def test_a_number_signed_for_one_try_is_good_for_no_other(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    other = of_talks.CallBack.objects.create(
        id=uuid.uuid4(), arrival=row.arrival, language="ru", seat=seat.id, day=row.day,
        body=bytes(row.body), at=row.at,
    )  # fmt: skip
    assert taken(other) is None
    assert taken(row)


def test_each_try_is_told_with_who_made_it_and_what_came_of_it(cast, seat) -> None:
    wishes()
    ends(calls_back(cast, seat), CameOf.NOT_ANSWERED)
    assert told() == [
        ("call_back", "Alice", "{}"),
        ("called_back", "errands", '{"came_of":"not_answered"}'),
    ]
    assert (wish().tries, wish().done, wish().tried) == (1, False, None)
    assert call_backs.settle(timezone.now()) == 0


def test_nobody_is_tried_a_fourth_time(cast, seat) -> None:
    wishes()
    for came_of in (CameOf.BUSY, CameOf.NOT_PRESSED, CameOf.NOT_ANSWERED):
        ends(calls_back(cast, seat), came_of)
    assert not standing_wishes(cast.alice.reader)
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat)
    assert refused.value.why is Why.TRIED


def test_a_try_that_rang_no_telephone_does_not_count(cast, seat) -> None:
    wishes()
    ends(calls_back(cast, seat), CameOf.NOT_DIALLED)
    assert wish().tries == 0


def test_a_line_that_cannot_dial_uses_up_no_try_three_times_and_each_after_them(cast, seat) -> None:
    wishes()
    for _ in range(MOST_UNLED):
        ends(calls_back(cast, seat), CameOf.NO_WAY)
        assert wish().tries == 0
    assert call_backs.not_led() == {the_case().first_id}
    for tries in range(1, MOST_TRIES + 1):
        ends(calls_back(cast, seat), CameOf.NO_WAY)
        assert wish().tries == tries
    assert not standing_wishes(cast.alice.reader)


def test_who_was_dialled_since_is_not_said_to_be_out_of_reach_of_the_line(cast, seat) -> None:
    wishes()
    ends(calls_back(cast, seat, at=timezone.now() - 2 * MINUTE), CameOf.NO_WAY)
    ends(calls_back(cast, seat), CameOf.BUSY)
    assert call_backs.not_led() == frozenset()
    assert wish().tries == 1


def test_who_wishes_anew_while_they_are_being_called_has_all_tries_left(cast, seat) -> None:
    wishes()
    began = calls_back(cast, seat)
    wished_calls.wish_anew(the_case(), 9, timezone.now())
    ends(began, CameOf.NOT_DIALLED)
    assert (wish().tries, wish().tried, wish().done) == (0, None, False)


def test_while_one_try_is_under_way_there_is_no_second(cast, seat) -> None:
    wishes()
    calls_back(cast, seat)
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat)
    assert refused.value.why is Why.UNDER_WAY
    assert of_talks.CallBack.objects.count() == 1
    assert standing_wishes(cast.alice.reader)[0].under_way


def test_once_they_have_talked_the_wish_is_done_until_they_ask_anew(cast, seat) -> None:
    wishes()
    ends(calls_back(cast, seat), CameOf.TALKED)
    assert not standing_wishes(cast.alice.reader)
    with pytest.raises(NotCalled):
        calls_back(cast, seat)
    wished_calls.wish_anew(the_case(), 9, timezone.now())
    assert [one.tries for one in standing_wishes(cast.alice.reader)] == [0]


@pytest.mark.parametrize("hour", [3, 12, 17, 23])
def test_nobody_is_called_at_an_hour_that_they_did_not_name(cast, seat, hour: int) -> None:
    call = wishes(EVENING)
    at = call.at.astimezone(ZoneInfo("Europe/Kyiv")).replace(hour=hour, minute=30)
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat, zones=(ZoneInfo("Europe/Kyiv"),), at=at)
    assert refused.value.why is Why.NOT_NOW
    assert not of_talks.CallBack.objects.exists()
    assert not told()
    assert wish().tries == 0


def test_where_no_carrier_calls_back_nothing_is_begun(cast, seat) -> None:
    wishes()
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat, zones=())
    assert refused.value.why is Why.NO_LINE


def test_who_is_not_free_calls_nobody(cast, seat) -> None:
    wishes()
    seats.be_away(cast.alice.staff.id, timezone.now())
    with pytest.raises(NotAtTheLine):
        calls_back(cast, seats.seat_of(cast.alice.staff.id, timezone.now()))
    assert not told()


def test_whose_operator_left_before_the_line_took_it_is_told_at_once_and_dials_nobody(
    cast, seat
) -> None:
    wishes()
    row = calls_back(cast, seat)
    assert call_backs.settle(timezone.now()) == 0
    seats.go_off_duty(cast.alice.staff.id)
    assert call_backs.settle(timezone.now()) == 1
    assert taken(row) is None
    assert told()[-1][2] == '{"came_of":"not_dialled"}'
    assert wish().tries == 0


def test_what_died_on_the_way_is_told_as_that_and_counts(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    taken(row)
    assert call_backs.settle(timezone.now()) == 0
    assert call_backs.settle(timezone.now() + 8 * MINUTE) == 1
    assert told()[-1][2] == '{"came_of":"broken_off"}'
    assert wish().tries == 1


def test_a_talk_that_goes_on_is_waited_for(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    taken(row)
    asked = Asked(call="north-back-1", language="ru", urgent="", arrival=row.arrival)
    calls.begin_back(row.id, asked, timezone.now())
    assert call_backs.settle(timezone.now() + 60 * MINUTE) == 0
    calls.is_over(row.id, timezone.now())
    assert call_backs.settle(timezone.now()) == 1
    assert told()[-1][2] == '{"came_of":"broken_off"}'


def test_a_call_that_we_make_waits_in_no_queue_and_tells_no_waiting_time(cast, seat) -> None:
    asked = Asked(call="north-back-1", language="ru", urgent="", arrival=None)
    call = calls.begin_back(uuid.uuid4(), asked, timezone.now())
    calls.talks_with(call.id, seat.id, timezone.now())
    assert calls.last_waits() == ()


def test_with_the_end_of_the_case_its_wish_is_gone(cast) -> None:
    wishes()
    reference, reader = the_case().reference, cast.alice.reader
    act(reference, Action.WITHDRAW, reader=reader, at=timezone.now(), chosen={})
    assert not WishedCall.objects.exists()


def test_a_wish_that_nobody_fulfilled_in_time_is_destroyed_and_counted(cast) -> None:
    wishes()
    lives = {kept: row.lives for kept, row in RETENTION.items()}
    later = timezone.now() + lives[Kept.WISHED_CALL]
    assert wished_calls.forget_old(later - 2 * MINUTE, lives) == 0
    assert wished_calls.forget_old(later + MINUTE, lives) == 1
    assert not WishedCall.objects.exists()
    event = models.Event.objects.get(kind="destroyed")
    assert event.details == '{"count":1,"kept":"wished_call"}'


def test_whom_a_fault_of_ours_cut_off_is_known_until_somebody_speaks_with_them(cast, seat) -> None:
    wishes()
    first = the_case().first_id
    call = calls.join(Asked(call="1.7", language="ru", urgent="", arrival=first), timezone.now())
    calls.talks_with(call.id, seat.id, timezone.now())
    assert calls.cut_off() == frozenset()
    calls.end_others(lambda _call: False, timezone.now())
    assert calls.cut_off() == {first}


def test_who_spoke_with_another_operator_after_a_fault_was_not_cut_off(cast, seat) -> None:
    wishes()
    first = the_case().first_id
    call = calls.join(Asked(call="1.7", language="ru", urgent="", arrival=first), timezone.now())
    calls.talks_with(call.id, seat.id, timezone.now())
    calls.waits_again(call.id, dropped=True)
    calls.talks_with(call.id, seat.id, timezone.now())
    calls.is_over(call.id, timezone.now())
    assert calls.cut_off() == frozenset()


def test_of_who_declared_nothing_safe_a_call_that_was_cut_off_leads_to_no_call(cast, seat) -> None:
    call = Call(at=timezone.now()).begins().keys("1", "1", "6")
    call.hangs_up()
    take_all()
    first = the_case().first_id
    asked = Asked(call="1.8", language="ru", urgent="", arrival=first)
    calls.join(asked, timezone.now())
    calls.end_others(lambda _call: False, timezone.now())
    assert calls.cut_off() == {first}
    assert not standing_wishes(cast.alice.reader)
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat)
    assert refused.value.why is Why.NO_WISH


def test_the_panic_key_leaves_no_try_behind(cast, seat) -> None:
    wishes()
    calls_back(cast, seat)
    empty_all()
    assert not of_talks.CallBack.objects.exists()


def is_given_a_new_code(cast) -> None:
    reference = the_case().reference
    now = timezone.now()
    act(reference, Action.ALLOW_NEW_CODE, reader=cast.bob.reader, chosen={}, at=now)
    replace_code(reference, "", reader=cast.alice.reader, at=timezone.now())


def test_nobody_is_called_at_a_number_that_was_told_before_the_code_was_given_anew(
    cast, seat
) -> None:
    wishes()
    is_given_a_new_code(cast)
    assert standing_wishes(cast.alice.reader) == []
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat)
    assert refused.value.why is Why.OLD_CODE
    assert not of_talks.CallBack.objects.exists()
    assert wish().tries == 0


def test_no_row_brings_back_a_wish_from_before_the_new_code(cast, seat) -> None:
    wishes()
    is_given_a_new_code(cast)
    WishedCall.objects.update(seq=99, done=False)
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat)
    assert refused.value.why is Why.OLD_CODE


def test_a_try_under_way_when_the_code_is_given_anew_goes_on_and_is_the_last(cast, seat) -> None:
    wishes()
    row = calls_back(cast, seat)
    is_given_a_new_code(cast)
    assert taken(row).number == NUMBER
    call_backs.came(row.id, CameOf.NOT_ANSWERED)
    call_backs.settle(timezone.now())
    assert [kind for kind, *_ in told()] == ["call_back", "called_back"]
    with pytest.raises(NotCalled) as refused:
        calls_back(cast, seat)
    assert refused.value.why is Why.OLD_CODE
