"""The arguments of a call, however they came: query, form, JSON or multipart; files in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from safeconduct.drill.bot_api.refusals import Refused, bad

LARGEST_CALL = 52_000_000
TRUE_WORDS = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arguments:
    """Named values, read as the real server reads them: leniently, and within bounds."""

    values: Mapping[str, object]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value) if value is not None else ""

    def whole(self, name: str, usual: int = 0, *, least: int = -(2**31), most: int = 2**31) -> int:
        """Return the number within its bounds; what is no number counts as 0."""
        words = self.text(name)
        return max(least, min(most, whole(words) if words else usual))

    def number(self, name: str, usual: float = 0.0) -> float:
        try:
            return float(self.text(name) or usual)
        except ValueError:
            return usual

    def yes(self, name: str) -> bool:
        return self.text(name).lower() in TRUE_WORDS

    def structure(self, name: str, *, called: str) -> object:
        """Return what was sent as JSON, None when nothing was."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {called} JSON object") from None


def whole(words: str) -> int:
    try:
        return int(words)
    except ValueError:
        return 0


async def arguments_of(request: web.BaseRequest) -> Arguments:
    values: dict[str, object] = dict(request.query)
    if not request.can_read_body:
        return Arguments(values)
    if (request.content_length or 0) > LARGEST_CALL:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.content_length is None or request.content_length > request.client_max_size:
        request = request.clone(client_max_size=LARGEST_CALL)
    match request.content_type:
        case "application/json":
            return Arguments(values | as_object(await request.read()))
        case "multipart/form-data":
            return await _parts(request, values)
    form = parse_qsl((await request.read()).decode(), keep_blank_values=True)
    return Arguments(values | dict(form))


def as_object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise bad("can't parse request JSON object")
    return found


async def _parts(request: web.BaseRequest, values: dict[str, object]) -> Arguments:
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name or ""] = content.decode(errors="replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name or ""] = Upload(name=part.filename, kind=kind, content=content)
    return Arguments(values, files)
