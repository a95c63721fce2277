"""Words of the settings feature."""

from enum import StrEnum


class SettingGroup(StrEnum):
    """Where a setting stands on the settings page."""

    BUSINESS = "business"
    TELEGRAM = "telegram"
    LOYALTY = "loyalty"
    MESSAGES = "messages"
