"""Personal fields of a broadcast: `{first_name}`, or `{first_name|friend}` with a fallback."""

import html
import re
from collections.abc import Collection, Mapping

from dvorik.messaging.rules.markup import BadMarkup, length_in_utf16, visible_text
from dvorik.messaging.rules.wording import MAX_VISIBLE, Fault

FIELDS = frozenset(
    {"first_name", "last_name", "business_name", "discount_code", "discount_expires_on"}
)
CODE_FIELDS = frozenset({"discount_code", "discount_expires_on"})
"""Those that need a discount template attached."""

MAX_CAPTION = 1024
"""UTF-16 units of the text under a photo or video (Bot API, sendPhoto)."""

_LONGEST_VALUE = {"first_name": 64, "last_name": 64, "business_name": 200}
"""Names in Telegram have at most 64 characters. The text must fit with any of them."""

_FIELD = re.compile(r"\{([a-z_]+)(?:\|([^{}<>\n]*))?\}")


def fields_in(text: str) -> set[str]:
    """Names of the fields of `text`.

    >>> sorted(fields_in("Hi, {first_name|friend}! {discount_code}"))
    ['discount_code', 'first_name']
    """
    return {match[1] for match in _FIELD.finditer(text)}


def fill_personal(text: str, values: Mapping[str, str]) -> str:
    """`text`, which is HTML, with plain `values` in place of its fields, or their fallbacks.

    A field without a value and a fallback leaves nothing.

    >>> fill_personal("Hi, {first_name|friend}!", {"first_name": "A & B"})
    'Hi, A &amp; B!'
    >>> fill_personal("Hi, {first_name|friend}!", {})
    'Hi, friend!'
    """
    return _FIELD.sub(
        lambda match: html.escape(values.get(match[1], ""), quote=False) or match[2] or "", text
    )


def find_personal_faults(text: str, *, has_template: bool, has_media: bool) -> list[Fault]:
    """What is wrong with the text of a broadcast; nothing, when it may be sent to anybody."""
    allowed = FIELDS if has_template else FIELDS - CODE_FIELDS
    faults = [Fault("unknown_variable", name) for name in sorted(fields_in(text) - allowed)]
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        faults.append(Fault("bad_braces"))
    return faults or _markup_faults(text, fields_in(text), has_media)


def _markup_faults(text: str, fields: Collection[str], has_media: bool) -> list[Fault]:
    """The text is tried with the longest values, and with none."""
    longest = {name: "M" * _LONGEST_VALUE.get(name, 10) for name in fields}
    try:
        fullest, emptiest = (visible_text(fill_personal(text, v)) for v in (longest, {}))
    except BadMarkup as bad:
        return [Fault(bad.code, bad.name)]
    if not emptiest.strip():
        return [Fault("empty_text")]
    length = max(length_in_utf16(fullest), length_in_utf16(emptiest))
    return [Fault("too_long")] if length > (MAX_CAPTION if has_media else MAX_VISIBLE) else []
