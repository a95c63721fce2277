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
    text_before: str
    text_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentRetried(Event):
    """A channel was set up, and what waited for that goes out."""

    type: ClassVar[str] = "messaging.unsent_retried"

    channel: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRetried(Event):
    """Somebody asked to send a message again that had failed or was lost from sight."""

    type: ClassVar[str] = "messaging.message_retried"

    message_id: int
    status_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastCreated(Event):
    type: ClassVar[str] = "messaging.broadcast_created"

    broadcast_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastChanged(Event):
    type: ClassVar[str] = "messaging.broadcast_changed"

    broadcast_id: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDeleted(Event):
    """It was never sent."""

    type: ClassVar[str] = "messaging.broadcast_deleted"

    broadcast_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastScheduled(Event):
    """Somebody decided that it goes out, at once or later."""

    type: ClassVar[str] = "messaging.broadcast_scheduled"

    broadcast_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastStarted(Event):
    """Its audience is frozen: `recipients` will get it, `left_out` will not."""

    type: ClassVar[str] = "messaging.broadcast_started"

    broadcast_id: int
    recipients: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastFailed(Event):
    """It could not start. `reason` is the code of the error."""

    type: ClassVar[str] = "messaging.broadcast_failed"

    broadcast_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastPaused(Event):
    type: ClassVar[str] = "messaging.broadcast_paused"

    broadcast_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastResumed(Event):
    type: ClassVar[str] = "messaging.broadcast_resumed"

    broadcast_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastCanceled(Event):
    """`unsent` people will not get it any more."""

    type: ClassVar[str] = "messaging.broadcast_canceled"

    broadcast_id: int
    unsent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastResent(Event):
    """Somebody took the risk of a second copy for those nobody knows about."""

    type: ClassVar[str] = "messaging.broadcast_resent"

    broadcast_id: int
    recipients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastFinished(Event):
    type: ClassVar[str] = "messaging.broadcast_finished"

    broadcast_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastExported(Event):
    """Somebody took its recipients away as a file."""

    type: ClassVar[str] = "messaging.broadcast_exported"

    broadcast_id: int
    has_phones: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastShown(Event):
    """Somebody had it sent to themselves, to see it."""

    type: ClassVar[str] = "messaging.broadcast_shown"

    broadcast_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionStarted(Event):
    """Somebody decided to edit or recall what was sent; `messages` can be reached."""

    type: ClassVar[str] = "messaging.correction_started"

    broadcast_id: int
    correction_id: int
    kind: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPaused(Event):
    type: ClassVar[str] = "messaging.correction_paused"

    broadcast_id: int
    correction_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionResumed(Event):
    type: ClassVar[str] = "messaging.correction_resumed"

    broadcast_id: int
    correction_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionCanceled(Event):
    """`left` messages stay as they are."""

    type: ClassVar[str] = "messaging.correction_canceled"

    broadcast_id: int
    correction_id: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFinished(Event):
    type: ClassVar[str] = "messaging.correction_finished"

    broadcast_id: int
    correction_id: int
