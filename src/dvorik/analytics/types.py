"""Words of analytics."""

from enum import StrEnum


class Step(StrEnum):
    """How finely a period is cut."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
