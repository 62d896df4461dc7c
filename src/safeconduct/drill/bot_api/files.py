"""Files of one bot, in memory: sent by persons or by the bot, fetched by `getFile` and its link."""

import hashlib
import secrets
from dataclasses import dataclass, field

from safeconduct.drill.bot_api.refusals import bad

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LINK_LIVES = 3600.0
FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "video_note": "video_notes",
    "document": "documents",
    "sticker": "stickers",
}
KINDS = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "document": "application/octet-stream",
    "sticker": "image/webp",
}


@dataclass(slots=True, kw_only=True)
class File:
    """A file: its bytes, or only their number where nobody will look at them."""

    number: str
    unique: str
    kind: str
    name: str
    size: int
    path: str
    content: bytes = field(default=b"", repr=False)
    link_until: float = 0.0

    def named(self) -> dict[str, object]:
        return {"file_id": self.number, "file_unique_id": self.unique, "file_size": self.size}


class Files:
    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._paths: dict[str, File] = {}

    def add(self, kind: str, name: str, content: bytes, size: int = 0) -> File:
        place = len(self._files)
        unique = hashlib.sha256(content or secrets.token_bytes(8)).hexdigest()[:16]
        ending = name.rpartition(".")[2] or "bin"
        file = File(
            number=f"{kind}-{place}-{secrets.token_hex(12)}",
            unique=unique,
            kind=kind,
            name=name,
            size=size or len(content),
            path=f"{FOLDERS[kind]}/file_{place}.{ending}",
            content=content,
        )
        self._files[file.number] = self._paths[file.path] = file
        return file

    def known(self, number: str) -> File:
        if number not in self._files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return self._files[number]

    def link(self, number: str, now: float) -> dict[str, object]:
        """Return what `getFile` says; its path is good for an hour."""
        if number not in self._files:
            raise bad("invalid file_id")
        file = self._files[number]
        if file.size > LARGEST_DOWNLOAD:
            raise bad("file is too big")
        file.link_until = now + LINK_LIVES
        return {**file.named(), "file_path": file.path}

    def fetched(self, path: str, now: float) -> bytes | None:
        file = self._paths.get(path)
        if file is None or file.link_until < now:
            return None
        return file.content or bytes(file.size)
