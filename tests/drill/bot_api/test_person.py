"""The drill's person at a bot: says, presses, hears, over real HTTP."""

import asyncio

import aiohttp
import pytest

from safeconduct.drill.bot_api.person import Impossible, Person

MARKUP = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


def live(wire, story):
    """Let person 7 live a short story."""

    async def told():
        async with aiohttp.ClientSession() as session:
            await story(Person(session=session, base=wire.server.base, number=7))

    asyncio.run(told())


async def bot(wire, method, **arguments):
    return await asyncio.to_thread(wire.result, method, **arguments)


def test_a_person_hears_what_is_said_and_edited_since_they_last_read(wire):
    async def story(person):
        await person.start()
        hearing = asyncio.create_task(person.heard(patience=20, quiet=1))
        await asyncio.to_thread(wire.until_watched, 7)
        number = (await bot(wire, "sendMessage", chat_id=7, text="one"))["message_id"]
        await bot(wire, "sendMessage", chat_id=7, text="two", reply_markup=MARKUP)
        assert [one.words for one in await hearing] == ["one", "two"]
        await bot(wire, "editMessageText", chat_id=7, message_id=number, text="other")
        (edited,) = await person.heard(patience=20, quiet=1)
        assert (edited.words, edited.edited) == ("other", True)
        assert await person.heard(patience=0.3) == ()

    live(wire, story)


def test_a_person_presses_by_label_and_sees_what_vanished(wire):
    async def story(person):
        number = await person.say("к удалению")
        await bot(wire, "sendMessage", chat_id=7, text="?", reply_markup=MARKUP)
        await person.press("Да")
        await bot(wire, "deleteMessage", chat_id=7, message_id=number)
        chat = await person.chat()
        assert chat.vanished == (number,)
        assert chat.messages[-1].buttons == (("Да",),)
        with pytest.raises(Impossible, match="no such button"):
            await person.press("Нет")

    live(wire, story)


def test_who_a_person_is_does_not_show_in_what_they_say(wire):
    async def story(person):
        await person.say("a secret word")
        chat = await person.chat()
        assert "secret" not in repr(chat)

    live(wire, story)
