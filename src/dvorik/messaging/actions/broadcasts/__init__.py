"""What changes broadcasts: people's decisions, the start, and the way of each message."""

from dvorik.messaging.actions.broadcasts.delivering import (
    claim_deliveries,
    defer_asleep,
    record_deliveries,
    release_expired,
)
from dvorik.messaging.actions.broadcasts.drafts import (
    copy_broadcast,
    create_broadcast,
    delete_broadcast,
    edit_broadcast,
)
from dvorik.messaging.actions.broadcasts.ending import finish_broadcasts, stop_broadcast
from dvorik.messaging.actions.broadcasts.media import (
    add_media,
    give_up_upload,
    keep_copies,
    prepare_media,
)
from dvorik.messaging.actions.broadcasts.nights import reconsider_nights
from dvorik.messaging.actions.broadcasts.pressing import press_button
from dvorik.messaging.actions.broadcasts.running import (
    cancel_broadcast,
    pause_broadcast,
    resend_unknown,
    resume_broadcast,
    schedule_broadcast,
)
from dvorik.messaging.actions.broadcasts.showing import show_to_self
from dvorik.messaging.actions.broadcasts.starting import start_next

__all__ = [
    "add_media",
    "cancel_broadcast",
    "claim_deliveries",
    "copy_broadcast",
    "create_broadcast",
    "defer_asleep",
    "delete_broadcast",
    "edit_broadcast",
    "finish_broadcasts",
    "give_up_upload",
    "keep_copies",
    "pause_broadcast",
    "prepare_media",
    "press_button",
    "reconsider_nights",
    "record_deliveries",
    "release_expired",
    "resend_unknown",
    "resume_broadcast",
    "schedule_broadcast",
    "show_to_self",
    "start_next",
    "stop_broadcast",
]
