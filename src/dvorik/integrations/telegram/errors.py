from dvorik.kernel.errors import Conflict


class PublicAddressMissing(Conflict):
    """Telegram has nowhere to bring updates: PUBLIC_URL is not set."""

    code = "telegram.public_address_missing"


class TelegramRefused(Conflict):
    """Telegram answered, and the answer was no. `description` is its own sentence."""

    code = "telegram.refused"


class UpdatesArePolled(Conflict):
    """BOT_MODE is polling: the bots would take a webhook away again within seconds."""

    code = "telegram.updates_are_polled"
