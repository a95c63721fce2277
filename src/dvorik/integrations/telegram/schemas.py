from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from dvorik.kernel.config import BotMode
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


class BotState(StrEnum):
    WORKS = "works"
    NO_TOKEN = "no_token"  # noqa: S105  a state, not a secret
    REFUSED = "refused"
    AWAY = "away"
    """Telegram does not answer."""


class HearingTrouble(StrEnum):
    """Why the bots process does not do what was chosen."""

    NO_ADDRESS = "no_address"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class Hearing(Output):
    """How the bots process hears of a bot's updates now."""

    mode: BotMode | None = Field(description="null: neither way, it tries again in a moment.")
    trouble: HearingTrouble | None = None
    words: str | None = Field(None, description="Telegram's own words for a refusal.")


class BotView(Output):
    """One of the two bots, as Telegram knows it. Its token is told to nobody."""

    bot: BotName
    state: BotState
    variable: str = Field(description="What holds the token, in the installation's environment.")
    username: str | None = None
    name: str | None = None
    webhook: Webhook | None = None
    trouble: str | None = Field(None, description="Telegram's own words for a refusal.")
    hearing: Hearing | None = Field(None, description="null: no process serves this bot.")


class BotList(Output):
    items: list[BotView]
    mode: BotMode = Field(description="How updates shall come: as chosen, else the default.")
    chosen_mode: BotMode | None = Field(description="The setting bot_mode.")
    default_mode: BotMode = Field(description="What the installation's environment says.")
    webhook_base: str | None = Field(description="Where webhooks would lead; null: nowhere yet.")
    is_served: bool = Field(description="Whether the process that answers for the bots is alive.")


class ChannelState(StrEnum):
    READABLE = "readable"
    NOT_SET = "not_set"
    NO_BOT = "no_bot"
    """The client bot itself does not work yet."""
    NOT_FOUND = "not_found"
    """No such channel, or the bot is not in it and cannot know."""
    NOT_A_CHANNEL = "not_a_channel"
    NOT_ADMIN = "not_admin"
    """Only an administrator is told who is subscribed."""
    AWAY = "away"


ChannelName = Annotated[
    str, StringConstraints(pattern=r"^(@?[A-Za-z][A-Za-z0-9_]{3,31}|-[0-9]{5,18})$")
]


class ChannelQuery(Input):
    channel: ChannelName | None = Field(
        None, description="Its public name or number; without it the shop's own."
    )

    @property
    def address(self) -> str | None:
        """As Telegram wants it."""
        if self.channel is None or self.channel.startswith(("@", "-")):
            return self.channel
        return f"@{self.channel}"


class ChannelView(Output):
    state: ChannelState
    id: int | None = None
    title: str | None = None
    username: str | None = None
    subscribers: int | None = None
    trouble: str | None = Field(None, description="Telegram's own words for a refusal.")
