"""`parse_mode=HTML`: Telegram's small tag language, with its own error texts.

Entities count UTF-16 units of the resulting text; errors name the byte of the given one.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.types import Json

_KINDS = {
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
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
_BARE_VALUE = re.compile(r"[^\s>]*")
_USER_LINK = re.compile(r"^tg://user/?\?id=(\d+)$")


def utf16_length(text: str) -> int:
    """Length as Telegram counts it for entities: characters outside the BMP are two."""
    return len(text) + sum(1 for character in text if character > "\uffff")


@dataclass(slots=True)
class _Open:
    """A tag whose end has not come yet."""

    name: str
    start: int
    attributes: dict[str, str]


@dataclass(slots=True)
class HtmlParser:
    """One pass over one text. Raises the Bot API's "can't parse entities" errors."""

    source: str
    position: int = 0
    out: list[str] = field(default_factory=list)
    length: int = 0
    open_tags: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Json]]:
        while self.position < len(self.source):
            character = self.source[self.position]
            if character == "<":
                self._tag()
            elif character == "&":
                self._reference()
            else:
                self._plain()
        if self.open_tags:
            name = self.open_tags[-1].name
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{name}\""
            )
        return "".join(self.out), self.entities

    def _plain(self) -> None:
        end = self.position
        while end < len(self.source) and self.source[end] not in "<&":
            end += 1
        self._emit(self.source[self.position : end])
        self.position = end

    def _emit(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def _reference(self) -> None:
        match = _CHARACTER.match(self.source, self.position)
        decoded = _decode(match) if match else None
        if match is None or decoded is None:
            self._emit("&")
            self.position += 1
        else:
            self._emit(decoded)
            self.position = match.end()

    def _tag(self) -> None:
        if self.source.startswith("</", self.position):
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        begin = self.position
        name = self._name(begin + 1)
        self.position = begin + 1 + len(name)
        name = name.lower()
        if name not in _KINDS:
            self._fail(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        if name == "tg-emoji" and not attributes.get("emoji-id"):
            self._fail("Invalid custom emoji identifier specified", begin)
        self.open_tags.append(_Open(name, self.length, attributes))

    def _name(self, start: int) -> str:
        end = start
        while end < len(self.source) and not (
            self.source[end].isspace() or (self.source[end] in ">/" and end > start)
        ):
            end += 1
        if end >= len(self.source):
            self._fail("Unclosed start tag", start - 1)
        return self.source[start:end]

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Everything up to and with the closing bracket."""
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.position >= len(self.source):
                self._fail("Unclosed start tag", begin)
            if self.source[self.position] == ">":
                self.position += 1
                return found
            name = self._attribute_name(tag)
            found[name] = self._attribute_value(begin)

    def _attribute_name(self, tag: str) -> str:
        match = _ATTRIBUTE_NAME.match(self.source, self.position)
        name = match.group() if match else ""
        if not name:
            self._fail(f'Empty attribute name in the tag "{tag}"', self.position)
        self.position += len(name)
        return name.lower()

    def _attribute_value(self, begin: int) -> str:
        self._skip_spaces()
        if self.position >= len(self.source):
            self._fail("Unclosed start tag", begin)
        if self.source[self.position] != "=":
            return ""
        self.position += 1
        self._skip_spaces()
        if self.position >= len(self.source):
            self._fail("Unclosed start tag", begin)
        quote = self.source[self.position]
        return self._quoted(quote, begin) if quote in "\"'" else self._bare()

    def _quoted(self, quote: str, begin: int) -> str:
        end = self.source.find(quote, self.position + 1)
        if end < 0:
            self._fail("Unclosed start tag", begin)
        value = self.source[self.position + 1 : end]
        self.position = end + 1
        return _unescape(value)

    def _bare(self) -> str:
        match = _BARE_VALUE.match(self.source, self.position)
        value = match.group() if match else ""
        self.position += len(value)
        return _unescape(value)

    def _skip_spaces(self) -> None:
        while self.position < len(self.source) and self.source[self.position].isspace():
            self.position += 1

    def _end_tag(self) -> None:
        begin = self.position
        end = self.source.find(">", begin)
        if not self.open_tags:
            self._fail("Unexpected end tag", begin)
        if end < 0:
            self._fail("Unclosed end tag", begin)
        name = self.source[begin + 2 : end].strip().lower()
        opened = self.open_tags.pop()
        if name not in ("", opened.name):
            self._fail(
                "Unmatched end tag", begin, f', expected "</{opened.name}>", found "</{name}>"'
            )
        self.position = end + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.start
        if length == 0:
            return
        entity: Json = {"offset": opened.start, "length": length, "type": _KINDS[opened.name]}
        if opened.name == "a" and not self._link(entity, opened):
            return
        if opened.name == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes["emoji-id"]
        if opened.name == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.name == "code" and self._is_language(opened):
            self.open_tags[-1].attributes["language"] = opened.attributes["class"][9:]
            return
        if opened.name == "pre" and opened.attributes.get("language"):
            entity["language"] = opened.attributes["language"]
        self.entities.append(entity)

    def _is_language(self, opened: _Open) -> bool:
        """`<pre><code class="language-x">`: one entity, with a language."""
        if not self.open_tags or self.open_tags[-1].name != "pre":
            return False
        return opened.attributes.get("class", "").startswith("language-")

    def _link(self, entity: Json, opened: _Open) -> bool:
        target = opened.attributes.get("href") or "".join(self.out)[-entity["length"] :]
        if user := _USER_LINK.match(target):
            entity.update(type="text_mention", user={"id": int(user.group(1))})
        elif re.match(r"^(https?|tg|ton|mailto|tel):", target) or "." in target:
            entity["url"] = target if ":" in target else f"http://{target}/"
        else:
            return False
        return True

    def _fail(self, what: str, at: int, more: str = "") -> NoReturn:
        offset = len(self.source[:at].encode())
        raise bad_request(f"can't parse entities: {what} at byte offset {offset}{more}")


def _decode(match: re.Match[str]) -> str | None:
    decimal, hexadecimal, named = match.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else None


def _unescape(value: str) -> str:
    return _CHARACTER.sub(lambda match: _decode(match) or match.group(), value)
