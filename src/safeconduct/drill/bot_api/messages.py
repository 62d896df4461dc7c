"""What a bot does with messages: send, edit, delete, answer a pressed button."""

from safeconduct.drill.bot_api.arguments import whole
from safeconduct.drill.bot_api.calls import Call, Method
from safeconduct.drill.bot_api.chats import Chat, Json, Message
from safeconduct.drill.bot_api.clock import DAY
from safeconduct.drill.bot_api.keyboards import Keyboard, keyboard_of
from safeconduct.drill.bot_api.marks import LONGEST_TEXT, read
from safeconduct.drill.bot_api.refusals import (
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    TOO_OLD_TO_DELETE,
    bad,
    blocked,
)

MAY_DELETE_FOR = 2 * DAY
MOST_AT_ONCE = 100
LONGEST_NOTICE = 200
DOINGS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice"),
        *("upload_voice", "upload_document", "choose_sticker", "find_location"),
        *("record_video_note", "upload_video_note"),
    }
)


def send_message(call: Call) -> Json:
    content = text_of(call, too_long="message is too long")
    return sent(call, content)


def sent(call: Call, content: Json) -> Json:
    """Put a message with any content into the chat that the call names."""
    keyboard = keyboard_of(call.arguments)
    chat = call.open_chat()
    content = content | reply_in(call, chat) | keyboard.markup
    if call.arguments.yes("protect_content"):
        content["has_protected_content"] = True
    message = call.bot.post(chat, content, call.now)
    message.silent = call.arguments.yes("disable_notification")
    message.fixed = keyboard.fixes
    show(keyboard, chat)
    return message.body


def show(keyboard: Keyboard, chat: Chat) -> None:
    if keyboard.under:
        chat.keyboard, chat.once = keyboard.under, keyboard.once
    elif keyboard.removes:
        chat.keyboard, chat.once = [], False


def text_of(call: Call, *, too_long: str) -> Json:
    given = call.arguments
    plain, entities = read(
        given.text("text"),
        given.text("parse_mode"),
        given.structure("entities", called="message entities"),
    )
    if not plain:
        raise bad("message text is empty")
    if len(plain) > LONGEST_TEXT:
        raise bad(too_long)
    return {"text": plain, **({"entities": entities} if entities else {})}


def reply_in(call: Call, chat: Chat) -> Json:
    wanted = call.arguments.structure("reply_parameters", called="reply parameters")
    if not isinstance(wanted, dict):
        wanted = {"message_id": call.arguments.text("reply_to_message_id") or None}
    if wanted.get("message_id") is None:
        return {}
    found = chat.messages.get(whole(str(wanted["message_id"])))
    if found:
        return {"reply_to_message": found.quoted()}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def edit_message_text(call: Call) -> Json:
    content = text_of(call, too_long="MESSAGE_TOO_LONG")
    return edited(call, content | keyboard_of(call.arguments).markup, {"text", "entities"})


def edit_message_reply_markup(call: Call) -> Json:
    return edited(call, keyboard_of(call.arguments).markup, set())


def edited(call: Call, content: Json, replaced: set[str]) -> Json:
    """Give a message of the bot other content; without a keyboard it loses the one it has."""
    chat, message = to_edit(call)
    replaced = replaced | {"reply_markup"}
    kept = {name: value for name, value in message.body.items() if name not in replaced}
    before = {name: message.body[name] for name in replaced & message.body.keys()}
    if before == content:
        raise bad(NOT_MODIFIED)
    call.bot.pace.count(chat.person.number, call.now)
    message.body = kept | content | {"edit_date": int(call.now)}
    chat.touch(message)
    return message.body


def to_edit(call: Call) -> tuple[Chat, Message]:
    chat = call.chat()
    message = chat.messages.get(message_number(call))
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot or message.fixed:
        raise bad("message can't be edited")
    return chat, message


def message_number(call: Call) -> int:
    words = call.arguments.text("message_id")
    if not words:
        raise bad("message identifier is not specified")
    return whole(words)


def delete_message(call: Call) -> bool:
    chat, number = call.chat(), message_number(call)
    if number not in chat.messages:
        raise bad("message to delete not found")
    remove(call, chat, [number])
    return True


def delete_messages(call: Call) -> bool:
    """Remove up to a hundred; those that are not there are passed over."""
    asked = call.arguments.structure("message_ids", called="message_ids")
    if asked is None:
        raise bad("message identifiers are not specified")
    if not isinstance(asked, list):
        raise bad("expected an Array of message identifiers")
    if len(asked) > MOST_AT_ONCE:
        raise bad("too many message identifiers specified")
    numbers = [whole(str(number)) for number in asked]
    if any(number <= 0 for number in numbers):
        raise bad("invalid message identifier specified")
    chat = call.chat()
    remove(call, chat, [number for number in dict.fromkeys(numbers) if number in chat.messages])
    return True


def remove(call: Call, chat: Chat, numbers: list[int]) -> None:
    """Remove messages of either side; all or none, when one is older than 48 hours."""
    if any(call.now - chat.messages[number].at >= MAY_DELETE_FOR for number in numbers):
        raise bad(TOO_OLD_TO_DELETE)
    for number in numbers:
        chat.remove(number)


def answer_callback_query(call: Call) -> bool:
    number = call.arguments.text("callback_query_id")
    query = call.bot.queries.pop(number, None)
    if query is None or query.until < call.now:
        raise bad(QUERY_TOO_OLD)
    text = call.arguments.text("text")
    if len(text) > LONGEST_NOTICE:
        call.bot.queries[number] = query
        raise bad("MESSAGE_TOO_LONG")
    query.chat.open_queries.remove(number)
    if text:
        alert = call.arguments.yes("show_alert")
        query.chat.notices.append({"query": number, "text": text, "alert": alert})
    query.chat.changed()
    return True


def send_chat_action(call: Call) -> bool:
    doing = call.arguments.text("action").lower()
    if doing not in DOINGS:
        raise bad("wrong parameter action in request")
    chat = call.chat()
    if chat.blocked:
        raise blocked()
    chat.doing = doing
    chat.changed()
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
