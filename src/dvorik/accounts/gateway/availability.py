"""What happens when Redis is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.exceptions import RedisError

from dvorik.kernel.errors import Unavailable


@asynccontextmanager
async def redis_needed() -> AsyncIterator[None]:
    """Redis away means "try again later", not a defect."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable from error
