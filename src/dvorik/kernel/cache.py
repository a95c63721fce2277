"""Redis: caches, short-lived dialogue state, rate limits and nudges. Losing it loses no fact."""

from redis.asyncio import Redis

Cache = Redis


def connect(url: str) -> Cache:
    """A pool of connections; text in, text out. Built once per process, by its door."""
    client: Cache = Redis.from_url(
        url, decode_responses=True, socket_timeout=5, socket_connect_timeout=2
    )
    return client
