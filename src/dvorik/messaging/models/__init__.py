"""Tables of the messaging feature, by noun."""

from dvorik.messaging.models.broadcasts import Broadcast, BroadcastMedia, Delivery, MediaCopy
from dvorik.messaging.models.corrections import CorrectedMessage, Correction
from dvorik.messaging.models.messages import MessageTemplate, OutgoingMessage

__all__ = [
    "Broadcast",
    "BroadcastMedia",
    "CorrectedMessage",
    "Correction",
    "Delivery",
    "MediaCopy",
    "MessageTemplate",
    "OutgoingMessage",
]
