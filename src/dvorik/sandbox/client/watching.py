"""Newcomers, and what happened."""

from typing import Any

from dvorik.sandbox.client.http import BotLike, ControlHttp, PersonLike, bot_key, person_key
from dvorik.sandbox.types import Json, PersonSpec


class Watching(ControlHttp):
    """People of the sandbox, statistics, faults, reset."""

    async def create_person(self, first_name: str, **more: Any) -> PersonSpec:
        """`more` are other fields of PersonSpec; the id is chosen when not given."""
        made = await self._post("/people", {"first_name": first_name, **more})
        return PersonSpec(
            id=made["id"],
            first_name=made["first_name"],
            last_name=made.get("last_name", ""),
            username=made.get("username", ""),
            language_code=made.get("language_code", ""),
            phone_number=made["phone_number"],
        )

    async def crowd(self, bot: BotLike, count: int, *, first_id: int = 3_000_000_000) -> range:
        """Make `count` people who have started the bot; returns their ids."""
        await self._post("/crowd", {"bot": bot_key(bot), "count": count, "first_id": first_id})
        return range(first_id, first_id + count)

    async def deactivate(self, person: PersonLike) -> None:
        await self._post(f"/people/{person_key(person)}/deactivate")

    async def reactivate(self, person: PersonLike) -> None:
        await self._post(f"/people/{person_key(person)}/reactivate")

    async def statistics(self, bot: BotLike) -> Json:
        """`methods`, `answers` by code, `messages`, `peak_messages_in_one_second`, `per_second`."""
        found: Json = await self._get(f"/statistics/{bot_key(bot)}")
        return found

    async def stamps(self, bot: BotLike) -> list[float]:
        """When each message was accepted, seconds since the epoch."""
        found: list[float] = await self._get(f"/statistics/{bot_key(bot)}/stamps")
        return found

    async def received(self, bot: BotLike) -> dict[int, int]:
        """Messages of the bot per person; people who got none are absent."""
        found = await self._get(f"/statistics/{bot_key(bot)}/received")
        return {int(person): count for person, count in found.items()}

    async def faults(self) -> list[Json]:
        """Requests that disagree with the Bot API's published schema."""
        found: list[Json] = await self._get("/faults")
        return found

    async def reset(self) -> None:
        """As at the start: no conversations, no trouble. Numbering goes on."""
        await self._post("/reset")
        self._seen.clear()
