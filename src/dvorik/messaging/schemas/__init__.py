"""What callers send to the messaging feature and what they get back, by noun."""

from dvorik.messaging.schemas.messages import (
    Claimed,
    MessageView,
    OutboxQuery,
    Outcome,
    TextChange,
    TextList,
    TextVariable,
    TextView,
    Wording,
)

__all__ = [
    "Claimed",
    "MessageView",
    "OutboxQuery",
    "Outcome",
    "TextChange",
    "TextList",
    "TextVariable",
    "TextView",
    "Wording",
]
