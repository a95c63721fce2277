"""How the bots process hears of updates now: told by it, for the panel, and forgotten with it."""

from redis.exceptions import RedisError

from dvorik.integrations.telegram.schemas import Hearing
from dvorik.kernel.cache import Cache
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

FRESH_SECONDS = 15
"""A process that told nothing for so long serves the bot no more."""


async def tell(cache: Cache, bot: BotName, hearing: Hearing) -> None:
    """While Redis is away there is nobody to tell, and the work goes on."""
    try:
        await cache.set(_key(bot), hearing.model_dump_json(), ex=FRESH_SECONDS)
    except (RedisError, OSError) as error:
        log.warning("hearing_not_told", error=type(error).__qualname__)


async def last(cache: Cache, bot: BotName) -> Hearing | None:
    """What was told lately; None when nothing was, or nobody knows."""
    try:
        told = await cache.get(_key(bot))
        return Hearing.model_validate_json(told) if told else None
    except (RedisError, OSError, ValueError):
        return None


def _key(bot: BotName) -> str:
    return f"hearing:{bot}"
