"""Updates and talks as they are kept: durable, once, in order, sealed, and not for long."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from safeconduct.cases import models as cases
from safeconduct.talks import carrying_out, keeping, updates
from safeconduct.talks import models as kept
from safeconduct.talks.couriers import Courier
from safeconduct.talks.talk import Errand, encoded
from safeconduct.talks.updates import RawUpdate
from safeconduct.telegram import applying
from safeconduct.vault.couriers import DayKey, Parcel, seal_parcel, verify_day_key
from safeconduct.vault.seals import Purpose
from tests.full_disk import full_disk
from tests.telegram.bot import BOT, Bot, a_worker, take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
DAY = timedelta(days=1)
ANSWERS = {"who": "1", "needs": "5", "when": "2", "contact": "1"}
"""For myself, with an interpreter, within days, no answer here; all else is free words."""


@pytest.fixture
def bot(cast) -> Bot:
    return Bot(at=timezone.now())


def test_an_update_is_durable_and_sealed_before_it_is_applied(bot) -> None:
    bot.take(bot.person().update(text="Мы у моста."))
    (row,) = kept.Update.objects.all()
    assert row.waits
    assert "моста".encode() not in bytes(row.body)
    assert "Мы у моста." in json.loads(updates.opened(row, bot.worker.courier))["message"]["text"]
    bot.works()
    row.refresh_from_db()
    assert (row.waits, bytes(row.body)) == (False, b"")


def test_the_same_update_three_times_is_heard_once(bot) -> None:
    person = bot.person()
    greeting, word = person.update(text="/start"), person.update(text="да")
    bot.take(word, greeting, greeting, word)
    bot.works()
    bot.take(greeting, word)
    bot.works()
    assert len(set(person.texts)) == len(person.texts)
    (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
    assert dict(talk.answers) == {"safe": "yes"}


def test_more_messages_than_a_round_takes_hold_up_nobody_else_and_all_arrive(bot) -> None:
    loud, quiet = bot.person(7), bot.person(8)
    loud.asks_for_help()
    bot.take(*(loud.update(text=f"слово {number}") for number in range(120)))
    bot.take(quiet.update(text="/start"))
    bot.works()
    bot.looks()
    take_all()
    assert quiet.texts
    assert cases.Arrival.objects.filter(kind="add", taken="taken").count() == 120
    assert not kept.Update.objects.filter(waits=True).exists()
    assert loud.texts.count(loud.last) <= 2


def test_a_batch_is_heard_in_the_order_of_its_numbers(bot) -> None:
    person = bot.person()
    found = [person.update(text=text) for text in ("/start", "Помогите.", "Нас трое.")]
    bot.take(*reversed(found))
    bot.works()
    (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
    assert talk.first_words == "Помогите.\nНас трое."


def test_a_lower_number_after_silence_is_heard(bot) -> None:
    person = bot.person()
    person.says("/start")
    late = person.update(text="да")
    low = json.loads(late.content) | {"update_id": 3}
    bot.take(RawUpdate(bot=BOT, number=3, content=json.dumps(low).encode()))
    bot.works()
    (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
    assert dict(talk.answers) == {"safe": "yes"}


def test_the_bare_number_is_forgotten_after_its_days(bot) -> None:
    bot.person().says("/start")
    assert updates.forget_old(bot.at) == 0
    assert updates.forget_old(bot.at + 4 * DAY) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[1]",
        pytest.param(b'{"message": ' + b"[" * 100_000, id="nested"),
        b'{"message": {"chat": {"type": "group", "id": 1}, "text": "x"}}',
        b'{"message": {"chat": {"type": "private", "id": "7"}, "message_id": 1}}',
        b'{"callback_query": {"data": "x"}}',
        b'{"my_chat_member": {"chat": {"type": "private", "id": 7}}}',
    ],
)
def test_what_is_no_private_word_is_passed_over(bot, content) -> None:
    bot.take(RawUpdate(bot=BOT, number=1, content=content))
    bot.works()
    assert not kept.Update.objects.filter(waits=True).exists()
    assert not kept.Talk.objects.exists()


@pytest.mark.parametrize(
    "text", ["\ud83d", "\x00", "\u202e", "я" * 5000, "/unknown", "/", "   ", "lang:fr"]
)
def test_no_text_stops_the_channel(bot, text) -> None:
    person = bot.person()
    bot.take(person.update(text=text))
    bot.works()
    person.says("/start")
    assert not kept.Update.objects.filter(waits=True).exists()


@pytest.mark.parametrize(
    "data",
    ["", ":", "lang:fr", "lang:", "back:x", "safe:\ud800", "needs:done", "written:", "x:y:z"],
)
def test_no_button_stops_the_channel(bot, data) -> None:
    person = bot.person()
    person.says("/start").presses(data, data).says("да")
    assert not kept.Update.objects.filter(waits=True).exists()


def test_an_update_that_breaks_is_set_aside_and_others_are_heard(bot, monkeypatch) -> None:
    whole = applying.hear

    def breaking(talk, said, label, at):
        if talk.address.endswith("/8"):
            raise ValueError("broken")
        return whole(talk, said, label, at)

    monkeypatch.setattr(applying, "hear", breaking)
    bot.take(bot.person(8).update(text="/start"), bot.person(7).update(text="/start"))
    bot.works()
    assert bot.person(7).texts
    assert not kept.Update.objects.filter(waits=True).exists()


def test_what_an_update_said_that_breaks_is_not_destroyed(bot, monkeypatch) -> None:
    monkeypatch.setattr(applying, "hear", lambda *_: 1 / 0)
    bot.take(bot.person().update(text="Мы у моста."))
    bot.works()
    (row,) = kept.Update.objects.all()
    assert not row.waits
    assert "Мы у моста." in json.loads(updates.opened(row, bot.worker.courier))["message"]["text"]


@pytest.mark.parametrize("letter", ["я", "\U00020000", '"', "\x1f"])
def test_whatever_is_written_beside_the_questions_the_request_fits_and_is_handed_in(
    bot, letter
) -> None:
    """Of letters that take four bytes, or six once they are written down, a message holds 4,096."""
    person = bot.person().says("/start", *[letter * 2000] * 6)
    person.says("yes").says(*[letter * 2000] * 6)
    while not person.codes:
        (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
        person.says(ANSWERS.get(talk.asked, letter * 4000))
        assert not talk.jobs
    assert len(person.codes) == 1
    assert cases.Arrival.objects.filter(kind="new").count() == 1


def test_who_has_to_wait_holds_up_nobody_however_much_they_write(bot, monkeypatch) -> None:
    """An errand that breaks keeps back what comes after it in that chat, and in no other."""
    loud, quiet = bot.person(7), bot.person(8)
    loud.says("/start").presses("safe:yes", "who:self", "needs:none", "when:days")

    def breaking(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setitem(carrying_out.BY_ERRAND, Errand.NEW, breaking)
    loud.says("Хочу выйти.").presses("contact:no")
    loud.says(*["Скорее."] * 250)
    quiet.says("/start")
    assert quiet.texts
    assert kept.Update.objects.filter(waits=True).count() == 250
    monkeypatch.undo()
    bot.looks()
    assert len(loud.codes) == 1
    assert not kept.Update.objects.filter(waits=True).exists()


def test_what_is_passed_on_waits_as_it_came_where_nothing_can_be_stored(bot, monkeypatch) -> None:
    """Else a talk would hold it all, until it fits no row and breaks each round for everybody."""
    loud, quiet = bot.person(7), bot.person(8)
    loud.asks_for_help()

    def breaking(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setitem(carrying_out.BY_ERRAND, Errand.FORWARD, breaking)
    for start in range(0, 350, 50):
        loud.says(*[f"{number} {'я' * 4000}" for number in range(start, start + 50)])
    jobs = [len(talk.jobs) for talk in keeping.waiting_talks(bot.worker.courier, most=None)]
    assert max(jobs) <= 100
    quiet.says("/start")
    assert quiet.texts
    monkeypatch.undo()
    bot.looks()
    take_all()
    assert not kept.Update.objects.filter(waits=True).exists()
    assert cases.Arrival.objects.filter(kind="add").count() == 350


def test_who_goes_on_where_nothing_can_be_sent_makes_no_talk_grow_without_end(bot) -> None:
    """A talk that fits no row any more would break each round, for everybody."""
    loud = bot.person()
    loud.says("/start").presses("safe:yes")
    bot.reachable = False
    sizes = []
    for _ in range(3):
        bot.take(*(loud.press("old:button") for _ in range(100)), loud.update(text="/help"))
        bot.take(*(loud.press("who:self") for _ in range(20)), *(loud.press("back:") for _ in "ab"))
        bot.take(*(loud.update(location={}) for _ in range(80)))
        bot.works()
        sizes.append(len(encoded(keeping.waiting_talks(bot.worker.courier, most=1)[0])))
    assert sizes[-1] < 40_000
    told, bot.reachable = len(loud.texts), True
    bot.looks()
    assert len(loud.texts) - told < 60
    assert "Is it safe for you to write now?" in loud.last


def test_a_code_that_waits_to_be_told_is_never_crowded_out(bot) -> None:
    person = bot.person()
    person.says("/start").presses("safe:yes", "who:self", "needs:none", "when:days")
    person.says("Хочу выйти.")
    bot.reachable = False
    person.presses("contact:no")
    for _ in range(4):
        bot.take(*(person.update(text="/help") for _ in range(100)))
        bot.works()
    bot.reachable = True
    bot.looks()
    assert len(person.codes) == 1
    assert not any(words == "Хочу выйти." for words in person.screen.values())


def test_a_bot_that_is_switched_off_holds_up_no_other(bot) -> None:
    bot.reachable = False
    for chat in range(1, 111):
        bot.person(chat).says("/start")
    other = keeping.new_talk("telegram", "other_bot/9", "ru", bot.at).saying("bot.help")
    with keeping.keeping():
        keeping.keep([other], bot.worker.courier, bot.at)
    found = bot.worker.waiting(bot.at, lambda talk: talk.address.startswith("other_bot/"))
    assert [talk.id for talk in found] == [other.id]


def test_stop_and_a_new_start_in_one_breath_clear_the_one_and_begin_the_other(bot) -> None:
    person = bot.person()
    person.asks_for_help()
    before = set(person.screen)
    person.says("/stop", "/start")
    bot.looks()
    assert not before & set(person.screen)
    (talk,) = kept.Talk.objects.all()
    assert not talk.waits
    assert cases.Arrival.objects.filter(kind="add").count() == 1


# ---- keys of the day


def test_the_day_key_is_published_once_and_signed_by_the_courier(bot) -> None:
    bot.worker.courier.begin_day(bot.at)
    a_worker().courier.begin_day(bot.at)
    (row,) = cases.DayKey.objects.all()
    couriers = {c.channel: c.public for c in bot.worker.bundle.contents.manifest.couriers}
    verify_day_key(
        DayKey(
            channel=row.channel,
            day=row.day,
            public=bytes(row.public),
            signature=bytes(row.signature),
        ),
        couriers["telegram"],
    )


def test_a_living_talk_is_sealed_anew_each_day_and_dies_with_its_last_key(bot) -> None:
    bot.person().says("/start").presses("safe:yes")
    first = kept.Talk.objects.get().day
    bot.later(hours=20)
    bot.person().presses("who:self")
    bot.later(hours=20)
    talk = kept.Talk.objects.get()
    assert talk.day > first
    bot.person().presses("needs:none")
    assert kept.Talk.objects.count() == 1
    bot.later(days=5)
    assert keeping.talks_by_id([talk.id], Courier("telegram", settings.HOME)) == {}


def test_many_talks_are_sealed_anew_in_batches_and_what_no_key_opens_is_destroyed(bot) -> None:
    for chat in (7, 8, 9):
        bot.person(chat).says("/start")
    kept.Talk.objects.filter(id=kept.Talk.objects.first().id).update(body=b"planted")
    at = bot.at + timedelta(hours=23, minutes=50)
    at = at if at.date() > bot.at.date() else bot.at + DAY
    kept.Talk.objects.update(until=at + DAY)
    bot.worker.courier.begin_day(at)
    counts = [keeping.relock_old(bot.worker.courier, at, most=2) for _ in range(3)]
    assert counts == [2, 1, 0]
    assert kept.Talk.objects.filter(day=at.date()).count() == 2
    assert kept.Talk.objects.count() == 2


def test_after_three_days_a_key_is_gone_and_nothing_opens(bot) -> None:
    bot.take(bot.person().update(text="Мы у моста."))
    (row,) = kept.Update.objects.all()
    before = datetime.combine(row.day, datetime.min.time(), UTC) + timedelta(hours=72)
    bot.worker.courier.destroy_old(before - timedelta(seconds=1))
    assert updates.opened(row, bot.worker.courier)
    bot.worker.courier.destroy_old(before)
    assert updates.opened(row, bot.worker.courier) is None
    bot.works()
    assert not kept.Update.objects.filter(waits=True).exists()


def test_unfinished_talks_go_after_a_day_and_ties_after_three(bot) -> None:
    bot.person(7).says("/start").presses("safe:yes")
    bot.person(8).asks_for_help()
    assert keeping.forget_old(bot.at + timedelta(hours=23)) == 0
    keeping.forget_old(bot.at + timedelta(hours=24, minutes=2))
    assert kept.Talk.objects.count() == 1
    keeping.forget_old(bot.at + timedelta(hours=72, minutes=2))
    assert kept.Talk.objects.count() == kept.Address.objects.count() == 0


def test_a_talk_whose_row_does_not_open_is_as_if_it_never_was(bot) -> None:
    bot.person().says("/start").presses("safe:yes")
    kept.Talk.objects.update(body=b"planted")
    bot.person().says("да")
    assert kept.Talk.objects.count() == 2


def test_a_talk_that_was_sealed_to_the_day_from_outside_is_none(bot) -> None:
    """The public half of a day lies in the database: who writes there makes no talk with it."""
    bot.person().says("/start").presses("safe:yes")
    row, courier = kept.Talk.objects.get(), bot.worker.courier
    talk = keeping.opened_row(row, courier)
    place = Parcel(purpose=Purpose.TALK, part=row.id.bytes, channel=row.channel, day=row.day)
    day_key = cases.DayKey.objects.get(channel=row.channel, day=row.day)
    row.body = seal_parcel(encoded(talk), place, bytes(day_key.public))
    row.save()
    assert keeping.opened_row(row, courier) is None
    assert keeping.talks_by_id([row.id], courier) == {}


def test_who_has_the_database_but_not_the_pepper_finds_no_address(bot) -> None:
    bot.person().says("/start")
    (tie,) = kept.Address.objects.all()
    address = f"{BOT}/7"
    assert bytes(tie.hash) == bot.worker.courier.hash_of(address)
    stranger = Courier("telegram", settings.HOME)
    stranger._pepper = b"another pepper"
    assert bytes(tie.hash) != stranger.hash_of(address)


def test_a_clock_set_back_an_hour_loses_no_word(bot) -> None:
    person = bot.person()
    person.says("/start").presses("safe:yes")
    bot.later(hours=-1)
    person.presses("who:self")
    (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
    assert dict(talk.answers) == {"safe": "yes", "who": "self"}
    bot.later(days=-1)
    person.presses("needs:none")
    (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
    assert talk.answers["needs"] == "none"


def test_when_the_database_fails_nothing_is_acknowledged(bot, monkeypatch) -> None:
    def fails(*_given, **_more):
        raise DatabaseError("gone")

    monkeypatch.setattr(kept.Update.objects, "bulk_create", fails)
    with pytest.raises(DatabaseError):
        bot.take(bot.person().update(text="x"))
    assert not kept.Update.objects.exists()


@pytest.mark.postgres
def test_on_a_server_without_room_nothing_is_acknowledged_and_nothing_is_half_done(bot) -> None:
    person = bot.person()
    person.says("/start")
    with full_disk():
        with pytest.raises(DatabaseError):
            bot.take(person.update(text="да"))
        assert not kept.Update.objects.filter(waits=True).exists()
    person.says("да")
    (talk,) = keeping.talks_by_id([kept.Talk.objects.get().id], bot.worker.courier).values()
    assert dict(talk.answers) == {"safe": "yes"}
