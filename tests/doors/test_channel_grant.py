"""What a taken-over channel could do with its role on a real PostgreSQL: its own rows alone."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from safeconduct.cases import actions, models
from safeconduct.cases.outbox import State
from safeconduct.cases.panic import press_panic
from safeconduct.config.grant import grant, role_of, ungranted
from safeconduct.talks import bots, keeping, updates
from safeconduct.talks import models as kept
from safeconduct.talks.couriers import EMPTIED_AFTER
from safeconduct.talks.emptying import empty_if_pressed
from tests.doors.test_grant import says
from tests.making import ALICE
from tests.telegram.bot import Bot, take_all

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
WORDS = "Ждите ночи."


def speak_as(door: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE" if door == "owner" else f"SET LOCAL ROLE {role_of(door)}")


@pytest.fixture
def bot(cast) -> Iterator[Bot]:
    """A bot whose channel has its role; rows of the phone lie beside its own."""
    for door in ("front", "telegram", "phone"):
        grant(door, "a-phrase-of-the-test")
    (settings.HOME.day_keys / "telegram" / EMPTIED_AFTER).unlink(missing_ok=True)
    bot = Bot(at=timezone.now())
    kept.Talk.objects.create(
        id=uuid4(), channel="phone", day=bot.at.date(), body=b"x", waits=True, until=bot.at
    )
    kept.Update.objects.create(
        channel="phone", bot="line", number=1, day=bot.at.date(), body=b"x", waits=True
    )
    kept.Address.objects.create(hash=b"h" * 32, channel="phone", talk=uuid4(), until=bot.at)
    bots.note("line", "phone", bots.Standing.REACHABLE, bot.at)
    models.DayKey.objects.create(channel="phone", day=bot.at.date(), public=b"p", signature=b"s")
    yield bot
    speak_as("owner")


@pytest.fixture
def as_telegram(bot: Bot) -> Bot:
    """Somebody has asked, staff have answered, and from here on it is the channel's own role."""
    speak_as("telegram")
    bot.person().asks_for_help_alone()
    speak_as("owner")
    take_all()
    speak_as("telegram")
    return bot


def test_the_whole_channel_works_with_its_role(cast, bot) -> None:
    speak_as("telegram")
    bot.worker.courier._published = None
    bot.worker.courier.begin_day(bot.at)
    person = bot.person()
    code = person.asks_for_help_alone()
    speak_as("owner")
    take_all()
    case = models.Case.objects.get()
    actions.reply(case.reference, WORDS, reader=cast.alice.reader, at=bot.at)
    speak_as("telegram")
    bot.looks()
    assert WORDS in person.last
    person.says("Поняли.")
    person.comes_back(code)
    assert WORDS in " ".join(person.texts[-3:])
    person.presses("want:add").says("Ещё.").presses("contact:text").says("/stop")
    bot.looks()
    bots.note("quiet_shore_bot", "telegram", bots.Standing.REACHABLE, bot.at)
    bots.note("quiet_shore_bot", "telegram", bots.Standing.CONTESTED, bot.at)
    keeping.relock_old(bot.worker.courier, bot.at)
    keeping.forget_old(bot.at)
    updates.forget_old(bot.at)
    speak_as("owner")
    take_all()
    added = models.Arrival.objects.filter(kind="add")
    assert {row.taken for row in added} == {"taken"}
    assert added.count() >= 3
    assert models.Outgoing.objects.get().state == State.DELIVERED
    assert kept.Talk.objects.filter(channel="phone").count() == 1


def test_it_learns_of_the_panic_key_and_empties_what_is_its_own(as_telegram) -> None:
    assert not empty_if_pressed(as_telegram.worker.courier)
    speak_as("owner")
    press_panic(actor=ALICE.actor, at=as_telegram.at, empty=lambda: None)
    speak_as("telegram")
    assert empty_if_pressed(as_telegram.worker.courier)
    speak_as("owner")
    assert set(models.DayKey.objects.values_list("channel", flat=True)) == {"phone"}
    speak_as("telegram")
    as_telegram.worker.courier.begin_day(as_telegram.at)
    speak_as("owner")
    assert set(kept.Talk.objects.values_list("channel", flat=True)) == {"phone"}
    assert set(kept.Address.objects.values_list("channel", flat=True)) == {"phone"}
    assert kept.Update.objects.get(waits=True).channel == "phone"


def test_a_role_that_is_older_than_this_empties_the_rest_and_is_named(as_telegram) -> None:
    """Else the channel would stand still after the panic key, until somebody thinks of the role."""
    speak_as("owner")
    says(f"REVOKE DELETE ON sc_day_key FROM {role_of('telegram')}")
    assert ungranted("telegram") == ("sc_day_key",)
    press_panic(actor=ALICE.actor, at=as_telegram.at, empty=lambda: None)
    speak_as("telegram")
    assert empty_if_pressed(as_telegram.worker.courier)
    assert not empty_if_pressed(as_telegram.worker.courier)
    speak_as("owner")
    assert set(kept.Talk.objects.values_list("channel", flat=True)) == {"phone"}


@pytest.mark.parametrize("table", ["sc_update", "sc_talk", "sc_address", "sc_bot", "sc_outbox"])
def test_it_sees_no_row_of_another_channel(as_telegram, table) -> None:
    assert {row[0] for row in says(f"SELECT channel FROM {table}")} <= {"telegram"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sc_talk SET body = '' WHERE channel = 'phone'",
        "DELETE FROM sc_talk WHERE channel = 'phone'",
        "DELETE FROM sc_update WHERE channel = 'phone'",
        "UPDATE sc_address SET talk = gen_random_uuid() WHERE channel = 'phone'",
        "UPDATE sc_bot SET state = 'silent' WHERE channel = 'phone'",
        "DELETE FROM sc_day_key WHERE channel = 'phone'",
    ],
)
def test_it_touches_no_row_of_another_channel(as_telegram, statement) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0


REFUSED = [
    "SELECT body FROM sc_arrival",
    "SELECT count(*) FROM sc_case",
    "SELECT 1 FROM sc_case_wrap",
    "SELECT 1 FROM sc_entry",
    "SELECT 1 FROM sc_event",
    "SELECT 1 FROM sc_requester_copy",
    "SELECT 1 FROM sc_talk_key",
    "SELECT public FROM sc_day_key",
    "SELECT 1 FROM sc_staff",
    "SELECT 1 FROM sc_team_key_wrap",
    "SELECT 1 FROM django_session",
    "UPDATE sc_arrival SET language = 'xx'",
    "DELETE FROM sc_arrival",
    "UPDATE sc_case SET state = 'withdrawn'",
    "DELETE FROM sc_event",
    "INSERT INTO sc_event (subject) VALUES (gen_random_uuid())",
    "INSERT INTO sc_talk_key (talk_sign) VALUES ('x')",
    "INSERT INTO sc_outbox (id, channel) VALUES (gen_random_uuid(), 'telegram')",
    "DELETE FROM sc_outbox",
    "UPDATE sc_outbox SET channel = 'phone'",
    "UPDATE sc_outbox SET case_id = gen_random_uuid()",
    "UPDATE sc_day_key SET public = ''",
    "DELETE FROM sc_day_key WHERE day < '2030-01-01'",
    "UPDATE sc_talk SET channel = 'phone'",
    "INSERT INTO sc_arrival (id, taken) VALUES (gen_random_uuid(), 'taken')",
    "INSERT INTO sc_membership (team) VALUES ('intake')",
    "TRUNCATE sc_talk",
    "CREATE TABLE mine (id int)",
    "ALTER TABLE sc_talk DISABLE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON sc_talk USING (true)",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_it_reads_changes_and_forges_nothing_else(as_telegram, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused:
        says(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        (
            "INSERT INTO sc_day_key (channel, day, public, signature) VALUES"
            " ('phone', '2030-01-01', '', '')"
        ),
        (
            "INSERT INTO sc_update (channel, bot, number, day, body, waits) VALUES"
            " ('phone', 'x', 5, '2030-01-01', '', true)"
        ),
        (
            "INSERT INTO sc_talk (id, channel, day, body, waits, until) VALUES"
            " (gen_random_uuid(), 'phone', '2030-01-01', '', true, now())"
        ),
    ],
)
def test_it_writes_no_row_for_another_channel(as_telegram, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused:
        says(statement)
    assert "row-level security" in str(refused.value)


def test_the_front_sees_no_talk_and_no_outbox(bot) -> None:
    speak_as("front")
    for table in ("sc_update", "sc_talk", "sc_address", "sc_bot", "sc_outbox", "sc_day_key"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            says(f"SELECT 1 FROM {table}")


def test_granting_twice_changes_nothing(bot) -> None:
    grant("telegram", "another-phrase")
    speak_as("telegram")
    bot.person().says("/start")
    assert bot.person().texts
