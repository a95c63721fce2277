from dataclasses import dataclass
from typing import ClassVar

from dvorik.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanged(Event):
    """An owner's wording came, changed, or gave way to the default (`is_default`)."""

    type: ClassVar[str] = "messaging.text_changed"

    key: str
    language: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRetried(Event):
    """Somebody asked to send a message again that had failed or was lost from sight."""

    type: ClassVar[str] = "messaging.message_retried"

    message_id: int
    status_before: str
