"""Redis: caches, short-lived dialogue state, rate limits and nudges. Losing it loses no fact."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

Cache = Redis


def connect(url: str) -> Cache:
    """A pool of connections; text in, text out. Built once per process, by its door."""
    client: Cache = Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=5,
        socket_connect_timeout=2,
        # The library's own default waits for seconds; a restart of Redis takes a moment.
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), retries=3),
    )
    return client
