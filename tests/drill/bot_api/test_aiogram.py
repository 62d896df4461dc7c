"""The real client, unchanged, against the stand-in."""

import asyncio
import typing
from types import ModuleType

import pytest

from safeconduct.telegram.unbuilt import AiohttpSession, Bot, TelegramAPIServer, exceptions
from tests.drill.bot_api.wire import TOKEN


@pytest.fixture(autouse=True, scope="module")
def shapes() -> ModuleType:
    """Return all that is asked and answered, built as where nothing is left unbuilt."""
    from aiogram import types
    from aiogram.client.default import Default

    known = {**vars(typing), **vars(types), "Default": Default}
    for name in types.__all__:
        shape = known[name]
        if hasattr(shape, "model_rebuild"):
            shape.model_rebuild(_types_namespace=known)
    return types


def markup(shapes: ModuleType):
    button = shapes.InlineKeyboardButton(text="Да", callback_data="yes")
    return shapes.InlineKeyboardMarkup(inline_keyboard=[[button]])


def with_bot(wire, story):
    async def told():
        api = TelegramAPIServer.from_base(wire.server.base)
        async with Bot(TOKEN, session=AiohttpSession(api=api)) as bot:
            await story(bot)

    asyncio.run(told())


def test_a_conversation_goes_through(wire, shapes):
    async def story(bot):
        assert (await bot.get_me()).username == "shore"
        await bot.set_my_commands([shapes.BotCommand(command="stop", description="Стереть")])
        (update,) = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
        assert update.message.text == "/start"
        sent = await bot.send_message(
            7, "<b>Вопрос</b>", parse_mode="HTML", reply_markup=markup(shapes)
        )
        await asyncio.to_thread(wire.act, 7, "press", label="Да")
        (pressed,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        assert pressed.callback_query.data == "yes"
        assert await bot.answer_callback_query(pressed.callback_query.id)
        await bot.edit_message_text("Ответ", chat_id=7, message_id=sent.message_id)
        await bot.send_message(7, "Конец", reply_markup=shapes.ReplyKeyboardRemove())
        assert await bot.delete_messages(7, [update.message.message_id, sent.message_id])

    with_bot(wire, story)
    assert wire.texts(7) == ["Конец"]


def test_files_go_both_ways(wire, shapes):
    async def story(bot):
        sent = await bot.send_document(
            7, shapes.BufferedInputFile(b"pages", "a.txt"), caption="вот"
        )
        content = await bot.download(sent.document.file_id)
        assert content.read() == b"pages"
        assert (await bot.send_photo(7, shapes.BufferedInputFile(b"p", "p.jpg"))).photo
        assert (await bot.send_voice(7, shapes.BufferedInputFile(b"v", "v.oga"))).voice

    with_bot(wire, story)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"kind": "server_error"}, exceptions.TelegramServerError),
        ({"kind": "bad_gateway"}, exceptions.ClientDecodeError),
        ({"kind": "truncated"}, exceptions.ClientDecodeError),
        ({"kind": "lost"}, exceptions.TelegramNetworkError),
        ({"kind": "too_many", "retry_after": 3}, exceptions.TelegramRetryAfter),
    ],
)
def test_trouble_reaches_the_client_as_its_own_errors(wire, trouble, error):
    async def story(bot):
        with pytest.raises(error):
            await bot.get_me()
        assert await bot.get_me()

    wire.control("fault", **trouble)
    with_bot(wire, story)


def test_refusals_reach_the_client_as_its_own_errors(wire):
    async def story(bot):
        with pytest.raises(exceptions.TelegramBadRequest, match="chat not found"):
            await bot.send_message(8, "x")
        await asyncio.to_thread(wire.act, 7, "block")
        with pytest.raises(exceptions.TelegramForbiddenError, match="blocked by the user"):
            await bot.send_message(7, "x")
        newest = (await bot.get_updates())[-1].update_id
        first = asyncio.create_task(bot.get_updates(offset=newest + 1, timeout=10))
        await asyncio.to_thread(wire.until_polled)
        second = asyncio.create_task(bot.get_updates(offset=newest + 1, timeout=1))
        with pytest.raises(exceptions.TelegramConflictError, match="other getUpdates"):
            await first
        assert await second == []
        await asyncio.to_thread(wire.control, "switch", off=True)
        with pytest.raises(exceptions.TelegramUnauthorizedError):
            await bot.get_me()

    with_bot(wire, story)
