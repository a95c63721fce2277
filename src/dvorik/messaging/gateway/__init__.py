"""The ways out of the house: two Telegram bots and mail."""

from dvorik.messaging.gateway.senders import NoCredentials, Sender, Senders, open_senders
from dvorik.messaging.gateway.smtp import MailSender
from dvorik.messaging.gateway.telegram import TelegramSender

__all__ = [
    "MailSender",
    "NoCredentials",
    "Sender",
    "Senders",
    "TelegramSender",
    "open_senders",
]
