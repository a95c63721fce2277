"""Who lives in the sandbox when it opens, in plain arguments."""

import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_TOKEN = re.compile(r"^(\d{6,12}):[A-Za-z0-9_-]{35}$")


@dataclass(frozen=True, slots=True)
class BotSpec:
    """A bot. Its id is the number before the colon of its token, as in Telegram."""

    token: str
    username: str
    first_name: str

    def __post_init__(self) -> None:
        if not _TOKEN.match(self.token):
            raise ValueError(f"the token of @{self.username} is not <digits>:<35 characters>")

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """A public channel; every bot is its administrator until the control API says otherwise."""

    id: int
    username: str
    title: str
    creator_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """A person with a Telegram account. `phone_number` is what "share my contact" sends.

    `note` is for the chat page alone: who this is. `owner`, `cashier` and `applicant` it says in
    its own language, anything else as it stands. No bot sees it.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone_number: str = ""
    note: str = ""
