"""The cashier bot's username, for deep links."""

from dvorik.accounts.errors import TelegramNotConfigured
from dvorik.accounts.gateway.availability import redis_needed
from dvorik.kernel import bot_names
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config


async def auth_bot_username(cache: Cache, config: Config) -> str:
    """Raises `TelegramNotConfigured` without a token or with a refused one, `Unavailable`."""
    token = config.telegram_auth_bot_token.get_secret_value()
    async with redis_needed():
        name = await bot_names.find_username(cache, token, api_url=config.telegram_api_url)
    if name is None:
        raise TelegramNotConfigured
    return name
