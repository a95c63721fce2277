"""Trouble that a test makes for a bot."""

from dvorik.sandbox.client.http import BotLike, ControlHttp, bot_key
from dvorik.sandbox.types import Json


class Trouble(ControlHttp):
    """Weather, limits, strange deliveries of updates."""

    async def storm(
        self,
        bot: BotLike,
        *,
        retry_after: int = 1,
        requests: int | None = None,
        seconds: float | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:
        """429 for that many requests or seconds; without either until `clear_weather`."""
        await self._front(
            "storm", bot, methods, requests=requests, for_seconds=seconds, retry_after=retry_after
        )

    async def latency(
        self,
        bot: BotLike,
        seconds: float,
        *,
        requests: int | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:
        await self._front("latency", bot, methods, requests=requests, seconds=seconds)

    async def outage(
        self,
        bot: BotLike,
        *,
        status: int = 502,
        requests: int | None = None,
        seconds: float | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:
        await self._front(
            "outage", bot, methods, requests=requests, for_seconds=seconds, status=status
        )

    async def hang_after_accept(
        self, bot: BotLike, *, requests: int = 1, methods: tuple[str, ...] = ("sendMessage",)
    ) -> None:
        """The message goes out, the answer never comes."""
        await self._front("hang", bot, methods, requests=requests)

    async def cut_after_accept(
        self, bot: BotLike, *, requests: int = 1, methods: tuple[str, ...] = ("sendMessage",)
    ) -> None:
        """The message goes out, the connection breaks in the middle of the answer."""
        await self._front("cut", bot, methods, requests=requests)

    async def clear_weather(self) -> None:
        (await self._http.delete("/weather")).raise_for_status()

    async def _front(
        self, kind: str, bot: BotLike, methods: tuple[str, ...], **more: float | None
    ) -> None:
        body = {k: v for k, v in more.items() if v is not None}
        await self._post(
            "/weather", {"kind": kind, "bot": bot_key(bot), "methods": methods, **body}
        )

    async def duplicate_updates(self, bot: BotLike, copies: int) -> None:
        """Every new update comes `copies` times; 1 is normal."""
        await self._put(f"/delivery/{bot_key(bot)}", {"copies": copies})

    async def reverse_updates(self, bot: BotLike) -> None:
        """Pending updates come newest first."""
        await self._put(f"/delivery/{bot_key(bot)}", {"is_reversed": True})

    async def updates(self, bot: BotLike) -> list[Json]:
        """The last updates made for the bot, delivered or not."""
        found: list[Json] = await self._get(f"/updates/{bot_key(bot)}")
        return found

    async def repeat_update(self, bot: BotLike, update_id: int, *, times: int = 1) -> None:
        await self._post(
            f"/updates/{bot_key(bot)}/repeat", {"update_id": update_id, "times": times}
        )

    async def send_raw_update(self, bot: BotLike, update: Json, *, lane: int = 0) -> Json:
        """Any update, also one that no Telegram would send; returns it with its id."""
        body = {"update": update, "lane": lane}
        sent: Json = await self._post(f"/updates/{bot_key(bot)}/raw", body)
        return sent

    async def set_limits(
        self,
        *,
        per_second: float | None,
        per_chat_per_second: float | None = None,
        chat_burst: int = 3,
    ) -> None:
        await self._put(
            "/limits",
            {
                "per_second": per_second,
                "per_chat_per_second": per_chat_per_second,
                "chat_burst": chat_burst,
            },
        )
