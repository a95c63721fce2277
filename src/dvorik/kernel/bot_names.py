"""Usernames of our bots, for deep links. Asked of Telegram once a day, kept in Redis."""

from dvorik.kernel.bot_api import BotApi, BotApiError, TelegramUnreachable
from dvorik.kernel.cache import Cache
from dvorik.kernel.errors import Unavailable

_KEEP_SECONDS = 24 * 3600
# Neither a wrong token nor a Telegram that is away is asked about at every click.
_KEEP_TROUBLE_SECONDS = 15
_ASK_SECONDS = 3
_REFUSED = "-"
_AWAY = "?"


async def remember(cache: Cache, token: str, username: str) -> None:
    """For the bots process, which knows the names from its start."""
    await cache.set(_key(token), username, ex=_KEEP_SECONDS)


async def find_username(cache: Cache, token: str, *, api_url: str) -> str | None:
    """None without a token or with one that Telegram refuses. Not inside a transaction.

    Raises `Unavailable` when Telegram does not answer, and Redis's errors.
    """
    if not token:
        return None
    known = await cache.get(_key(token))
    if known == _AWAY:
        raise TelegramUnreachable
    if known is not None:
        return None if known == _REFUSED else str(known)
    return await _ask(cache, token, api_url)


async def _ask(cache: Cache, token: str, api_url: str) -> str | None:
    bot = BotApi(token, base_url=api_url, timeout_seconds=_ASK_SECONDS)
    try:
        me = await bot.call("getMe")
    except BotApiError:
        await cache.set(_key(token), _REFUSED, ex=_KEEP_TROUBLE_SECONDS)
        return None
    except Unavailable:
        await cache.set(_key(token), _AWAY, ex=_KEEP_TROUBLE_SECONDS)
        raise
    finally:
        await bot.close()
    username = str(me["username"])
    await remember(cache, token, username)
    return username


def _key(token: str) -> str:
    # The part before the colon is the bot's public id: another bot has another name.
    return f"telegram-username:{token.partition(':')[0]}"
