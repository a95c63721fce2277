"""The bot over aiohttp: a third of what httpx costs per message, which is what this process does.

Whatever happens becomes an `Answer`; nothing is raised.
"""

import asyncio
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import aiohttp

from dvorik.messaging.gateway.broadcasts import Request

REQUEST_SECONDS = 12.0
UPLOAD_SECONDS = 50.0
CONNECT_SECONDS = 5.0
_IDLE_SECONDS = 15.0
"""Shorter than servers keep a silent connection: one they close under a request looks like a
message that may have been taken."""


class Fate(StrEnum):
    """`UNREACHABLE`: nothing left this house. `SILENT`: it left, and nobody knows more."""

    ANSWERED = "answered"
    UNREACHABLE = "unreachable"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is Telegram's JSON when it answered."""

    fate: Fate
    body: dict[str, Any]


class Bot:
    """One bot. An async context: it holds connections."""

    def __init__(self, token: str, *, base_url: str) -> None:
        self.id = int(token.split(":", maxsplit=1)[0])
        self._base_url = f"{base_url.rstrip('/')}/bot{token}/"

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS),
            timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS, sock_connect=CONNECT_SECONDS),
            # A redirect or a cookie has no place between a bot and its API.
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._http.close()

    async def send(self, request: Request) -> Answer:
        url = self._base_url + request.method
        try:
            async with self._http.post(url, allow_redirects=False, **_body(request)) as response:
                body = await response.json(content_type=None)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Answer(Fate.UNREACHABLE, {})
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answer(Fate.SILENT, {})
        if not isinstance(body, dict):
            return Answer(Fate.SILENT, {})
        return Answer(Fate.ANSWERED, body)


def _body(request: Request) -> dict[str, Any]:
    if not request.uploads:
        return {
            "data": json.dumps(request.parameters, ensure_ascii=False).encode(),
            "headers": {"Content-Type": "application/json"},
        }
    form = aiohttp.FormData()
    for name, value in request.parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, file in request.uploads.items():
        form.add_field(name, file.content, filename=file.file_name, content_type=file.mime_type)
    return {"data": form, "timeout": aiohttp.ClientTimeout(total=UPLOAD_SECONDS)}


async def wait_until(moment: float) -> None:
    """Sleep until the event loop's clock says `moment`."""
    await asyncio.sleep(max(moment - asyncio.get_running_loop().time(), 0))
