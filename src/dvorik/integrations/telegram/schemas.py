from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from dvorik.kernel.inbox import BotName
from dvorik.kernel.schemas import Bool, Input, Output


class Received(Output):
    """Telegram looks at the status alone."""

    ok: bool = True


class WebhookSetup(Input):
    drop_pending_updates: Bool = False


class WebhookState(StrEnum):
    SET = "set"
    NOT_SET = "not_set"
    NO_TOKEN = "no_token"  # noqa: S105  a state, not a secret


class Webhook(Output):
    """What Telegram knows about one bot's webhook. Moments are Telegram's own."""

    bot: BotName
    state: WebhookState
    url: str | None = None
    waiting_updates: int | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None

    @classmethod
    def of(cls, bot: BotName, answer: dict[str, Any]) -> Self:
        """From the answer of getWebhookInfo, where an empty URL means none is set."""
        failed_at = answer.get("last_error_date")
        return cls(
            bot=bot,
            state=WebhookState.SET if answer.get("url") else WebhookState.NOT_SET,
            url=answer.get("url") or None,
            waiting_updates=answer.get("pending_update_count"),
            last_error=answer.get("last_error_message"),
            last_error_at=datetime.fromtimestamp(failed_at, UTC) if failed_at else None,
        )


class WebhookList(Output):
    items: list[Webhook]
