"""`sendPhoto`, `sendDocument`, `sendVoice` and their like: uploads and files already known."""

from collections.abc import Callable

from safeconduct.drill.bot_api.calls import Call, Method
from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.files import KINDS, File
from safeconduct.drill.bot_api.marks import read
from safeconduct.drill.bot_api.messages import sent
from safeconduct.drill.bot_api.refusals import bad

LONGEST_CAPTION = 1024
ATTACHED = "attach://"


def photo(file: File) -> object:
    small = {**file.named(), "width": 90, "height": 67, "file_size": min(file.size, 1200)}
    return [small, {**file.named(), "width": 800, "height": 600}]


def sound(file: File) -> object:
    return {**file.named(), "duration": 3, "mime_type": KINDS[file.kind]}


def video(file: File) -> object:
    shape = {"width": 640, "height": 360, "duration": 3}
    return {**file.named(), **shape, "mime_type": KINDS[file.kind]}


def video_note(file: File) -> object:
    return {**file.named(), "length": 240, "duration": 3}


def document(file: File) -> object:
    return {**file.named(), "file_name": file.name, "mime_type": KINDS["document"]}


def sticker(file: File) -> object:
    shape = {"type": "regular", "width": 512, "height": 512}
    return {**file.named(), **shape, "is_animated": False, "is_video": False}


SHAPES: dict[str, Callable[[File], object]] = {
    "photo": photo,
    "voice": sound,
    "audio": sound,
    "video": video,
    "video_note": video_note,
    "document": document,
    "sticker": sticker,
}


def sends(kind: str) -> Method:
    """Return the method that sends one kind of file."""

    def send(call: Call) -> Json:
        return sent(call, {kind: SHAPES[kind](file_of(call, kind)), **caption_of(call)})

    return send


def file_of(call: Call, kind: str) -> File:
    given = call.arguments
    words = given.text(kind)
    upload = given.files.get(words.removeprefix(ATTACHED) or kind)
    if upload is not None:
        if not upload.content:
            raise bad("file must be non-empty")
        return call.bot.files.add(kind, upload.name, upload.content)
    if not words:
        raise bad(f"there is no {kind} in the request")
    if words.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    return call.bot.files.known(words)


def caption_of(call: Call) -> Json:
    given = call.arguments
    entities = given.structure("caption_entities", called="caption entities")
    plain, marks = read(given.text("caption"), given.text("parse_mode"), entities)
    if len(plain) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    if not plain:
        return {}
    return {"caption": plain, **({"caption_entities": marks} if marks else {})}


def get_file(call: Call) -> Json:
    return call.bot.files.link(call.arguments.text("file_id"), call.now)


METHODS: dict[str, Method] = {
    **{f"send{kind.title().replace('_', '')}": sends(kind) for kind in SHAPES},
    "getFile": get_file,
}
