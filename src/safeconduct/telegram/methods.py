"""The calls of the Bot API that this channel makes, and of what is answered plain values."""

from safeconduct.telegram.unbuilt import TelegramMethod

POLL_SECONDS = 25
MOST_UPDATES = 100
HEARS = ["message", "callback_query", "my_chat_member"]

Fields = dict[str, object]
Rows = dict[str, list[list[dict[str, str]]]]
"""Buttons as the platform wants them: rows of texts and what each sends when it is pressed."""


class RawUpdates(TelegramMethod[list[Fields]]):
    """`getUpdates`, as it came: what is stored is what the platform sent."""

    __returning__ = list[Fields]
    __api_method__ = "getUpdates"

    offset: int
    limit: int = MOST_UPDATES
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = HEARS


class Send(TelegramMethod[Fields]):
    """`sendMessage` as we use it: of the answer only the message's number is read."""

    __returning__ = Fields
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    reply_markup: Rows | None = None
    protect_content: bool = True
    disable_notification: bool = False


class DrawButtons(TelegramMethod[Fields | bool]):
    __returning__ = Fields | bool
    __api_method__ = "editMessageReplyMarkup"

    chat_id: int
    message_id: int
    reply_markup: Rows | None = None


class Remove(TelegramMethod[bool]):
    __returning__ = bool
    __api_method__ = "deleteMessages"

    chat_id: int
    message_ids: list[int]


class RestButton(TelegramMethod[bool]):
    __returning__ = bool
    __api_method__ = "answerCallbackQuery"

    callback_query_id: str


class FindFile(TelegramMethod[Fields]):
    __returning__ = Fields
    __api_method__ = "getFile"

    file_id: str


class Look(TelegramMethod[Fields]):
    __returning__ = Fields
    __api_method__ = "getMe"


class SayCommands(TelegramMethod[bool]):
    __returning__ = bool
    __api_method__ = "setMyCommands"

    commands: list[dict[str, str]]
    language_code: str | None = None


class AskForUpdates(TelegramMethod[bool]):
    """`deleteWebhook`: from now on updates are asked for."""

    __returning__ = bool
    __api_method__ = "deleteWebhook"


class HaveUpdatesBrought(TelegramMethod[bool]):
    __returning__ = bool
    __api_method__ = "setWebhook"

    url: str
    secret_token: str
    allowed_updates: list[str] = HEARS
