from dvorik.kernel.errors import Conflict, Invalid, NotFound


class NoSuchSetting(NotFound):
    code = "settings.no_such_setting"


class PublicAddressMissing(Conflict):
    """Telegram brings updates only to https://, to an address on the internet: PUBLIC_URL."""

    code = "telegram.public_address_missing"


class SettingsRefused(Invalid):
    """`errors` names each refused setting. None of the changes was made."""

    code = "settings.refused"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors=errors)
        self.errors = errors
