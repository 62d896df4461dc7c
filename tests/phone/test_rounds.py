"""What calls wait for at once is stored together, and nobody goes on before their own is."""

import asyncio
from dataclasses import replace

import pytest
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.phone.applying import Broken, Due
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.rounds import Rounds
from safeconduct.talks.keeping import fleeting
from tests.phone.spoken import Call
from tests.talks.chat import a_talk

pytestmark = pytest.mark.both


class Disk:
    """A round that takes until it is let go; `rounds` are the talks of each."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.free, self.fault = asyncio.Event(), fault
        self.rounds: list[list[str]] = []

    async def work(self, several):
        self.rounds.append([due.talk.address for due in several])
        await self.free.wait()
        if self.fault:
            raise self.fault
        return [replace(due.talk, count=1) for due in several]


async def ask(disk: Disk, *addresses: str, before_free: int = 3):
    rounds, known = Rounds(disk.work), {name: talk(name) for name in addresses}
    asked = [asyncio.create_task(rounds.kept(Due(talk=known[name]))) for name in addresses]
    for _ in range(before_free):
        await asyncio.sleep(0)
    assert not any(one.done() for one in asked)
    disk.free.set()
    return await asyncio.gather(*asked, return_exceptions=True)


def talk(address: str):
    return a_talk(channel="phone", address=address)


def test_who_comes_while_a_round_is_under_way_shares_the_next() -> None:
    async def scene() -> None:
        disk = Disk()
        kept = await ask(disk, "1", "2", "3", "4")
        assert disk.rounds in ([["1"], ["2", "3", "4"]], [["1", "2", "3", "4"]])
        assert [one.address for one in kept] == ["1", "2", "3", "4"]
        assert all(one.count == 1 for one in kept)

    asyncio.run(scene())


def test_what_follows_on_one_talk_waits_for_the_round_after() -> None:
    async def scene() -> None:
        disk = Disk()
        await ask(disk, "1", "2", "2")
        assert all(len(set(names)) == len(names) for names in disk.rounds)
        assert sorted(name for names in disk.rounds for name in names) == ["1", "2", "2"]

    asyncio.run(scene())


def test_a_fault_of_the_database_is_told_to_all_of_its_round_at_once() -> None:
    async def scene() -> None:
        disk = Disk(DatabaseError())
        told = await ask(disk, "1", "2", "3", "4")
        assert [type(one) for one in told] == [DatabaseError] * 4
        assert len(disk.rounds) <= 2

    asyncio.run(scene())


def test_when_one_who_works_for_others_is_stopped_the_others_go_on() -> None:
    async def scene() -> None:
        disk = Disk()
        rounds = Rounds(disk.work)
        first, *others = (
            asyncio.create_task(rounds.kept(Due(talk=talk(name)))) for name in ("1", "2", "3")
        )
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        disk.free.set()
        assert [one.address for one in await asyncio.gather(*others)] == ["2", "3"]

    asyncio.run(scene())


@pytest.mark.django_db(databases="__all__")
def test_ten_calls_that_hand_in_wait_for_the_disk_as_often_as_one(cast) -> None:
    at = timezone.now()

    def writes(count: int) -> int:
        calls = [
            Call(at=at, id=f"{count}.{place}").begins().keys("1", "1") for place in range(count)
        ]
        worker = calls[0].worker
        said = [worker.turned(one.talk, numbers(one), key("6"), at) for one in calls]
        with CaptureQueriesContext(connections[fleeting()]) as asked:
            kept = worker.round([Due(talk=talk) for talk in said], at)
        assert all(talk.tie for talk in kept)
        return len([one for one in asked if "sc_talk" in one["sql"] and "INSERT" in one["sql"]])

    assert writes(1) == writes(10) == 2
    assert models.Arrival.objects.filter(kind="new").count() == 11


@pytest.mark.django_db(databases="__all__")
def test_an_errand_that_breaks_holds_up_no_other_call(cast) -> None:
    at = timezone.now()
    fine, broken = (Call(at=at, id=name).begins().keys("1", "1") for name in ("1.1", "1.2"))
    worker = fine.worker
    said = [worker.turned(one.talk, numbers(one), key("6"), at) for one in (fine, broken)]
    said[1] = replace(said[1], seed="no seed")
    after, fault = worker.round([Due(talk=talk) for talk in said], at)
    assert after.tie
    assert isinstance(fault, Broken)
    assert models.Arrival.objects.filter(kind="new").count() == 1
    assert {talk.id for talk in worker.waiting(at)} == {talk.id for talk in said}
    assert [talk.id for talk in worker.waiting(at, [after.id])] == [said[1].id]


def numbers(call: Call) -> list[int]:
    return [step.number for step in call.worker.steps(call.talk)]


def key(pressed: str):
    return Heard(did=Did.ENTERED, keys=pressed)
