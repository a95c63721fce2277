"""Notices a proxy in front of us that nobody told us to trust."""

import time
from collections.abc import Callable

from redis.exceptions import RedisError
from starlette.types import ASGIApp, Receive, Scope, Send

from dvorik.kernel import proxies
from dvorik.kernel.cache import Cache
from dvorik.kernel.log import get_logger

log = get_logger(__name__)

_PAUSE_SECONDS = 60.0


class ProxyWatch:
    """Says so in the log and to `dvorik doctor`, at most once a minute."""

    def __init__(self, app: ASGIApp, seconds: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._seconds = seconds
        self._quiet_until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (peer := _untrusted_peer(scope)):
            await self._tell(peer, scope["app"].state.cache)
        await self._app(scope, receive, send)

    async def _tell(self, peer: str, cache: Cache) -> None:
        if self._seconds() < self._quiet_until:
            return
        self._quiet_until = self._seconds() + _PAUSE_SECONDS
        log.warning("proxy_not_trusted", peer=peer, variable="TRUSTED_PROXIES")
        try:
            await proxies.note(cache, peer)
        except (RedisError, OSError) as error:
            log.warning("proxy_not_noted", error=type(error).__qualname__)


def _untrusted_peer(scope: Scope) -> str | None:
    forwarded = [
        value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"
    ]
    client = scope.get("client")
    if not forwarded or client is None:
        return None
    peer = str(client[0])
    return peer if proxies.is_untrusted(peer, forwarded) else None
