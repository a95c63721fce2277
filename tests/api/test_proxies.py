"""A proxy that nobody told us to trust is noticed."""

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from structlog.testing import capture_logs

from dvorik.api.proxies import ProxyWatch
from dvorik.cli import checkups
from dvorik.kernel import proxies
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config

NEIGHBOUR = "172.18.0.5"


async def ask(cache: Cache, headers: dict[str, str], *, peer: str, times: int = 1) -> list[str]:
    """The peers that the log complains of."""
    app = FastAPI()
    app.state.cache = cache
    app.add_middleware(ProxyWatch)
    transport = ASGITransport(app=app, client=(peer, 1))
    with capture_logs() as lines:
        async with AsyncClient(transport=transport, base_url="http://dvorik.test") as http:
            for _ in range(times):
                await http.get("/", headers=headers)
    return [line["peer"] for line in lines if line["event"] == "proxy_not_trusted"]


async def test_an_untrusted_proxy_is_told_once_a_minute_and_to_doctor(
    cache: Cache, config: Config
) -> None:
    told = await ask(cache, {"X-Forwarded-For": "8.8.8.8"}, peer=NEIGHBOUR, times=3)

    assert told == [NEIGHBOUR]
    assert await proxies.last(cache) == NEIGHBOUR
    (note,) = [f for f in await checkups.redis(config) if "TRUSTED_PROXIES" in f.text]
    assert "through 172.18.0.5, which is not in TRUSTED_PROXIES (127.0.0.1)" in note.text
    assert "TRUSTED_PROXIES=172.18.0.5" in note.advice


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        (NEIGHBOUR, {}),
        # A trusted proxy: the server has put the visitor in its place.
        ("8.8.8.8", {"X-Forwarded-For": "8.8.8.8"}),
        # Somebody far away who makes things up.
        ("8.8.8.8", {"X-Forwarded-For": "1.2.3.4"}),
        ("testclient", {"X-Forwarded-For": "1.2.3.4"}),
    ],
)
async def test_others_are_not(
    cache: Cache, config: Config, peer: str, headers: dict[str, str]
) -> None:
    assert await ask(cache, headers, peer=peer) == []

    assert await proxies.last(cache) is None
    assert not [f for f in await checkups.redis(config) if "TRUSTED_PROXIES" in f.text]
