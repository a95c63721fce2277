from dvorik.kernel.errors import Invalid, NotFound


class NoSuchSetting(NotFound):
    code = "settings.no_such_setting"


class SettingsRefused(Invalid):
    """`errors` names each refused setting. None of the changes was made."""

    code = "settings.refused"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors=errors)
        self.errors = errors
