"""Telling Telegram where to bring updates. No transaction may be open around these calls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dvorik.integrations.telegram.errors import TelegramRefused
from dvorik.integrations.telegram.schemas import Webhook, WebhookState
from dvorik.kernel.bot_api import BotApi, BotApiError, TelegramSilent
from dvorik.kernel.config import Config
from dvorik.kernel.inbox import ALLOWED_UPDATES, BotName
from dvorik.settings.errors import PublicAddressMissing

VARIABLES = {
    BotName.CLIENT: "TELEGRAM_MAIN_BOT_TOKEN",
    BotName.CASHIER: "TELEGRAM_AUTH_BOT_TOKEN",
}
_OUTAGE = 500
"""From here on Telegram says that it is unwell, not that something is wrong with the request."""

PATHS = {BotName.CLIENT: "/webhooks/main-bot", BotName.CASHIER: "/webhooks/auth-bot"}


def webhook_url(config: Config, bot: BotName) -> str | None:
    """Where Telegram would bring updates of `bot`; None where it would not come."""
    return config.webhook_base and config.webhook_base + PATHS[bot]


async def set_webhook(config: Config, bot: BotName, *, drop_pending_updates: bool) -> Webhook:
    """Raises `PublicAddressMissing`, `TelegramRefused` and `Unavailable` kinds."""
    url = webhook_url(config, bot)
    if url is None:
        raise PublicAddressMissing
    async with _api(config, bot) as api:
        if api is None:
            return Webhook(bot=bot, state=WebhookState.NO_TOKEN)
        await api.call(
            "setWebhook",
            url=url,
            secret_token=config.telegram_webhook_secret.get_secret_value(),
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=drop_pending_updates,
        )
        return Webhook.of(bot, await api.call("getWebhookInfo"))


async def delete_webhook(config: Config, bot: BotName, *, drop_pending_updates: bool) -> Webhook:
    """Raises `TelegramRefused` and `Unavailable` kinds."""
    async with _api(config, bot) as api:
        if api is None:
            return Webhook(bot=bot, state=WebhookState.NO_TOKEN)
        await api.call("deleteWebhook", drop_pending_updates=drop_pending_updates)
        return Webhook.of(bot, await api.call("getWebhookInfo"))


async def get_webhook(config: Config, bot: BotName) -> Webhook:
    """Raises `TelegramRefused` and `Unavailable` kinds."""
    async with _api(config, bot) as api:
        if api is None:
            return Webhook(bot=bot, state=WebhookState.NO_TOKEN)
        return Webhook.of(bot, await api.call("getWebhookInfo"))


@asynccontextmanager
async def _api(config: Config, bot: BotName) -> AsyncIterator[BotApi | None]:
    """The bot, or None when it has no token. Telegram's refusals become problems."""
    token = token_of(config, bot)
    if not token:
        yield None
        return
    api = BotApi(token, base_url=config.telegram_api_url)
    try:
        yield api
    except BotApiError as refusal:
        if refusal.code >= _OUTAGE:
            raise TelegramSilent(method=refusal.method) from refusal
        raise TelegramRefused(bot=bot.value, description=refusal.description) from refusal
    finally:
        await api.close()


def token_of(config: Config, bot: BotName) -> str:
    """Empty when nobody gave one."""
    match bot:
        case BotName.CLIENT:
            return config.telegram_main_bot_token.get_secret_value()
        case BotName.CASHIER:
            return config.telegram_auth_bot_token.get_secret_value()
