"""Reads of the messaging feature: its public face together with `actions`."""

from dvorik.messaging.queries.broadcasts import broadcast_titles
from dvorik.messaging.queries.by_broadcast import sent_by_broadcast, uses_by_broadcast
from dvorik.messaging.queries.messages import (
    count_on_their_way,
    count_undelivered,
    find_occasions,
    get_message,
    list_messages,
    lock_message,
)
from dvorik.messaging.queries.notices import dispute_values, request_values
from dvorik.messaging.queries.offers import preview_offer
from dvorik.messaging.queries.stopped import list_stopped
from dvorik.messaging.queries.texts import (
    find_wording,
    get_text,
    list_texts,
    lock_text,
    preview,
    render,
)

__all__ = [
    "broadcast_titles",
    "count_on_their_way",
    "count_undelivered",
    "dispute_values",
    "find_occasions",
    "find_wording",
    "get_message",
    "get_text",
    "list_messages",
    "list_stopped",
    "list_texts",
    "lock_message",
    "lock_text",
    "preview",
    "preview_offer",
    "render",
    "request_values",
    "sent_by_broadcast",
    "uses_by_broadcast",
]
