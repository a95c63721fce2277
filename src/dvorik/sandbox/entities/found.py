"""Entities that Telegram finds by itself in a plain text: commands, links, mentions."""

import re

from dvorik.sandbox.entities.html import utf16_length
from dvorik.sandbox.types import Json

_PATTERNS = (
    (
        "url",
        re.compile(
            r"(?<![\w@./])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+"
            r"(?:com|org|net|me|ru|ua|io|dev|app|shop|info)\b(?:/[^\s<>\"]*)?)(?<![.,:;!?)])",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w+")),
)
_HINTS = re.compile(r"[/@#.]")


def found_entities(text: str, taken: list[Json]) -> list[Json]:
    """What a client would highlight, except inside code and links that are there already."""
    if not _HINTS.search(text):
        return []
    spans = [(e["offset"], e["offset"] + e["length"]) for e in taken if e["type"] in _OPAQUE]
    found: list[Json] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= left or start >= right for left, right in spans):
                spans.append((start, end))
                found.append({"offset": start, "length": end - start, "type": kind})
    return found


_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})
