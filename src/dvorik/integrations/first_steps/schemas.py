from enum import StrEnum

from pydantic import Field

from dvorik.kernel.inbox import BotName
from dvorik.kernel.schemas import Output


class StepName(StrEnum):
    """In the order in which they are gone."""

    BOT = "bot"
    CHANNEL = "channel"
    TEMPLATE = "template"
    CASHIER = "cashier"
    CODE = "code"


class Obstacle(StrEnum):
    """Why a step is not done. The panel says what to do about it."""

    NO_TOKEN = "no_token"  # noqa: S105  a state, not a secret
    TOKEN_REFUSED = "token_refused"  # noqa: S105  a state, not a secret
    TELEGRAM_AWAY = "telegram_away"
    BOTS_NOT_SERVED = "bots_not_served"
    BOT_FIRST = "bot_first"
    CHANNEL_NOT_SET = "channel_not_set"
    CHANNEL_NOT_FOUND = "channel_not_found"
    NOT_A_CHANNEL = "not_a_channel"
    BOT_NOT_ADMIN = "bot_not_admin"
    NO_TEMPLATE = "no_template"
    TEMPLATES_PAUSED = "templates_paused"
    NO_CASHIER = "no_cashier"
    CASHIER_WAITS = "cashier_waits"
    NO_CODE = "no_code"
    CODE_NOT_REDEEMED = "code_not_redeemed"


class FirstStep(Output):
    name: StepName
    is_done: bool
    obstacle: Obstacle | None = None
    bot: BotName | None = Field(None, description="Which bot the obstacle is about.")
    variable: str | None = Field(None, description="What holds that bot's token.")
    trouble: str | None = Field(None, description="Telegram's own words.")


class BotLink(Output):
    """How to open a bot on a phone."""

    username: str
    link: str
    qr_code_base64: str = Field(description="A PNG picture of the link.")


class FirstSteps(Output):
    is_done: bool
    items: list[FirstStep]
    client_bot: BotLink | None
    cashier_bot: BotLink | None
    channel_title: str | None
    waiting_cashiers: int
