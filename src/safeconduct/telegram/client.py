"""The Bot API client: aiogram, asked in the few words that this channel needs.

Every fault becomes one of five exceptions that say what can be done about it.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

from aiohttp import ClientError, ClientResponseError

from safeconduct.cases.attachments.kinds import MOST_BYTES
from safeconduct.talks.updates import RawUpdate
from safeconduct.telegram.methods import (
    POLL_SECONDS,
    AskForUpdates,
    DrawButtons,
    FindFile,
    HaveUpdatesBrought,
    Look,
    RawUpdates,
    Remove,
    RestButton,
    Rows,
    SayCommands,
    Send,
)
from safeconduct.telegram.speaker import Buttons, Message, Remark
from safeconduct.telegram.unbuilt import (
    AiohttpSession,
    Bot,
    TelegramAPIServer,
    TelegramMethod,
    exceptions,
)

T = TypeVar("T")

PATIENCE_SECONDS = 15
FILE_SECONDS = 120
PIECE = 64 * 1024
MOST_REMOVED = 100


class Wait(Exception):
    """The platform asks for a pause."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Unreachable(Exception):
    """The platform did not answer, or not in its own language: try again."""


class NotThere(Exception):
    """This chat is gone or has blocked the bot: nothing more is sent there."""


class SwitchedOff(Exception):
    """The platform does not know this token any more."""


class Contested(Exception):
    """Somebody else asks for this bot's updates."""


class Refused(Exception):
    """The platform does not take this one call; trying again changes nothing."""


class TooBig(Refused):
    """A file is larger than the platform hands out, or than any door takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of the programme's own bots."""

    name: str
    token: str = field(repr=False)
    api: str


class Client:
    """One bot at one Bot API address."""

    def __init__(self, account: Account) -> None:
        self.name = account.name
        api = TelegramAPIServer.from_base(account.api)
        session = AiohttpSession(api=api, limit=50, timeout=PATIENCE_SECONDS)
        self._bot = Bot(account.token, session=session)

    async def close(self) -> None:
        await self._bot.session.close()

    async def introduce(self, commands: dict[str, dict[str, str]]) -> None:
        """Say the bot's commands in each language."""
        for language, words in commands.items():
            menu = [{"command": name, "description": text} for name, text in words.items()]
            await self._call(SayCommands(commands=menu, language_code=language or None))

    async def ask_for_updates(self) -> None:
        """Take the bot over from a webhook: from now on its updates are asked for."""
        await self._call(AskForUpdates())

    async def have_updates_brought(self, url: str, secret: str) -> None:
        await self._call(HaveUpdatesBrought(url=url, secret_token=secret))

    async def look(self) -> None:
        """Ask whether the platform still knows this bot."""
        await self._call(Look())

    async def updates(self, offset: int) -> list[RawUpdate]:
        """Wait for updates from `offset` on; asking for them acknowledges all before."""
        found = await self._call(RawUpdates(offset=offset), POLL_SECONDS + PATIENCE_SECONDS)
        return [
            RawUpdate(bot=self.name, number=number, content=json.dumps(one).encode())
            for one in found
            if isinstance(number := one.get("update_id"), int)
        ]

    async def send(self, chat: int, message: Message) -> int:
        """Send a message and return its number on the screen."""
        sent = await self._call(
            Send(
                chat_id=chat,
                text=message.words,
                reply_markup=keyboard(message.buttons),
                disable_notification=message.silent,
            )
        )
        number = sent.get("message_id") if isinstance(sent, dict) else None
        return number if isinstance(number, int) else 0

    async def remark(self, chat: int, remark: Remark) -> None:
        """Draw buttons anew; where they are already so, the platform refuses, and that is well."""
        markup = keyboard(remark.buttons)
        method = DrawButtons(chat_id=chat, message_id=remark.message, reply_markup=markup)
        await self._if_possible(method)

    async def remove(self, chat: int, ids: Sequence[int]) -> None:
        """Take messages of both sides off the screen; what is gone or too old is passed over.

        One message that is too old has the platform refuse a whole batch: then each goes alone.
        """
        for at in range(0, len(ids), MOST_REMOVED):
            batch = list(ids[at : at + MOST_REMOVED])
            try:
                await self._call(Remove(chat_id=chat, message_ids=batch))
            except Refused:
                for one in batch if len(batch) > 1 else ():
                    await self._if_possible(Remove(chat_id=chat, message_ids=[one]))

    async def fetch(self, number: str) -> bytes:
        """Return a file that somebody sent, in memory; raises TooBig, and stops there."""
        file = await self._call(FindFile(file_id=number))
        size, path = file.get("file_size"), file.get("file_path")
        if isinstance(size, int) and size > MOST_BYTES:
            raise TooBig
        if not isinstance(path, str) or not path:
            raise Refused
        session = self._bot.session
        url = session.api.file_url(self._bot.token, path)
        got = bytearray()
        async with faults():
            async for piece in session.stream_content(url, timeout=FILE_SECONDS, chunk_size=PIECE):
                got += piece
                if len(got) > MOST_BYTES:
                    raise TooBig
        return bytes(got)

    async def answer_press(self, callback: str) -> None:
        """Let the pressed button rest; whether that comes through changes nothing."""
        await self._if_possible(RestButton(callback_query_id=callback))

    async def _if_possible(self, method: TelegramMethod[T]) -> None:
        try:
            await self._call(method)
        except Refused:
            return

    async def _call(self, method: TelegramMethod[T], patience: int = PATIENCE_SECONDS) -> T:
        async with faults():
            return await self._bot(method, request_timeout=patience)


TOLD: Mapping[str, type[Exception]] = {"chat not found": NotThere, "file is too big": TooBig}
"""What the platform says in words of a call that it refuses."""


@asynccontextmanager
async def faults() -> AsyncIterator[None]:
    """Turn the client's exceptions into what can be done about them."""
    try:
        yield
    except exceptions.TelegramRetryAfter as error:
        raise Wait(error.retry_after) from None
    except exceptions.TelegramForbiddenError:
        raise NotThere from None
    except exceptions.TelegramUnauthorizedError:
        raise SwitchedOff from None
    except exceptions.TelegramConflictError:
        raise Contested from None
    except exceptions.TelegramNotFound:
        raise SwitchedOff from None
    except exceptions.TelegramBadRequest as error:
        raise next(
            (fault for told, fault in TOLD.items() if told in error.message), Refused
        ) from None
    except ClientResponseError as error:
        # A file's link, which holds the token, stands in this error: it is not passed on.
        raise (Refused if error.status == HTTPStatus.NOT_FOUND else Unreachable) from None
    except (ClientError, TimeoutError):
        raise Unreachable from None
    except (exceptions.TelegramAPIError, exceptions.ClientDecodeError):
        raise Unreachable from None


def keyboard(buttons: Buttons) -> Rows | None:
    if not buttons:
        return None
    rows = [[{"text": text, "callback_data": data} for text, data in row] for row in buttons]
    return {"inline_keyboard": rows}
