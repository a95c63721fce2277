"""Bodies of control requests."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPerson(Body):
    """`id` is chosen by the sandbox when absent."""

    first_name: str = Field(min_length=1, max_length=64)
    id: int | None = Field(default=None, gt=0)
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone_number: str = ""


class Crowd(Body):
    """`count` people with ids from `first_id` on, who have already started `bot`."""

    bot: str
    count: int = Field(gt=0, le=1_000_000)
    first_id: int = 3_000_000_000


class Start(Body):
    payload: str = ""


class Say(Body):
    text: str
    reply_to: int = 0


class Press(Body):
    """`button` is a button's text or callback data."""

    button: str
    message_id: int = 0


class ShareContact(Body):
    phone_number: str = ""


class Member(Body):
    """`is_member` matters for "restricted" alone."""

    status: Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
    is_member: bool = True


class NewFront(Body):
    """Trouble over one bot or, without `bot`, over all. See `weather.Front`."""

    kind: Literal["storm", "latency", "outage", "hang", "cut"]
    bot: str = ""
    seconds: float = Field(default=0.0, ge=0, le=600)
    retry_after: int = Field(default=1, ge=1)
    status: int = Field(default=502, ge=500, le=599)
    methods: list[str] = []
    requests: int | None = Field(default=None, ge=1)
    for_seconds: float | None = Field(default=None, gt=0)


class Delivery(Body):
    """How updates reach a bot: each `copies` times, newest first when `is_reversed`."""

    copies: int = Field(default=1, ge=1, le=100)
    is_reversed: bool = False


class Repeat(Body):
    """Send one update again, `times` times, exactly as it was."""

    update_id: int
    times: int = Field(default=1, ge=1, le=1000)


class RawUpdate(Body):
    """Any update at all; `update_id` is added when absent."""

    update: dict[str, object]
    lane: int = 0


class NewLimits(Body):
    """None switches a limit off."""

    per_second: float | None = Field(default=None, gt=0)
    per_chat_per_second: float | None = Field(default=None, gt=0)
    chat_burst: int = Field(default=3, ge=1)
