"""From what a bot sends (text, parse mode or entities) to a text with its entities."""

from dataclasses import dataclass

from dvorik.sandbox.entities.found import found_entities
from dvorik.sandbox.entities.html import HtmlParser, utf16_length
from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.types import Json

_BLANK = " \t\r\n\v\f"


@dataclass(frozen=True, slots=True)
class FormattedText:
    """`entities` are sorted as the Bot API sorts them: by offset, longer ones first."""

    text: str
    entities: list[Json]


def formatted(
    raw: str, *, parse_mode: str | None = None, entities: list[Json] | None = None
) -> FormattedText:
    """Parsed, trimmed, with commands and links found. Explicit entities win over no mode."""
    text, parsed = _parsed(raw.replace("\r\n", "\n"), parse_mode, entities)
    text, parsed = _trimmed(text, parsed)
    parsed = [*parsed, *found_entities(text, parsed)]
    return FormattedText(text, sorted(parsed, key=lambda e: (e["offset"], -e["length"])))


def _parsed(
    raw: str, parse_mode: str | None, entities: list[Json] | None
) -> tuple[str, list[Json]]:
    mode = (parse_mode or "").lower()
    if mode == "html":
        return HtmlParser(raw).parse()
    if mode in {"markdown", "markdownv2"}:
        raise bad_request(f"the sandbox does not parse {parse_mode}; send HTML or entities")
    if mode:
        raise bad_request("unsupported parse_mode")
    return raw, [dict(entity) for entity in entities or []]


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram drops white space around a message; entities move with the text."""
    kept = text.strip(_BLANK)
    if kept == text:
        return text, entities
    lead = len(text) - len(text.lstrip(_BLANK))
    total = utf16_length(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, total)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved
