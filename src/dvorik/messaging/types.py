"""Words of the messaging feature."""

from enum import StrEnum


class Channel(StrEnum):
    CLIENT_BOT = "client_bot"
    CASHIER_BOT = "cashier_bot"
    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """`unknown`: it left and no answer came. `unsent`: there are no credentials to send it with."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNSENT = "unsent"


class TextFormat(StrEnum):
    """What a text may hold: Telegram's HTML, a line of plain text, or plain text."""

    TELEGRAM = "telegram"
    SUBJECT = "subject"
    LETTER = "letter"


class BroadcastStatus(StrEnum):
    """`error`: it could not start. `paused` may go on when somebody says so."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELED = "canceled"
    ERROR = "error"


class DeliveryStatus(StrEnum):
    """`unknown`: it left and no answer came; it is not sent again unless a person says so."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    CANCELED = "canceled"


class SkipReason(StrEnum):
    """Why one of the audience gets nothing. The first that holds is told.

    `weekly`: they asked for one in seven days at most, and had it.
    """

    NO_TELEGRAM = "no_telegram"
    BLACKLISTED = "blacklisted"
    BLOCKED = "blocked"
    NO_CONSENT = "no_consent"
    TOPIC_OFF = "topic_off"
    WEEKLY = "weekly"
    CAPPED = "capped"


class PauseReason(StrEnum):
    """Why a broadcast waits for a person."""

    BY_PERSON = "by_person"
    CONTENT_REFUSED = "content_refused"
    SAME_ERRORS = "same_errors"
    BOT_TOKEN_REFUSED = "bot_token_refused"  # noqa: S105  a reason, not a secret
    TELEGRAM_SILENT = "telegram_silent"


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"


class ReplyKind(StrEnum):
    """How a pressed button answers: a line over the chat, a window to close, a new message."""

    TOAST = "toast"
    ALERT = "alert"
    MESSAGE = "message"


class CorrectionKind(StrEnum):
    EDIT = "edit"
    RECALL = "recall"


class CorrectionStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELED = "canceled"


class CorrectionResult(StrEnum):
    """`unknown`: it was tried several times, and nobody heard how it ended."""

    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELED = "canceled"


class CorrectionReason(StrEnum):
    """`no_message`: nobody knows whether it arrived. `gone`: the person has deleted it."""

    TOO_OLD = "too_old"
    NO_MESSAGE = "no_message"
    GONE = "gone"
    NO_ANSWER = "no_answer"


class MessagePart(StrEnum):
    TEXT = "text"
    CAPTION = "caption"
    MEDIA = "media"
    BUTTONS = "buttons"
