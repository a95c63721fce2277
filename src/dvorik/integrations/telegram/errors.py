from dvorik.kernel.errors import Conflict


class TelegramRefused(Conflict):
    """Telegram answered, and the answer was no. `description` is its own sentence."""

    code = "telegram.refused"


class UpdatesArePolled(Conflict):
    """The bots fetch updates, and would take a webhook away again within seconds."""

    code = "telegram.updates_are_polled"
