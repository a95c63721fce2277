"""A slim Telegram Bot API client for processes that must not pay for aiogram.

Importing aiogram takes seconds and 170 MB; the API, the worker and the sender only call a few
methods. Answers are the plain JSON of https://core.telegram.org/bots/api.
"""

from typing import Any

import httpx2

from dvorik.kernel.errors import Unavailable


class BotApiError(Exception):
    """Telegram answered, and the answer was no. `code` is its error_code."""

    def __init__(self, method: str, code: int, description: str) -> None:
        super().__init__(f"{method}: {code} {description}")
        self.method = method
        self.code = code
        self.description = description


class BotBlocked(BotApiError):
    """403: the person blocked the bot, never started it, or is gone."""


class BadBotToken(BotApiError):
    """401: the token was revoked or is wrong."""


class FloodWait(BotApiError):
    """429: nothing may be sent by this bot for `retry_after` seconds."""

    def __init__(self, method: str, code: int, description: str, retry_after: int) -> None:
        super().__init__(method, code, description)
        self.retry_after = retry_after


class TelegramUnreachable(Unavailable):
    """The request did not reach Telegram, so it certainly had no effect."""

    code = "telegram.unreachable"


class TelegramSilent(Unavailable):
    """The request left and no answer came: it may or may not have had its effect."""

    code = "telegram.silent"


class BotApi:
    """One bot. Built once per process; closes its connections with `close`."""

    def __init__(self, token: str, *, base_url: str, timeout_seconds: float = 10) -> None:
        self._http = httpx2.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/bot{token}/", timeout=timeout_seconds
        )

    async def call(self, method: str, **params: Any) -> Any:
        """The `result` of the answer. Parameters that are None are left out.

        Raises `BotApiError` and its kinds for a refusal, `TelegramUnreachable` when nothing was
        sent, `TelegramSilent` when nobody knows.
        """
        body = {name: value for name, value in params.items() if value is not None}
        try:
            response = await self._http.post(method, json=body)
            answer = response.json()
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise TelegramUnreachable(method=method) from error
        except (httpx2.HTTPError, ValueError) as error:
            raise TelegramSilent(method=method) from error
        if answer.get("ok"):
            return answer["result"]
        raise _refusal(method, answer)

    async def close(self) -> None:
        await self._http.aclose()


def _refusal(method: str, answer: dict[str, Any]) -> BotApiError:
    code = int(answer.get("error_code", 0))
    description = str(answer.get("description", ""))
    match code:
        case 401:
            return BadBotToken(method, code, description)
        case 403:
            return BotBlocked(method, code, description)
        case 429:
            retry_after = int(answer.get("parameters", {}).get("retry_after", 1))
            return FloodWait(method, code, description, retry_after)
        case _:
            return BotApiError(method, code, description)
