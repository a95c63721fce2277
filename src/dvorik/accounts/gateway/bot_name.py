"""The cashier bot's username, for deep links. Asked of Telegram once a day, kept in Redis."""

from dvorik.accounts.errors import TelegramNotConfigured
from dvorik.accounts.gateway.availability import redis_needed
from dvorik.kernel.bot_api import BotApi, BotApiError
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config

_KEEP_SECONDS = 24 * 3600
# A wrong token is not asked about at every click.
_KEEP_REFUSAL_SECONDS = 15
_ASK_SECONDS = 3
_REFUSED = "-"


async def remember_auth_bot(cache: Cache, token: str, username: str) -> None:
    """For the bots process, which knows the name from its start."""
    async with redis_needed():
        await cache.set(_key(token), username, ex=_KEEP_SECONDS)


async def auth_bot_username(cache: Cache, config: Config) -> str:
    """Raises `TelegramNotConfigured` without a token or with a refused one, `Unavailable`."""
    token = config.telegram_auth_bot_token.get_secret_value()
    if not token:
        raise TelegramNotConfigured
    async with redis_needed():
        known = await cache.get(_key(token))
    if known == _REFUSED:
        raise TelegramNotConfigured
    return str(known) if known else await _ask(cache, token, config.telegram_api_url)


async def _ask(cache: Cache, token: str, api_url: str) -> str:
    bot = BotApi(token, base_url=api_url, timeout_seconds=_ASK_SECONDS)
    try:
        me = await bot.call("getMe")
    except BotApiError as error:
        async with redis_needed():
            await cache.set(_key(token), _REFUSED, ex=_KEEP_REFUSAL_SECONDS)
        raise TelegramNotConfigured from error
    finally:
        await bot.close()
    username = str(me["username"])
    await remember_auth_bot(cache, token, username)
    return username


def _key(token: str) -> str:
    # The part before the colon is the bot's public id: another bot has another name.
    return f"telegram-username:{token.partition(':')[0]}"
