"""Size in pixels of a picture, read from its header: enough to accept or refuse a photo."""

import struct
from collections.abc import Callable

Size = tuple[int, int]


def image_size(content: bytes) -> Size | None:
    """(width, height) of a PNG, GIF, JPEG or WebP; None for anything else or a broken header."""
    for signature, reader in _READERS.items():
        if content.startswith(signature):
            try:
                return reader(content)
            except (struct.error, IndexError):
                return None
    return None


def mime_type_of(content: bytes, fallback: str) -> str:
    for signature, mime_type in _MIME_TYPES.items():
        if content.startswith(signature):
            return mime_type
    return "video/mp4" if content[4:8] == b"ftyp" else fallback


def _png(content: bytes) -> Size:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> Size:
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg(content: bytes) -> Size | None:
    """Walk the segments to the first frame header (SOF)."""
    at = 2
    while at + 9 <= len(content):
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _webp(content: bytes) -> Size | None:
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


_READERS: dict[bytes, Callable[[bytes], Size | None]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"GIF8": _gif,
    b"\xff\xd8": _jpeg,
    b"RIFF": _webp,
}
_MIME_TYPES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"\xff\xd8": "image/jpeg",
    b"RIFF": "image/webp",
    b"%PDF": "application/pdf",
}
