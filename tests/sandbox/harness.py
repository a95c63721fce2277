"""The cast of the sandbox's own tests and plain Bot API calls."""

import time
from dataclasses import dataclass
from typing import Any

import httpx2

from dvorik.sandbox.types import BotSpec, ChannelSpec, PersonSpec

SHOP = BotSpec("7000000001:" + "A" * 35, "shop_test_bot", "Shop")
TILL = BotSpec("7000000002:" + "B" * 35, "till_test_bot", "Till")
BOTS = (SHOP, TILL)

ALICE = PersonSpec(1001, "Alice", "Ivanova", "alice", "ru", "+79140000001")
BOB = PersonSpec(1002, "Bob", language_code="en")
PEOPLE = (ALICE, BOB)

CHANNEL = ChannelSpec(-1001000000001, "shop_channel", "Shop news", creator_id=BOB.id)


class FakeClock:
    """Real time plus whatever a test has added."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_seconds


@dataclass(frozen=True, slots=True)
class BotCalls:
    """Calls methods as a bot would, with JSON."""

    http: httpx2.AsyncClient
    spec: BotSpec

    async def call(self, method: str, **parameters: Any) -> httpx2.Response:
        return await self.http.post(f"/bot{self.spec.token}/{method}", json=parameters)

    async def ok(self, method: str, **parameters: Any) -> Any:
        """The result of a call that must succeed."""
        response = await self.call(method, **parameters)
        assert response.status_code == 200, response.text
        return response.json()["result"]

    async def refused(self, method: str, **parameters: Any) -> tuple[int, str]:
        """(error_code, description) of a call that must not."""
        response = await self.call(method, **parameters)
        body = response.json()
        assert body["ok"] is False, body
        assert body["error_code"] == response.status_code
        return body["error_code"], body["description"]
