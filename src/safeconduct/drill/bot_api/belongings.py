"""What people send beside words: contacts, places, photos, sound, documents."""

import base64

from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.refusals import bad
from safeconduct.drill.bot_api.sending_files import SHAPES
from safeconduct.drill.bot_api.visits import Act, Visit, heard, rewritten

ENDINGS = {
    "photo": "jpg",
    "voice": "oga",
    "audio": "mp3",
    "video": "mp4",
    "video_note": "mp4",
    "document": "bin",
    "sticker": "webp",
}


def contact(visit: Visit) -> Json:
    person = visit.chat.person
    name = visit.given.text("first_name") or person.first_name
    number = visit.given.text("phone_number")
    return heard(
        visit,
        {"contact": {"phone_number": number, "first_name": name, "user_id": person.number}},
    )


def place(visit: Visit) -> Json:
    return {name: visit.given.number(name) for name in ("latitude", "longitude")}


def location(visit: Visit) -> Json:
    return heard(visit, {"location": place(visit)})


def live_location(visit: Visit) -> Json:
    period = visit.given.whole("period", 3600)
    return heard(visit, {"location": {**place(visit), "live_period": period}})


def move(visit: Visit) -> Json:
    message = visit.message()
    before = message.body.get("location")
    if not isinstance(before, dict) or "live_period" not in before:
        raise bad("that is no live location")
    return rewritten(visit, message, {"location": before | place(visit)})


def sends(kind: str) -> Act:
    def send(visit: Visit) -> Json:
        given = visit.given
        content = decoded(given.text("content"))
        name = given.text("name") or f"{kind}.{ENDINGS[kind]}"
        file = visit.bot.files.add(kind, name, content, given.whole("size"))
        shape = SHAPES[kind](file)
        for extra in ("duration", "emoji"):
            if isinstance(shape, dict) and given.text(extra):
                shape[extra] = given.values[extra]
        beside = {"caption": given.text("caption"), "media_group_id": given.text("album")}
        return heard(visit, {kind: shape, **{name: one for name, one in beside.items() if one}})

    return send


def decoded(words: str) -> bytes:
    try:
        return base64.b64decode(words, validate=True)
    except ValueError:
        raise bad("content is base64") from None


ACTS: dict[str, Act] = {
    "contact": contact,
    "location": location,
    "live_location": live_location,
    "move": move,
    **{kind: sends(kind) for kind in SHAPES},
}
