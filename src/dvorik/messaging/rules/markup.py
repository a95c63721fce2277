"""Telegram's HTML, as https://core.telegram.org/bots/api#html-style defines it.

Somewhat stricter than Telegram: what passes here is never refused there, and what Telegram would
take and show in a way nobody meant (a link without an address) is refused as well.
"""

import re

_KNOWN = frozenset(
    {
        "a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span", "strike",
        "strong", "tg-emoji", "tg-spoiler", "u",
    }
)  # fmt: skip
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z-]*)"
    r"(?P<attributes>(?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))?")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_MEANING = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
_ADDRESS = re.compile(r"(?:https?|tg|mailto|tel):\S+")


class BadMarkup(Exception):
    """`code` says what is wrong, `name` with which tag."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code, name)
        self.code = code
        self.name = name


def visible_text(markup: str) -> str:
    """What a person sees of `markup`. Raises `BadMarkup` where Telegram would refuse it.

    >>> visible_text('<b>10&nbsp;% &lt; 5</b> <a href="https://x.y">here</a>')
    '10&nbsp;% < 5 here'
    """
    shown: list[str] = []
    opened: list[str] = []
    position = 0
    while (start := markup.find("<", position)) >= 0:
        shown.append(markup[position:start])
        tag = _TAG.match(markup, start)
        if tag is None:
            raise BadMarkup("stray_bracket", markup[start : start + 20])
        _step(tag, opened)
        position = tag.end()
    if opened:
        raise BadMarkup("unclosed_tag", opened[-1])
    shown.append(markup[position:])
    return _REFERENCE.sub(_character, "".join(shown))


def length_in_utf16(text: str) -> int:
    """Length as Telegram counts it: characters outside the first plane are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _step(tag: re.Match[str], opened: list[str]) -> None:
    name = tag["name"].lower()
    if tag["end"]:
        if not opened or opened.pop() != name or tag["attributes"]:
            raise BadMarkup("unmatched_end_tag", name)
        return
    if name not in _KNOWN:
        raise BadMarkup("unsupported_tag", name)
    _check_attributes(name, tag["attributes"])
    opened.append(name)


def _check_attributes(tag: str, text: str) -> None:
    found = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(text)}
    is_good = {
        "span": found.get("class") == "tg-spoiler",
        "tg-emoji": found.get("emoji-id", "").isdecimal(),
        "a": _ADDRESS.fullmatch(found.get("href", "")) is not None,
    }
    if not is_good.get(tag, True):
        raise BadMarkup("bad_attribute", tag)


def _character(reference: re.Match[str]) -> str:
    text = reference.group()
    if text in _MEANING:
        return _MEANING[text]
    number = int(text[3:-1], 16) if text[2] in "xX" else int(text[2:-1])
    # Telegram shows a reference to no character as it is written.
    is_character = 0 < number < 0x10FFFF and not 0xD800 <= number < 0xE000
    return chr(number) if is_character else text
