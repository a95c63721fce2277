"""Uploaded files, in memory, bounded; a file id belongs to the bot that got it."""

import base64
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from dvorik.sandbox.types import Json

_KEPT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`kind` is photo, video or document. Photos and videos have a size in pixels."""

    bot_id: int
    file_id: str
    kind: str
    content: bytes
    name: str
    mime_type: str
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        digest = hashlib.sha256(self.content).digest()[:9]
        return "AQAD" + base64.urlsafe_b64encode(digest).decode()

    @property
    def path(self) -> str:
        suffix = self.name.rpartition(".")[2] if "." in self.name else "bin"
        return f"{self.kind}s/file_{self.unique_id}.{suffix}"

    def describe(self) -> Json:
        """Telegram's `File`."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
            "file_path": self.path,
        }


@dataclass(slots=True)
class FileStore:
    """Files by id and by download path. The longest unused go when there are too many bytes."""

    _files: OrderedDict[str, StoredFile] = field(default_factory=OrderedDict)
    _by_path: dict[tuple[int, str], str] = field(default_factory=dict)
    _bytes: int = 0

    def add(self, file: StoredFile) -> None:
        self._files[file.file_id] = file
        self._by_path[file.bot_id, file.path] = file.file_id
        self._bytes += len(file.content)
        while self._bytes > _KEPT_BYTES and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._by_path.pop((oldest.bot_id, oldest.path), None)
            self._bytes -= len(oldest.content)

    def find(self, file_id: str, *, bot_id: int) -> StoredFile | None:
        file = self._files.get(file_id)
        if file is None or file.bot_id != bot_id:
            return None
        self._files.move_to_end(file_id)
        return file

    def find_path(self, path: str, *, bot_id: int) -> StoredFile | None:
        return self._files.get(self._by_path.get((bot_id, path), ""))

    def anyones(self, file_id: str) -> StoredFile | None:
        """For the chat page, which looks over everybody's shoulder."""
        return self._files.get(file_id)

    def all(self) -> list[StoredFile]:
        return list(self._files.values())

    def clear(self) -> None:
        self._files.clear()
        self._by_path.clear()
        self._bytes = 0


def new_file_id(*, bot_id: int, kind: str, number: int) -> str:
    """Looks like Telegram's, and is different for each bot and upload."""
    prefix = {"photo": "AgACAgIAAxkBAAI", "video": "BAACAgIAAxkBAAI", "document": "BQACAgIAAxkBAAI"}
    seed = f"{bot_id}:{kind}:{number}".encode()
    tail = hashlib.sha256(seed).digest()[:30]
    return prefix[kind] + base64.urlsafe_b64encode(seed + tail).decode().rstrip("=")
