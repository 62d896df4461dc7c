"""The panic key and the couriers: what they remember dies, whoever runs and whoever is down."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connections, router
from django.utils import timezone

from safeconduct.cases import actions
from safeconduct.cases import models as cases
from safeconduct.cases.half_done import HalfDone, Left
from safeconduct.cases.outbox import State
from safeconduct.cases.panic import press_panic, reopen
from safeconduct.programme.home import Home
from safeconduct.talks import day_keys, keeping, updates
from safeconduct.talks import models as kept
from safeconduct.talks.couriers import EMPTIED_AFTER, Courier
from safeconduct.talks.emptying import empty_all, empty_if_pressed
from safeconduct.vault.seals import CannotOpen
from tests.making import ALICE, BOB, CAROL
from tests.telegram.bot import Bot

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
DAY = timedelta(days=1)


@pytest.fixture
def bot(cast) -> Bot:
    (settings.HOME.day_keys / "telegram" / EMPTIED_AFTER).unlink(missing_ok=True)
    return Bot(at=timezone.now())


def press(bot: Bot, empty: Callable[[], None] = empty_all) -> None:
    press_panic(actor=ALICE.actor, at=bot.at, empty=empty)


def out_of_reach() -> None:
    """Stand for who presses where no file of the channel lies."""


def keys_on_disk() -> list[Path]:
    return [path for _, path in day_keys.day_keys(settings.HOME.day_keys / "telegram")]


def memory() -> tuple[int, int, int]:
    waiting = kept.Update.objects.filter(waits=True)
    return kept.Talk.objects.count(), kept.Address.objects.count(), waiting.count()


def remembers(bot: Bot) -> None:
    """Somebody is in the middle of a talk, and what they said last is not applied yet."""
    bot.person().says("/start").presses("safe:yes")
    bot.take(bot.person().update(text="Мы у моста."))
    assert memory() == (1, 1, 1)


def writes_again_and_is_answered(cast, bot) -> None:
    bot.worker.courier.begin_day(bot.at)
    bot.person().asks_for_help()
    actions.reply(
        cases.Case.objects.get().reference, "Ждите ночи.", reader=cast.alice.reader, at=bot.at
    )
    bot.looks()
    assert "Ждите ночи." in bot.person().last


def test_whoever_presses_destroys_what_the_channels_remember(bot) -> None:
    remembers(bot)
    files = keys_on_disk()
    pepper = (settings.HOME.secrets / "pepper_telegram").read_bytes()
    press(bot)
    assert memory() == (0, 0, 0)
    assert files
    assert not any(path.exists() for path in files)
    assert not cases.DayKey.objects.exists()
    assert (settings.HOME.secrets / "pepper").exists(), "phrases still open after it"
    assert Courier("telegram", settings.HOME)._pepper != pepper


def test_the_channels_own_process_does_the_same_where_nobody_else_reaches(bot) -> None:
    remembers(bot)
    (row,), courier = kept.Update.objects.filter(waits=True), bot.worker.courier
    (old,) = (path.read_bytes() for path in keys_on_disk())
    address = courier.hash_of("7")
    press(bot, out_of_reach)
    assert empty_if_pressed(courier)
    assert memory() == (0, 0, 0)
    assert updates.opened(row, courier) is None
    assert courier.hash_of("7") != address
    courier.begin_day(bot.at)
    assert old not in {path.read_bytes() for path in keys_on_disk()}
    assert not empty_if_pressed(courier)


def test_a_process_that_was_down_empties_at_its_start_although_all_is_open_again(bot) -> None:
    remembers(bot)
    press(bot, out_of_reach)
    for member in (BOB, CAROL):
        reopen(actor=member.actor, at=bot.at)
    fresh = Courier("telegram", settings.HOME)
    assert empty_if_pressed(fresh)
    assert memory() == (0, 0, 0)
    assert keys_on_disk() == []


def test_killed_in_the_middle_of_it_the_next_process_does_it_again(bot) -> None:
    remembers(bot)
    press(bot, out_of_reach)
    bot.worker.courier.empty()
    assert empty_if_pressed(Courier("telegram", settings.HOME))
    assert memory() == (0, 0, 0)


def test_a_key_that_its_own_process_cannot_remove_keeps_nothing_else_alive(bot) -> None:
    remembers(bot)
    press(bot, out_of_reach)
    stuck = settings.HOME.day_keys / "telegram" / "2026-01-01"
    stuck.mkdir()
    with pytest.raises(OSError, match=stuck.name):
        empty_if_pressed(bot.worker.courier)
    assert memory() == (0, 0, 0)
    assert keys_on_disk() == [stuck]
    stuck.rmdir()
    assert empty_if_pressed(bot.worker.courier), "it is not done until all of it is"


def test_pressed_again_what_came_meanwhile_is_destroyed_too(bot) -> None:
    press(bot)
    empty_if_pressed(bot.worker.courier)
    bot.worker.courier.begin_day(bot.at)
    bot.take(bot.person().update(text="Мы у моста."))
    press(bot, out_of_reach)
    assert empty_if_pressed(bot.worker.courier)
    assert memory() == (0, 0, 0)


def test_an_answer_in_flight_shows_as_undelivered_and_waits_for_the_code(cast, bot) -> None:
    bot.person().asks_for_help()
    case = cases.Case.objects.get()
    actions.reply(case.reference, "Ждите ночи.", reader=cast.alice.reader, at=bot.at)
    press(bot)
    row = cases.Outgoing.objects.get()
    assert (row.state, bytes(row.body)) == (State.FAILED, b"")
    assert cases.RequesterCopy.objects.filter(entry=row.entry).exists()


def test_where_the_memory_of_talks_is_out_of_order_all_else_goes_all_the_same(cast, bot) -> None:
    """A public half that stays would have answers sealed to a key that is gone."""
    bot.person().asks_for_help()
    case = cases.Case.objects.get()
    actions.reply(case.reference, "Ждите ночи.", reader=cast.alice.reader, at=bot.at)
    assert cases.DayKey.objects.exists()

    def broken(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith("DELETE FROM") and "sc_talk" in sql:
            raise OperationalError("disk I/O error")
        return execute(sql, *rest)

    memory_of_talks = connections[router.db_for_write(kept.Talk)]
    with memory_of_talks.execute_wrapper(broken), pytest.raises(HalfDone) as half:
        press(bot)
    assert half.value.left == (Left.TALKS,)
    assert not cases.DayKey.objects.exists()
    assert cases.Outgoing.objects.get().state == State.FAILED
    assert not keys_on_disk()
    press(bot)
    assert memory() == (0, 0, 0)


def test_the_public_half_dies_with_its_key_where_who_pressed_could_not(cast, bot) -> None:
    """The new key of that day would never be known, and each answer sealed to the dead one."""
    bot.person()
    cases.DayKey.objects.create(channel="phone", day=bot.at.date(), public=b"p", signature=b"s")
    press(bot, out_of_reach)
    assert empty_if_pressed(bot.worker.courier)
    assert [row.channel for row in cases.DayKey.objects.all()] == ["phone"]
    writes_again_and_is_answered(cast, bot)


def test_afterwards_people_write_again_and_are_answered(cast, bot) -> None:
    remembers(bot)
    press(bot)
    empty_if_pressed(bot.worker.courier)
    writes_again_and_is_answered(cast, bot)


# ---- sound that lies unsealed beside the switch

PLAIN = (
    "spool/recording/1.1-0123abcd.wav", "north/spool/recording/north-1.1-0123abcd.wav",
    "aloud/0123456789abcdef.wav", "aloud/safeconduct-voice-x/0.wav",
)  # fmt: skip


@pytest.fixture
def line(cast) -> Iterator[Courier]:
    (settings.HOME.day_keys / "phone" / EMPTIED_AFTER).unlink(missing_ok=True)
    yield Courier("phone", settings.HOME)
    shutil.rmtree(settings.HOME.switch_in_memory)


def is_recorded() -> None:
    for name in PLAIN:
        path = settings.HOME.switch_in_memory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"RIFF")


def sounds() -> list[str]:
    there = settings.HOME.switch_in_memory
    return [str(path.relative_to(there)) for path in there.rglob("*") if path.is_file()]


def test_whoever_presses_destroys_voices_and_answers_that_are_being_said(bot, line) -> None:
    is_recorded()
    assert sorted(sounds()) == sorted(PLAIN)
    press(bot)
    assert sounds() == []
    assert (settings.HOME.switch_in_memory / "spool" / "recording").is_dir(), "the line goes on"


def test_the_lines_own_process_does_so_where_nobody_else_reaches(bot, line) -> None:
    is_recorded()
    press(bot, out_of_reach)
    assert empty_if_pressed(bot.worker.courier)
    assert sounds(), "a bot does not touch the line"
    assert empty_if_pressed(line)
    assert sounds() == []


def test_so_does_a_second_process_of_the_line_for_what_lies_on_its_own_machine(bot, line) -> None:
    second = Courier("phone", settings.HOME)
    press(bot, out_of_reach)
    assert empty_if_pressed(line)
    is_recorded()
    assert empty_if_pressed(second)
    assert sounds() == []


def test_without_a_press_a_process_that_begins_leaves_a_voice_to_be_handed_in(line) -> None:
    is_recorded()
    assert not empty_if_pressed(line)
    assert sorted(sounds()) == sorted(PLAIN)


# ---- keys of the day, while the channel's process is down


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path)


def test_a_key_dies_after_three_days_although_its_channel_is_down(home) -> None:
    at = timezone.now()
    for channel in ("telegram", "phone"):
        courier = Courier(channel, home)
        for day in (at - 4 * DAY, at - 3 * DAY, at - 2 * DAY, at):
            courier.lock(b"x", keeping.Purpose.TALK, b"", day)
    assert day_keys.destroy_overdue(home, at) == 4
    left = {(path.parent.name, day) for day, path in day_keys._everywhere(home)}
    assert left == {
        (channel, day.date()) for channel in ("telegram", "phone") for day in (at - 2 * DAY, at)
    }
    assert day_keys.destroy_overdue(home, at) == 0


def test_a_key_that_somebody_else_destroyed_dies_in_memory_too(home) -> None:
    at = timezone.now()
    courier = Courier("telegram", home)
    day, locked = courier.lock(b"x", keeping.Purpose.TALK, b"", at - 4 * DAY)
    day_keys.destroy_overdue(home, at)
    assert courier.unlock(locked, keeping.Purpose.TALK, b"", day) == b"x"
    courier.destroy_old(at)
    with pytest.raises(CannotOpen):
        courier.unlock(locked, keeping.Purpose.TALK, b"", day)


def test_who_destroys_a_key_need_not_be_able_to_read_it(home) -> None:
    at = timezone.now()
    Courier("telegram", home).lock(b"x", keeping.Purpose.TALK, b"", at - 4 * DAY)
    (path,) = day_keys.overdue(home, at)
    path.chmod(0o200)
    assert day_keys.destroy_overdue(home, at) == 1
    assert not path.exists()


def test_where_no_channel_ever_ran_there_is_nothing_to_destroy(home) -> None:
    day_keys.destroy_all(home)
    assert day_keys.destroy_overdue(home, timezone.now()) == 0
