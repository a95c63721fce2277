"""Which channel speaks through what."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from dvorik.kernel.config import Config
from dvorik.kernel.log import get_logger
from dvorik.messaging.gateway.smtp import MailSender
from dvorik.messaging.gateway.telegram import TelegramSender
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import Channel, MessageStatus

log = get_logger(__name__)


class Sender(Protocol):
    async def send(self, message: Claimed) -> Outcome:
        """Try once. Whatever the outside world does becomes an outcome, not an exception."""

    async def close(self) -> None: ...


class NoCredentials:
    """A channel nobody has set up: messages stay in the outbox.

    `is_shown`: for a developer they are also printed, secrets and all.
    """

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown

    async def send(self, message: Claimed) -> Outcome:
        if self._is_shown:
            log.info(
                "message_without_a_way_out",
                channel=message.channel.value,
                subject=message.subject,
                content=message.text,
            )
        return Outcome(status=MessageStatus.UNSENT, error="no_credentials")

    async def close(self) -> None:
        """Nothing was opened."""


class Senders:
    """One per process."""

    def __init__(self, by_channel: Mapping[Channel, Sender]) -> None:
        self._by_channel = by_channel

    async def send(self, message: Claimed) -> Outcome:
        return await self._by_channel[message.channel].send(message)

    async def close(self) -> None:
        for sender in self._by_channel.values():
            await sender.close()


def configured_channels(config: Config) -> set[Channel]:
    """Those that have what they need to send."""
    credentials = {
        Channel.CLIENT_BOT: config.telegram_main_bot_token.get_secret_value(),
        Channel.CASHIER_BOT: config.telegram_auth_bot_token.get_secret_value(),
        Channel.EMAIL: config.smtp_host,
    }
    return {channel for channel, given in credentials.items() if given}


@asynccontextmanager
async def open_senders(config: Config) -> AsyncIterator[Senders]:
    nowhere = NoCredentials(is_shown=not config.is_production)

    def bot(token: str) -> Sender:
        return TelegramSender(token, base_url=config.telegram_api_url) if token else nowhere

    senders = Senders(
        {
            Channel.CLIENT_BOT: bot(config.telegram_main_bot_token.get_secret_value()),
            Channel.CASHIER_BOT: bot(config.telegram_auth_bot_token.get_secret_value()),
            Channel.EMAIL: MailSender(config) if config.smtp_host else nowhere,
            # No SMS provider is built in yet.
            Channel.SMS: nowhere,
        }
    )
    try:
        yield senders
    finally:
        await senders.close()
