"""Editing and recalling what a broadcast has sent."""

from dvorik.messaging.actions.corrections.carrying import (
    claim_corrections,
    finish_corrections,
    record_corrections,
    release_expired_corrections,
    stop_correction,
)
from dvorik.messaging.actions.corrections.deciding import (
    cancel_correction,
    edit_sent,
    pause_correction,
    recall_sent,
    resume_correction,
)

__all__ = [
    "cancel_correction",
    "claim_corrections",
    "edit_sent",
    "finish_corrections",
    "pause_correction",
    "recall_sent",
    "record_corrections",
    "release_expired_corrections",
    "resume_correction",
    "stop_correction",
]
