"""The control API over HTTP, and how people, bots and channels are named in its paths."""

from typing import Any, Self

import httpx2

from dvorik.sandbox.client.views import ChatMessage, entry
from dvorik.sandbox.types import BotSpec, ChannelSpec, Json, PersonSpec

PersonLike = PersonSpec | int
BotLike = BotSpec | str | int
ChannelLike = ChannelSpec | str | int


class ControlHttp:
    """Requests to `/control`; a refusal is a failed assertion of the test."""

    def __init__(
        self, base_url: str, *, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx2.AsyncClient(
            base_url=f"{self.base_url}/control",
            timeout=60,
            transport=transport,
            # Reading certificates takes 50 ms, and a sandbox on localhost has none.
            verify=self.base_url.startswith("https"),
        )
        self._seen: dict[tuple[int, str], int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def _act(self, person: PersonLike, bot: BotLike, act: str, body: Json) -> ChatMessage:
        await self._mark(person, bot)
        return entry(await self._post(f"{path(person, bot)}/{act}", body))

    async def _mark(self, person: PersonLike, bot: BotLike) -> None:
        """Everything up to now counts as read."""
        found = await self._get(f"{path(person, bot)}/mark")
        self._seen[person_key(person), bot_key(bot)] = found["last_change"]

    async def _get(self, path: str, **query: float) -> Any:
        return checked(await self._http.get(path, params=query))

    async def _post(self, path: str, body: Json | None = None) -> Any:
        return checked(await self._http.post(path, json=body))

    async def _put(self, path: str, body: Json) -> Any:
        return checked(await self._http.put(path, json=body))


def checked(response: httpx2.Response) -> Any:
    if response.is_error:
        raise AssertionError(f"the sandbox refused: {response.status_code} {response.text}")
    return response.json() if response.content else None


def person_key(person: PersonLike) -> int:
    return person if isinstance(person, int) else person.id


def bot_key(bot: BotLike) -> str:
    return bot.username if isinstance(bot, BotSpec) else str(bot)


def channel_key(channel: ChannelLike) -> str:
    return channel.username if isinstance(channel, ChannelSpec) else str(channel)


def path(person: PersonLike, bot: BotLike) -> str:
    return f"/dialogs/{bot_key(bot)}/{person_key(person)}"
