"""Read a raw update of the Bot API: what a person did, and where; whatever else it holds is left.

A contact or a place is never looked at: it is removed unread (DESIGN section 5).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.talks.said import Button, Kind, Said

Json = Mapping[str, object]

COMMANDS: Mapping[str, Kind] = {
    "start": Kind.START,
    "code": Kind.CODE,
    "language": Kind.LANGUAGE,
    "stop": Kind.STOP,
    "help": Kind.HELP,
}
UNREAD = ("contact", "location", "venue", "users_shared", "user_shared", "chat_shared")
TAKEN = ("photo", "voice", "audio", "video", "video_note", "document")
"""What can be fetched and handed in; a photo comes in several sizes, the largest last."""
LONGEST_CAPTION, LONGEST_NUMBER = 1024, 200
FILES = (
    "photo", "voice", "video", "video_note", "audio", "document", "animation", "sticker",
    "story", "paid_media", "poll", "dice", "game", "invoice", "checklist", "gift",
)  # fmt: skip
NOT_JSON = (ValueError, RecursionError)
"""What reading it raises; what is nested a thousand times over is nothing that a person did."""
HALF = re.compile("[\ud800-\udfff]")
"""Half a character: JSON can name one, UTF-8 cannot hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that a person did in a private chat; `callback` is to be answered at once."""

    chat: int = field(repr=False)
    said: Said
    callback: str = ""
    left: bool = False


def read(content: bytes) -> Heard | None:
    """Return what a private chat's update says; None for anything that is no business of ours."""
    try:
        update = json.loads(content)
    except NOT_JSON:
        return None
    for key, reader in READERS.items():
        found = update.get(key) if isinstance(update, dict) else None
        if isinstance(found, dict):
            return reader(found)
    return None


def _message(found: Json) -> Heard | None:
    chat = _private_chat(found)
    number, language = found.get("message_id"), _language(found)
    if chat is None or not isinstance(number, int):
        return None
    kind, words = _content(found)
    file = _file(found) if kind is Kind.FILE else ""
    said = Said(kind=kind, words=words, message=number, language=language, file=file)
    return Heard(chat=chat, said=said)


def _content(found: Json) -> tuple[Kind, str]:
    if any(name in found for name in UNREAD):
        return Kind.UNREAD, ""
    text = found.get("text")
    if not isinstance(text, str):
        caption = found.get("caption")
        words = HALF.sub("", caption)[:LONGEST_CAPTION] if isinstance(caption, str) else ""
        return Kind.FILE, words
    command = text.split(maxsplit=1)[0].partition("@")[0].lower() if text.strip() else ""
    if command.startswith("/"):
        return COMMANDS.get(command[1:], Kind.HELP), ""
    return Kind.WORDS, HALF.sub("", text)


def _file(found: Json) -> str:
    """Return the platform's number of the file in a message; nothing where none is taken."""
    sent = next((found[name] for name in TAKEN if name in found), None)
    one = sent[-1] if isinstance(sent, list) and sent else sent
    number = one.get("file_id") if isinstance(one, dict) else None
    return number if isinstance(number, str) and len(number) <= LONGEST_NUMBER else ""


def _callback(found: Json) -> Heard | None:
    message, data = found.get("message"), found.get("data")
    chat = _private_chat(message) if isinstance(message, dict) else None
    if chat is None or not isinstance(data, str):
        return None
    question, _, choice = HALF.sub("", data).partition(":")
    number = message.get("message_id") if isinstance(message, dict) else None
    said = Said(
        kind=Kind.BUTTON,
        button=Button(question=question, choice=choice),
        message=number if isinstance(number, int) else 0,
        language=_language(found),
    )
    return Heard(chat=chat, said=said, callback=str(found.get("id", "")))


def _member(found: Json) -> Heard | None:
    """Who blocks the bot or deletes the chat has left: nothing is sent there any more."""
    chat, now = _private_chat(found), found.get("new_chat_member")
    if chat is None or not isinstance(now, dict) or now.get("status") != "kicked":
        return None
    return Heard(chat=chat, said=Said(kind=Kind.STOP), left=True)


def _private_chat(found: Json) -> int | None:
    chat = found.get("chat")
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    number = chat.get("id")
    return number if isinstance(number, int) else None


def _language(found: Json) -> str:
    sender = found.get("from")
    return str(sender.get("language_code", "")) if isinstance(sender, dict) else ""


READERS = {"message": _message, "callback_query": _callback, "my_chat_member": _member}
