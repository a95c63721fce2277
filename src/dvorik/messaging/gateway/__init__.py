"""The ways out of the house: two Telegram bots and mail."""

from dvorik.messaging.gateway.senders import (
    NoCredentials,
    Sender,
    Senders,
    configured_channels,
    open_senders,
)
from dvorik.messaging.gateway.smtp import MailSender
from dvorik.messaging.gateway.telegram import TelegramSender

__all__ = [
    "MailSender",
    "NoCredentials",
    "Sender",
    "Senders",
    "TelegramSender",
    "configured_channels",
    "open_senders",
]
