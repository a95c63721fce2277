"""What changes texts and messages."""

from dvorik.messaging.actions.belongings import BELONGINGS
from dvorik.messaging.actions.forgetting import KEEP_FOR, forget_messages
from dvorik.messaging.actions.outgoing import queue_text, retry_message, retry_unsent
from dvorik.messaging.actions.reminders import remind_of_ending, wake_reminded
from dvorik.messaging.actions.sending import (
    claim_messages,
    free_expired,
    record_outcome,
)
from dvorik.messaging.actions.texts import change_text

__all__ = [
    "BELONGINGS",
    "KEEP_FOR",
    "change_text",
    "claim_messages",
    "forget_messages",
    "free_expired",
    "queue_text",
    "record_outcome",
    "remind_of_ending",
    "retry_message",
    "retry_unsent",
    "wake_reminded",
]
