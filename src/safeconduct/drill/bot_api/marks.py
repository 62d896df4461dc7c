"""Marked-up text as Telegram reads it: HTML becomes plain text and entities; offsets in UTF-16."""

import html
import re
from dataclasses import dataclass, field

from safeconduct.drill.bot_api.refusals import bad

LONGEST_TEXT = 4096
ENTITIES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
}
SIGNS = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
"""Of named signs Telegram knows these four; any other stays as it is written."""

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z-]*)([^<>]*)>")
HREF = re.compile(r"""href\s*=\s*("([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)
COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@\w+)?")

Entity = dict[str, object]


def units(words: str) -> int:
    """Count as Telegram counts offsets: in UTF-16 code units."""
    return len(words.encode("utf-16-le")) // 2


def commands_in(words: str) -> list[Entity]:
    return [
        {"type": "bot_command", "offset": units(words[: one.start()]), "length": units(one.group())}
        for one in COMMAND.finditer(words)
    ]


@dataclass(slots=True)
class Reader:
    """Reads one HTML text from left to right."""

    source: str
    plain: str = ""
    entities: list[Entity] = field(default_factory=list)
    _open: list[tuple[str, int, str]] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        at = 0
        for tag in TAG.finditer(self.source):
            self._words(at, tag.start())
            at = tag.end()
            if tag.group(1):
                self._close(tag)
            else:
                self._begin(tag)
        self._words(at, len(self.source))
        if self._open:
            raise cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        return self.plain, sorted(self.entities, key=outermost_first)

    def _words(self, begin: int, end: int) -> None:
        words = self.source[begin:end]
        if (stray := words.find("<")) >= 0:
            raise cannot(f'Unsupported start tag "" at byte offset {self._byte(begin + stray)}')
        self.plain += unescaped(words)

    def _begin(self, tag: re.Match[str]) -> None:
        name = tag.group(2).lower()
        if name not in ENTITIES:
            place = self._byte(tag.start())
            raise cannot(f'Unsupported start tag "{name}" at byte offset {place}')
        if name == "span" and "tg-spoiler" not in tag.group(3):
            place = self._byte(tag.start())
            raise cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
        found = HREF.search(tag.group(3)) if name == "a" else None
        link = next((one for one in found.groups()[1:] if one), "") if found else ""
        self._open.append((name, units(self.plain), unescaped(link)))

    def _close(self, tag: re.Match[str]) -> None:
        name, place = tag.group(2).lower(), self._byte(tag.start())
        if not self._open:
            raise cannot(f"Unexpected end tag at byte offset {place}")
        opened, begin, link = self._open.pop()
        if opened != name:
            raise cannot(
                f'Unmatched end tag at byte offset {place}, expected "</{opened}>",'
                f' found "</{name}>"'
            )
        length = units(self.plain) - begin
        if length and (opened != "a" or link):
            entity = {"type": ENTITIES[opened], "offset": begin, "length": length}
            self.entities.append(entity | ({"url": link} if link else {}))

    def _byte(self, place: int) -> int:
        return len(self.source[:place].encode())


def outermost_first(entity: Entity) -> tuple[int, int]:
    return int(str(entity["offset"])), -int(str(entity["length"]))


def unescaped(words: str) -> str:
    return SIGNS.sub(lambda sign: html.unescape(sign.group()), words)


def cannot(words: str) -> Exception:
    return bad(f"can't parse entities: {words}")


def read(words: str, parse_mode: str, given: object) -> tuple[str, list[Entity]]:
    """Return text and entities; Markdown is refused, since nothing here writes it.

    The real rule is "1-4096 characters after entities parsing": what counts is the plain text.
    """
    match parse_mode.lower():
        case "html":
            plain, entities = Reader(words).read()
        case "":
            plain, entities = words, [checked(one) for one in as_list(given)]
        case _:
            raise bad("unsupported parse_mode")
    return trimmed(plain, entities)


def trimmed(plain: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    lead = units(plain) - units(plain.lstrip())
    if lead:
        entities = [one | {"offset": max(0, int(str(one["offset"])) - lead)} for one in entities]
    return plain.strip(), entities


def checked(entity: object) -> Entity:
    fits = isinstance(entity, dict) and {"type", "offset", "length"} <= entity.keys()
    if not isinstance(entity, dict) or not fits or not isinstance(entity["offset"], int):
        raise bad("can't parse MessageEntity: expected an Object")
    return entity


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
