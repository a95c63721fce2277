"""Pure rules of texts: filling in their variables, and what Telegram takes as HTML."""

from dvorik.messaging.rules.markup import BadMarkup, visible_text
from dvorik.messaging.rules.patterns import BadPattern, fields_of, fill
from dvorik.messaging.rules.wording import MAX_VISIBLE, Fault, find_faults

__all__ = [
    "MAX_VISIBLE",
    "BadMarkup",
    "BadPattern",
    "Fault",
    "fields_of",
    "fill",
    "find_faults",
    "visible_text",
]
