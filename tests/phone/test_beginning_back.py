"""A call that we make has its place among those that are up before it has a row."""

import uuid

import pytest
from django.utils import timezone

from safeconduct.domain.calls import What
from safeconduct.phone import duty
from safeconduct.phone.running import Running
from safeconduct.talks import calls
from safeconduct.talks.call_backs import Taken
from safeconduct.talks.orders import Order
from tests.phone.spoken import a_worker
from tests.phone.switch_in_memory import Switch, process

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

TRY = Taken(
    id=uuid.uuid4(), arrival=uuid.uuid4(), language="en", seat=uuid.uuid4(), number="79000000042"
)
ORDER = Order(serial=1, call=TRY.id, seat=TRY.seat, what=What.CALL_BACK)


@pytest.mark.usefixtures("cast")
def test_a_look_while_the_row_is_written_does_not_take_the_call_for_one_that_is_over() -> None:
    found: list[calls.State] = []

    async def scene(running: Running) -> None:
        database = running.back.database

        async def with_a_look(work, *facts):
            if work is duty.came:
                row = await database(calls.known_call, TRY.id)
                found.append(row.state)
            up = set(running.calls)
            done = await database(work, *facts)
            if work is duty.begin_back:
                await database(duty.end_others, up, (), timezone.now())
            return done

        running.back.database, running.back.take = with_a_look, lambda _: TRY
        await running.back.ordered(ORDER)
        assert not running.calls

    process(a_worker(), Switch(), scene)
    assert found == [calls.State.WAITING]
