"""What callers send about clients and what they get back."""

from dataclasses import dataclass

from dvorik.kernel.i18n import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramPerson:
    """Somebody who wrote to a bot, as Telegram describes them.

    Names are as sent, so they may hold anything; actions clean them. `language` is already one
    of ours, picked by the door with the shop's default.
    """

    telegram_id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: Language
