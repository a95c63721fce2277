"""What the states and figures of a broadcast are called."""

from dvorik.messaging.types import BroadcastStatus, DeliveryStatus, PauseReason, SkipReason

STATUSES = {
    BroadcastStatus.DRAFT: "broadcast.status.draft",
    BroadcastStatus.SCHEDULED: "broadcast.status.scheduled",
    BroadcastStatus.SENDING: "broadcast.status.sending",
    BroadcastStatus.PAUSED: "broadcast.status.paused",
    BroadcastStatus.SENT: "broadcast.status.sent",
    BroadcastStatus.CANCELED: "broadcast.status.canceled",
    BroadcastStatus.ERROR: "broadcast.status.error",
}

PAUSES = {
    PauseReason.BY_PERSON: "broadcast.pause.by_person",
    PauseReason.CONTENT_REFUSED: "broadcast.pause.content_refused",
    PauseReason.SAME_ERRORS: "broadcast.pause.same_errors",
    PauseReason.BOT_TOKEN_REFUSED: "broadcast.pause.bot_token_refused",
    PauseReason.TELEGRAM_SILENT: "broadcast.pause.telegram_silent",
}

FIGURES = {
    DeliveryStatus.BLOCKED: "broadcast.figure.blocked",
    DeliveryStatus.FAILED: "broadcast.figure.failed",
    DeliveryStatus.UNKNOWN: "broadcast.figure.unknown",
}
"""Those that are worth a line when there are any."""

LEFT_OUT = {
    SkipReason.NO_TELEGRAM: "broadcast.left_out.no_telegram",
    SkipReason.BLACKLISTED: "broadcast.left_out.blacklisted",
    SkipReason.BLOCKED: "broadcast.left_out.blocked",
    SkipReason.NO_CONSENT: "broadcast.left_out.no_consent",
    SkipReason.TOPIC_OFF: "broadcast.left_out.topic_off",
    SkipReason.WEEKLY: "broadcast.left_out.weekly",
    SkipReason.CAPPED: "broadcast.left_out.capped",
}

FAULTS = {
    "too_long": "broadcast.fault.too_long",
    "unknown_variable": "broadcast.fault.unknown_variable",
    "bad_braces": "broadcast.fault.bad_braces",
    "empty_text": "broadcast.fault.empty_text",
}
