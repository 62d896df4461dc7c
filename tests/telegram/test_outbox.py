"""An answer on its way into a chat: what the person allowed, told once, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from safeconduct.cases import actions, models, outbox
from safeconduct.cases.outbox import State
from safeconduct.cases.undelivered import undelivered
from safeconduct.config.errands import EACH_MINUTE
from safeconduct.programme.signing import reply_key
from safeconduct.talks import deliveries, keeping
from safeconduct.talks import models as kept
from safeconduct.talks.saying import Sent
from safeconduct.telegram.client import Account, Client, Refused
from safeconduct.telegram.sending import Line, Pace, Sending
from safeconduct.telegram.speaker import Message
from safeconduct.vault.couriers import seal_parcel
from safeconduct.vault.outgoing import Outgoing, seal_outgoing
from safeconduct.vault.replies import ReplyKey
from tests.desk.place import Asking
from tests.telegram.bot import BOT, Bot, take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
WORDS = "Ждите ночи."


@pytest.fixture
def bot(cast) -> Bot:
    return Bot(at=timezone.now())


def answers(cast, bot: Bot, words: str = WORDS) -> None:
    case = models.Case.objects.get()
    actions.reply(case.reference, words, reader=cast.alice.reader, at=bot.at)


def states() -> list[str]:
    return list(models.Outgoing.objects.order_by("stored_at").values_list("state", flat=True))


def got(bot: Bot, chat: int = 7) -> str:
    return " ".join(bot.person(chat).texts)


def test_a_reply_and_its_row_are_one_transaction(cast, bot) -> None:
    bot.person().asks_for_help()

    class Stopped(Exception):
        pass

    with pytest.raises(Stopped), transaction.atomic():
        answers(cast, bot)
        assert models.Outgoing.objects.count() == 1
        raise Stopped
    assert models.Outgoing.objects.count() == 0
    answers(cast, bot)
    (row,) = models.Outgoing.objects.all()
    assert (row.state, row.channel) == (State.WAITING, "telegram")
    assert WORDS.encode() not in bytes(row.body)


@pytest.mark.parametrize("may", ["no", "news", "text"])
def test_while_the_talk_is_alive_an_answer_comes_at_once(cast, bot, may) -> None:
    bot.person().asks_for_help(may=may)
    bot.later(minutes=29)
    answers(cast, bot)
    bot.looks()
    assert WORDS in got(bot)
    (row,) = models.Outgoing.objects.all()
    assert (row.state, bytes(row.body)) == (State.DELIVERED, b"")


@pytest.mark.parametrize(
    "allowed",
    [("no", ""), ("news", "There is news"), ("text", WORDS)],
)
@pytest.mark.parametrize("hours", [0.5, 40])
def test_after_half_an_hour_only_what_was_allowed_comes(cast, bot, allowed, hours) -> None:
    may, told = allowed
    bot.person().asks_for_help(may=may)
    before = len(bot.person().texts)
    bot.later(hours=hours, minutes=1)
    answers(cast, bot)
    bot.looks()
    fresh = bot.person().texts[before:]
    assert bool(fresh) == bool(told)
    assert told in " ".join(fresh)
    assert (WORDS in " ".join(fresh)) == (may == "text")
    assert states() == [State.DELIVERED if told else State.KEPT]


def test_when_the_tie_is_dead_an_allowed_answer_begins_a_new_talk(cast, bot) -> None:
    bot.person().asks_for_help(may="text")
    bot.later(days=4)
    keeping.forget_old(bot.at)
    answers(cast, bot)
    bot.looks()
    assert WORDS in bot.person().last
    bot.person().says("Поняли.")
    take_all()
    assert models.Arrival.objects.get(kind="add").taken == "taken"


def test_a_reply_renews_the_tie_with_a_key_that_intake_believes(cast, bot) -> None:
    bot.person().asks_for_help()
    bot.later(hours=71)
    answers(cast, bot)
    bot.looks()
    assert kept.Talk.objects.get().until > bot.at + timedelta(hours=71)
    bot.later(hours=70)
    bot.person().says("Мы здесь.")
    take_all()
    assert models.Arrival.objects.get(kind="add").taken == "taken"


def test_two_news_are_told_as_one_and_both_are_done(cast, bot) -> None:
    bot.person().asks_for_help(may="news")
    bot.later(hours=2)
    answers(cast, bot, "Раз.")
    answers(cast, bot, "Два.")
    bot.looks().later(minutes=5).looks()
    assert got(bot).count("There is news") == 1
    assert states() == [State.DELIVERED, State.DELIVERED]


@pytest.mark.parametrize("command", ["/stop", "/start", "/code"])
@pytest.mark.parametrize("when", ["before", "in flight", "after"])
def test_nothing_is_pushed_after_stop_start_or_code(cast, bot, command, when) -> None:
    person = bot.person()
    person.asks_for_help(may="text")
    bot.later(hours=1)
    if when == "before":
        answers(cast, bot)
    if when == "in flight":
        answers(cast, bot)
        bot.reachable = False
        bot.looks()
        bot.reachable = True
    person.says(command)
    take_all()
    if when == "after":
        answers(cast, bot)
    for _ in range(3):
        bot.later(minutes=3).looks()
    assert WORDS not in got(bot)
    assert states() == [State.KEPT]


def test_after_stop_the_first_new_word_shows_no_case(cast, bot) -> None:
    person = bot.person()
    person.asks_for_help(may="text")
    person.says("/stop").says("Здравствуйте")
    take_all()
    bot.later(hours=1)
    answers(cast, bot)
    bot.looks()
    assert WORDS not in got(bot)
    assert "news" not in person.last


def sealed(cast, bot, key: ReplyKey, **changes: object) -> None:
    """Put a row into the outbox as somebody with the database would."""
    (row,) = models.Outgoing.objects.all()
    case = models.Case.objects.get()
    forged = Outgoing(
        id=row.id,
        case_public=bytes(case.first.case_public),
        words="Идите к мосту.",
        address=f"{BOT}/7",
        talk="x",
        may="text",
        language="ru",
        talk_seed=b"t" * 32,
    )
    today = outbox.day_key("telegram", bot.at)
    place = outbox.parcel(row.id, "telegram", today.day)
    body = seal_parcel(seal_outgoing(replace(forged, **changes), key), place, today.public)
    models.Outgoing.objects.update(body=body)


def test_an_answer_of_no_listed_key_is_not_sent(cast, bot) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    sealed(cast, bot, ReplyKey(version=1, seed=b"m" * 32))
    bot.looks()
    assert "мосту" not in got(bot)
    assert states() == [State.FAILED]


@pytest.mark.parametrize("talk", ["", "x", "0" * 32, "ff.1", "../..", "7" * 500])
def test_a_talk_that_a_hostile_door_named_stops_nothing(cast, bot, talk) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    sealed(cast, bot, reply_key(cast.alice.reader), talk=talk, address="")
    bot.looks()
    assert states() == [State.KEPT]


def test_an_answer_redirected_to_another_row_or_replayed_is_not_sent(cast, bot) -> None:
    bot.person(7).asks_for_help()
    answers(cast, bot)
    (first,) = models.Outgoing.objects.all()
    body, day = bytes(first.body), first.day
    bot.looks()
    assert got(bot).count(WORDS) == 1
    models.Outgoing.objects.create(
        case=first.case, entry=first.entry, channel="telegram", day=day, body=body,
        state=State.WAITING, tries=0, next_try=bot.at, stored_at=bot.at,
    )  # fmt: skip
    bot.looks()
    assert got(bot).count(WORDS) == 1
    assert sorted(states()) == [State.DELIVERED, State.FAILED]


def test_a_delivered_row_set_back_to_waiting_says_nothing_twice(cast, bot) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    bot.looks()
    models.Outgoing.objects.update(state=State.WAITING)
    bot.looks()
    assert got(bot).count(WORDS) == 1


def test_an_answer_that_nobody_confirmed_is_looked_at_again_and_told_once(cast, bot) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    bot.reachable = False
    bot.looks().later(minutes=3).looks()
    assert states() == [State.WAITING]
    bot.reachable = True
    bot.looks().later(minutes=3).looks()
    assert got(bot).count(WORDS) == 1
    assert states() == [State.DELIVERED]


def test_through_an_hour_without_the_platform_an_answer_waits_and_is_tried_in_measure(
    cast, bot
) -> None:
    bot.person(7).asks_for_help()
    answers(cast, bot)
    bot.reachable = False
    for _ in range(60):
        bot.later(minutes=1).looks()
    (row,) = models.Outgoing.objects.all()
    assert (row.state, bool(bytes(row.body))) == (State.WAITING, True)
    assert 20 <= row.tries <= 60
    bot.reachable = True
    bot.later(minutes=3).looks()
    assert got(bot).count(WORDS) == 1
    assert states() == [State.DELIVERED]


def test_after_a_clock_was_set_back_an_answer_waits_no_hour_for_its_turn(cast, bot) -> None:
    bot.person().asks_for_help(may="text")
    answers(cast, bot)
    bot.later(hours=-1).looks()
    assert got(bot).count(WORDS) == 1
    assert states() == [State.DELIVERED]


def test_by_a_clock_set_back_nobody_spoke_just_now(cast, bot) -> None:
    bot.person().asks_for_help(may="no")
    bot.later(hours=-1)
    answers(cast, bot)
    bot.looks()
    assert WORDS not in got(bot)
    assert states() == [State.KEPT]


def test_after_two_days_the_payload_is_emptied_and_the_answer_waits_for_the_code(cast, bot) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    assert outbox.empty_old(bot.at + timedelta(hours=47)) == 0
    assert outbox.empty_old(bot.at + timedelta(hours=49)) == 1
    (row,) = models.Outgoing.objects.all()
    assert (row.state, bytes(row.body)) == (State.FAILED, b"")
    assert models.RequesterCopy.objects.filter(kind="reply").exists()


def test_errands_empty_old_rows_by_themselves(cast, bot) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    models.Outgoing.objects.update(stored_at=bot.at - timedelta(hours=49))
    for work in EACH_MINUTE[:-1]:
        work()
    assert states() == [State.FAILED]


def test_without_a_day_key_the_answer_shows_as_failed_and_waits_for_the_code(cast, bot) -> None:
    bot.person().asks_for_help()
    models.DayKey.objects.all().delete()
    answers(cast, bot)
    assert states() == [State.FAILED]
    assert models.RequesterCopy.objects.filter(kind="reply").exists()


def test_a_planted_day_key_gets_nothing(cast, bot) -> None:
    bot.person().asks_for_help()
    models.DayKey.objects.update(signature=b"s" * 64)
    answers(cast, bot)
    assert states() == [State.FAILED]


def test_who_blocked_the_bot_is_shown_as_not_reached(cast, bot) -> None:
    bot.person().asks_for_help()
    bot.later(hours=1)
    answers(cast, bot)
    bot.reachable = False
    bot.looks()
    (talk,) = bot.worker.waiting(bot.at)
    rows = tuple(item.row for item in talk.items if item.row)
    numbers = frozenset(item.number for item in talk.items)
    bot.done.append(Sent(talk=talk, numbers=numbers, rows=rows, became=State.FAILED))
    bot.works()
    assert states() == [State.FAILED]


def test_an_answer_says_that_it_will_go_and_goes_when_the_person_writes(cast, bot) -> None:
    bot.person().asks_for_help()
    answers(cast, bot)
    bot.looks()
    assert WORDS in " ".join(bot.person().screen.values())
    assert "leaves the chat when you write next" in bot.person().last
    bot.person().says("Поняли.")
    assert WORDS not in " ".join(bot.person().screen.values())


def test_an_answer_that_nobody_reacts_to_goes_within_a_day_and_the_code_reads_it(cast, bot) -> None:
    person = bot.person()
    code = person.asks_for_help()
    bot.later(hours=1)
    answers(cast, bot)
    bot.looks()
    bot.later(hours=22, minutes=58).looks()
    assert WORDS in " ".join(person.screen.values())
    bot.later(minutes=4).looks()
    assert WORDS not in " ".join(person.screen.values())
    assert "You read it with the code" in person.last
    assert kept.Talk.objects.get().fades_at is None
    person.comes_back(code)
    assert WORDS in " ".join(person.texts[-3:])


def test_a_code_that_was_not_taken_off_goes_within_a_day_and_nothing_is_sent(bot) -> None:
    person = bot.person()
    person.asks_for_help(may="no")
    told = len(person.texts)
    assert any("Write it on paper" in words for words in person.screen.values())
    bot.later(hours=23, minutes=2).looks()
    assert not any("Write it on paper" in words for words in person.screen.values())
    assert len(person.texts) == told


class Refusing(Client):
    """Telegram takes every message but the one at a place."""

    def __init__(self, place: int) -> None:
        super().__init__(Account(name=BOT, token=f"1:{'a' * 35}", api="http://127.0.0.1:1"))
        self.place = place

    async def send(self, _chat: int, _message: Message) -> int:
        self.place -= 1
        if self.place == 0:
            raise Refused
        return 1000 + self.place


@pytest.mark.parametrize("part", [1, 2])
def test_what_the_platform_refuses_for_good_shows_as_undelivered_at_once(cast, bot, part) -> None:
    bot.person().asks_for_help()
    answers(cast, bot, "Ждите ночи. " * 500)
    (talk,) = bot.worker.waiting(bot.at)
    line = Line(client=Refusing(part), pace=Pace(0))
    sending = Sending(talk=talk, line=line, clock=lambda: bot.at)
    bot.done.append(asyncio.run(sending.run(bot.worker.speaker("ru"))))
    assert states() == [State.WAITING]
    bot.works()
    assert states() == [State.FAILED]
    (told,) = undelivered(cast.alice.reader, bot.at)
    assert told.reference == models.Case.objects.get().reference
    assert not kept.Talk.objects.get().waits


def test_who_left_takes_the_permission_back(cast, bot) -> None:
    bot.person().asks_for_help()
    bot.person().blocks()
    take_all()
    assert not kept.Talk.objects.exists()
    answers(cast, bot)
    bot.looks()
    assert WORDS not in got(bot)
    assert states() == [State.KEPT]


def test_a_site_case_puts_nothing_into_the_outbox(cast, bot) -> None:
    Asking()
    answers(cast, bot)
    assert states() == []
    assert deliveries.deliver(bot.worker.courier, bot.worker.bundle, bot.at) == 0
