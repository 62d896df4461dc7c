"""Updates that the platform brings: durable first, and only from who knows the secret."""

import asyncio
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest

from safeconduct.telegram.client import Account, Client
from safeconduct.telegram.webhook import SECRET_HEADER, Address, Webhook
from tests.drill.bot_api.wire import TOKEN, Wire


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def address():
    port = free_port()
    return Address(public=f"http://127.0.0.1:{port}", port=port, key=bytes(32))


@asynccontextmanager
async def serving(address, take):
    runner = await Webhook(address=address, bots=frozenset({"shore"}), take=take).serve()
    try:
        yield
    finally:
        await runner.cleanup()


async def post(address, content, **headers):
    async with (
        aiohttp.ClientSession() as session,
        session.post(address.url("shore"), data=content, headers=headers) as got,
    ):
        return got.status


def told(address, content, **headers):
    """Return the status of one call, and what was taken by it."""
    taken = []

    async def take(update):
        taken.append(update)

    async def story():
        async with serving(address, take):
            return await post(address, content, **headers)

    return asyncio.run(story()), taken


def test_the_platform_brings_what_people_say(address):
    taken, both = [], asyncio.Event()

    async def take(update):
        taken.append(update)
        if len(taken) == 2:
            both.set()

    async def story(wire):
        client = Client(Account(name="shore", token=TOKEN, api=wire.server.base))
        async with serving(address, take):
            await client.have_updates_brought(address.url("shore"), address.secret("shore"))
            await asyncio.to_thread(wire.act, 7, "start")
            await asyncio.to_thread(wire.act, 7, "say", text="Здравствуйте")
            await both.wait()
            await client.close()

    with Wire() as wire:
        asyncio.run(asyncio.wait_for(story(wire), 20))
    assert "Здравствуйте".encode() in taken[-1].content


def test_who_knows_the_secret_is_taken_from(address):
    secret = {SECRET_HEADER: address.secret("shore")}
    status, taken = told(address, b'{"update_id": 7}', **secret)
    assert (status, [one.number for one in taken]) == (200, [7])


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "guessed"}])
def test_a_stranger_meets_nothing(address, headers):
    assert told(address, b'{"update_id": 7}', **headers) == (404, [])


def test_the_secret_of_another_bot_does_not_count(address):
    headers = {SECRET_HEADER: address.secret("other")}
    assert told(address, b'{"update_id": 7}', **headers) == (404, [])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"update_id": "7"}', b"\xff\xfe"])
def test_what_is_no_update_is_refused(address, content):
    headers = {SECRET_HEADER: address.secret("shore")}
    assert told(address, content, **headers) == (400, [])


def test_an_update_that_is_not_stored_is_brought_again(address):
    tries, again = [], asyncio.Event()

    async def take(update):
        tries.append(update.number)
        if len(tries) == 1:
            raise OSError("the disk is full")
        again.set()

    async def story(wire):
        client = Client(Account(name="shore", token=TOKEN, api=wire.server.base))
        async with serving(address, take):
            await client.have_updates_brought(address.url("shore"), address.secret("shore"))
            await asyncio.to_thread(wire.act, 7, "start")
            await again.wait()
            await client.close()

    with Wire() as wire:
        asyncio.run(asyncio.wait_for(story(wire), 20))
    assert tries[0] == tries[1]
