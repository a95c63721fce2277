"""What callers send to the messaging feature and what they get back, by noun."""

from dvorik.messaging.schemas.messages import (
    Claimed,
    MessageView,
    OutboxChannel,
    OutboxChannels,
    OutboxQuery,
    Outcome,
    Retried,
    RetryAll,
    TextChange,
    TextList,
    TextVariable,
    TextView,
    Wording,
)

__all__ = [
    "Claimed",
    "MessageView",
    "OutboxChannel",
    "OutboxChannels",
    "OutboxQuery",
    "Outcome",
    "Retried",
    "RetryAll",
    "TextChange",
    "TextList",
    "TextVariable",
    "TextView",
    "Wording",
]
