"""Words of analytics."""

from enum import StrEnum


class Step(StrEnum):
    """How finely a period is cut."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Comparison(StrEnum):
    """What the figures of a period stand beside."""

    BEFORE = "before"
    NOTHING = "nothing"
