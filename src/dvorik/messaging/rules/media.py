"""What a file is, by its first bytes, and how large Telegram takes it."""

from dvorik.messaging.types import MediaKind

MAX_BYTES = {MediaKind.PHOTO: 10 * 1024 * 1024, MediaKind.VIDEO: 50 * 1024 * 1024}
"""Bot API, "Sending files"."""


def sniff(content: bytes) -> tuple[MediaKind, str] | None:
    """Kind and media type of a photo or video Telegram shows as such; None for anything else.

    >>> sniff(b"\\x89PNG\\r\\n\\x1a\\n...")
    (<MediaKind.PHOTO: 'photo'>, 'image/png')
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaKind.PHOTO, "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return MediaKind.PHOTO, "image/jpeg"
    if content[4:8] == b"ftyp":
        return MediaKind.VIDEO, "video/mp4"
    return None


def clean_file_name(name: str) -> str:
    """What a person may read and a database keep of a name somebody else has chosen.

    >>> clean_file_name("C:\\\\photos\\\\summer\\x00.png")
    'summer.png'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[:200].strip()
